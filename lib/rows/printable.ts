/** Text that may come from anywhere, made fit for a terminal, a table and a picture. */

/**
 * Shows control characters as �: an escape sequence would take over the reader's terminal, and no XML can
 * hold one. A line break or a tab becomes a space.
 *
 * @example
 * ```ts
 * console.assert(printable("red\u001b[31m") === "red�[31m");
 * ```
 */
export function printable(text: string): string {
  // Most text is fit already.
  if (!/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u.test(text)) return text;
  return text.replace(/[\t\n\r\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, "\ufffd");
}
