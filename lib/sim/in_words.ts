/**
 * What somebody gave where something else was expected, for error messages.
 *
 * @example
 * ```ts
 * console.assert(inWords("12") === '"12"');
 * console.assert(inWords(Promise.resolve()) === "a value of kind Promise");
 * ```
 */
export function inWords(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return `a function${value.name && ` ${value.name}`}`;
  if (typeof value !== "object" || value === null) return String(value);
  const kind = (value as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag] ??
    value.constructor?.name;
  return `a value of kind ${kind ?? "object"}`;
}
