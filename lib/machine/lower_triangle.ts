/**
 * Symmetric matrices as public tables and files have them: what stands below the diagonal, row by row, as
 * text. What a row says of itself is 0.
 */
import { InputError, shown } from "../input/check.ts";

/**
 * The whole matrix. The first row has nothing in it.
 *
 * @param what names the data in an error
 * @throws {InputError} when a row has not one number for each row above it
 * @example
 * ```ts
 * import { symmetric } from "./lower_triangle.ts";
 * console.log(symmetric(["", "30", "50 40"], "my file")); // [[0, 30, 50], [30, 0, 40], [50, 40, 0]]
 * ```
 */
export function symmetric(rows: readonly string[], what: string): number[][] {
  const lower = rows.map((row, i) => {
    const numbers = row.split(/\s+/).filter((word) => word !== "").map(Number);
    if (numbers.length === i && !numbers.some(Number.isNaN)) return numbers;
    throw new InputError(
      `${what} is not valid: row ${i} of a matrix is ${
        shown(row)
      }: expected ${i} numbers, one for each row above`,
    );
  });
  return lower.map((row, i) => lower.map((column, j) => i === j ? 0 : j < i ? row[j]! : column[i]!));
}
