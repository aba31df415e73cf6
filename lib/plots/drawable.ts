/** The rows of which a figure can be drawn; a figure of nothing would hide that something went wrong. */
import type { Row } from "../rows/row.ts";

/**
 * Rows that have a number in each of some columns.
 *
 * @throws {RangeError} when there are none, with the error of the first row that has one, or the columns that there are
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.throws(() => drawable([{ cores: 1, rate: 5 }], ["cores", "rates"]), /no row has a number in rates; there are cores, rate/);
 * ```
 */
export function drawable(rows: readonly Row[], columns: readonly string[]): Row[] {
  const numbers = rows.filter((row) => columns.every((column) => typeof row[column] === "number"));
  if (numbers.length > 0) return numbers;
  const failed = rows.find(({ error }) => error !== undefined);
  if (failed) throw new RangeError(`there is nothing to draw, since measuring failed: ${failed.error}`);
  const missing = columns.filter((column) => rows.every((row) => typeof row[column] !== "number"));
  const there = Object.keys(rows[0] ?? {}).join(", ") || "no rows";
  throw new RangeError(`no row has a number in ${missing.join(" and ")}; there are ${there}`);
}
