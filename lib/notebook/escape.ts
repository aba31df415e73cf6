/** Text → HTML. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Makes a text safe inside an HTML element or a quoted attribute.
 *
 * @param text Any text.
 * @returns HTML that shows it.
 *
 * @example
 * ```ts
 * console.assert(escapeHtml("a < b") === "a &lt; b");
 * ```
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
