/** Values of rows → text for readers. */
import { printable } from "../../rows/printable.ts";
import type { Cell } from "../../rows/row.ts";

/** How English writes numbers: it takes a while to load. */
const formats = () => ({
  grouped: new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 }),
  significant: new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 }),
});
let loaded: ReturnType<typeof formats> | undefined;

/**
 * Writes a number for a reader: whole numbers in full, others with about four significant digits, and
 * commas between thousands.
 *
 * @param value The number.
 * @returns Its text.
 *
 * @example
 * ```ts
 * console.assert(formatNumber(1234567) === "1,234,567");
 * console.assert(formatNumber(3.14159) === "3.142");
 * console.assert(formatNumber(0.0000123) === "1.23e-5");
 * ```
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-3)) {
    return value.toExponential(3).replace(/\.?0*e\+?/, "e");
  }
  const { grouped, significant } = loaded ??= formats();
  return (Number.isInteger(value) || size >= 1000 ? grouped : significant).format(value);
}

/**
 * Writes any value of a row for a reader: a dash for none.
 *
 * @param value The value, or `undefined` where a row has none.
 * @returns Its text; ✓ and ✗ for booleans.
 *
 * @example
 * ```ts
 * console.assert(formatCell(true) === "✓");
 * ```
 */
export function formatCell(value: Cell | undefined): string {
  // Rows may come from a file, and hold what no row should.
  if (value === undefined || value === null) return "–";
  if (typeof value === "boolean") return value ? "✓" : "✗";
  if (typeof value === "number") return formatNumber(value);
  return printable(typeof value === "object" ? JSON.stringify(value) : String(value));
}
