/**
 * The rows that a figure can show, and what its reader has to know about the others. A figure of no rows, or
 * of missing columns, would hide that something went wrong.
 */
import { InputError } from "../input/check.ts";
import { checkRows } from "../input/given.ts";
import { suggestion } from "../input/suggest.ts";
import { printable } from "../rows/printable.ts";
import type { Cell, Row } from "../rows/row.ts";
import { columnsOf, warningsOf } from "../rows/row.ts";

/** What a figure draws. */
export interface Wanted {
  /** Columns that have to be numbers. */
  readonly numbers: readonly string[];
  /** Of these, columns on a logarithmic axis. */
  readonly log?: readonly string[];
  /** Columns that may be anything, but have to be there. */
  readonly names?: readonly string[];
}

/** What there is of it. */
export interface Drawable {
  /** The rows that can be drawn: one at least. */
  readonly rows: readonly Row[];
  /** Sentences about those that cannot, and what all rows warn of. */
  readonly notes: readonly string[];
}

/**
 * Picks the rows that have a finite number in each of some columns, above zero where it has a place on a
 * logarithmic axis only then.
 *
 * @param figure the function that draws, for the error message
 * @throws {InputError} when there are none, with the error of the first row that has one, or for a column
 * that no row has
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const rows = [{ cores: 1, rate: 5 }, { cores: 2, rate: 0 }];
 * // the second is not drawn
 * console.log(drawable("lines", rows, { numbers: ["cores", "rate"], log: ["rate"] }).notes);
 * assert.throws(
 *   () => drawable("lines", rows, { numbers: ["cores", "rates"] }),
 *   /no column rates; did you mean rate\?/,
 * );
 * ```
 */
export function drawable(
  figure: string,
  rows: readonly Row[],
  { numbers, log = [], names = [] }: Wanted,
): Drawable {
  checkRows(figure, rows);
  if (rows.length === 0) throw new InputError(`${figure}: there are no rows to draw`);
  const failed = rows.filter((row) =>
    row.error !== undefined && !numbers.every((column) => isNumber(row[column]))
  );
  if (failed.length === rows.length) {
    throw new InputError(
      `there is nothing to draw, since measuring failed: ${printable(String(failed[0]!.error))}`,
    );
  }
  checkColumns(figure, rows, [...numbers, ...names]);
  const measured = rows.filter((row) => numbers.every((column) => typeof row[column] === "number"));
  const finite = measured.filter((row) => numbers.every((column) => isNumber(row[column])));
  const reach = finite.filter((row) => numbers.every((column) => inReach(Number(row[column]))));
  const drawn = reach.filter((row) => log.every((column) => Number(row[column]) > 0));
  if (finite.length === 0) {
    const without = numbers.filter((column) => !rows.some((row) => isNumber(row[column])));
    throw new InputError(
      `${figure}: no row has a number in ${without.join(" and ") || `all of ${numbers.join(", ")}`}`,
    );
  }
  if (reach.length === 0) throw new InputError(`${figure}: all numbers are ${OUT_OF_REACH}`);
  if (drawn.length === 0) {
    throw new InputError(
      `${figure}: no row has a number above 0 in ${log.join(" and ")}, and the axis is logarithmic`,
    );
  }
  const notes = [
    ...left(failed.length, `that failed (${printable(String(failed[0]?.error))})`),
    ...left(measured.length - finite.length, `without a number in ${numbers.join(" or ")}`),
    ...left(finite.length - reach.length, OUT_OF_REACH),
    ...left(reach.length - drawn.length, `at or below 0, where a logarithmic axis has no place`),
    ...warningsOf(rows),
  ];
  return { rows: drawn, notes };
}

/**
 * Refuses columns that no row has.
 *
 * @throws {InputError} with the nearest column
 */
function checkColumns(what: string, rows: readonly Row[], wanted: readonly string[]): void {
  const there = columnsOf(rows);
  for (const column of rows.length === 0 ? [] : wanted) {
    if (!there.has(column)) {
      throw new InputError(`${what}: there is no column ${column}; ${suggestion(column, [...there])}`);
    }
  }
}

/**
 * Refuses rows of which two would be drawn at one place, where they could not be told apart.
 *
 * @param place the columns that say where a row is drawn
 * @param value the columns that say what; where they are equal, nothing is hidden
 * @throws {InputError} naming the place, and the columns in which the two differ
 */
export function checkPlaces(
  what: string,
  rows: readonly Row[],
  place: readonly string[],
  value: readonly string[] = [],
): void {
  const seen = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify(place.map((column) => row[column]), plain), other = seen.get(key);
    seen.set(key, row);
    if (!other || (value.length > 0 && value.every((column) => Object.is(row[column], other[column])))) {
      continue;
    }
    const differ = Object.keys(row).filter((column) =>
      !place.includes(column) && typeof row[column] === "string" && row[column] !== other[column]
    );
    throw new InputError(
      `${what}: two rows have ${place.map((column) => printable(`${column} = ${row[column]}`)).join(", ")}` +
        `${
          differ.length > 0 ? `, and differ in ${differ.join(", ")}` : ""
        }: draw one of them, or name them apart`,
    );
  }
}

/** Rows of a database hold whole numbers that JSON has not. */
const plain = (_: string, value: unknown): unknown => typeof value === "bigint" ? String(value) : value;

/**
 * Refuses more than a reader can take in, or than can be drawn in seconds.
 *
 * @throws {InputError} with the most that there may be
 */
export function checkFew(what: string, many: number, most: number, things: string): void {
  if (many <= most) return;
  const [have, may] = [many, most].map((number) => number.toLocaleString("en"));
  throw new InputError(`${what}: ${have} ${things} are more than a figure can show: give it ${may} at most`);
}

function isNumber(cell: Cell | undefined): boolean {
  return typeof cell === "number" && Number.isFinite(cell);
}

/** Where the distance of two numbers is still a number, and a tick between them another. */
function inReach(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-100 && size <= 1e100);
}

const OUT_OF_REACH = "beyond 1e100, or nearer to 0 than 1e-100, where no axis reaches";

function left(count: number, which: string): string[] {
  return count === 0
    ? []
    : [`Not drawn: ${count.toLocaleString("en")} ${count === 1 ? "point" : "points"} ${which}.`];
}
