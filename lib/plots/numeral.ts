/** Numbers in figures, as people write them: in full where that is short, else with a power of ten. */

/**
 * Writes a number.
 *
 * @param digits how many digits count
 * @example
 * ```ts
 * console.assert(numeral(20000) === "20,000");
 * console.assert(numeral(1e300) === "1e300");
 * ```
 */
export function numeral(value: number, digits = 6): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e12 || size < 1e-6)) {
    return Number(value.toPrecision(digits)).toExponential().replace("e+", "e");
  }
  return value.toLocaleString("en", { maximumSignificantDigits: digits });
}
