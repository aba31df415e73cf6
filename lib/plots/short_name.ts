/**
 * Names beside an axis: a long one is shortened in its middle, as structures often begin, and fields end, in
 * what tells them apart.
 */

/**
 * Shortens a name.
 *
 * @param most letters that there is room for
 * @example
 * ```ts
 * console.assert(shortName("abcdefghij", 7) === "abc…hij");
 * ```
 */
export function shortName(name: string, most: number): string {
  if (name.length <= most) return name;
  const half = (most - 1) / 2;
  return `${name.slice(0, Math.ceil(half))}…${name.slice(name.length - Math.floor(half))}`;
}
