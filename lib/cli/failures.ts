/** What failed in a sweep, said once, however many rows it affects. */
import type { Row } from "../rows/row.ts";

/**
 * A sentence for each error: which rows, and what happened.
 *
 * @example
 * ```ts
 * import { failures } from "./failures.ts";
 * import assert from "node:assert/strict";
 *
 * const row = { machine: "opteron16", system: "linux", error: "no operation ended" };
 * const rows = [{ ...row, cores: 1 }, { ...row, cores: 2 }, { ...row, cores: 16 }];
 * assert.deepEqual(failures(rows), ["opteron16, linux, 1..2, 16 cores: no operation ended"]);
 * ```
 */
export function failures(rows: readonly Row[]): string[] {
  const failed = rows.filter(({ error }) => error !== undefined);
  return [...Map.groupBy(failed, ({ error }) => error)].map(([error, same]) => {
    const places = placesOf(same), more = places.length - MOST_PLACES;
    const told = more > 1 ? [...places.slice(0, MOST_PLACES), `and ${more} more`] : places;
    return `${told.join("; ")}: ${error}`;
  });
}

/** More are not told in a sentence. */
const MOST_PLACES = 8;

/** Where rows belong, those that differ in cores together: `opteron16, linux, 1..2, 16 cores`. */
export function placesOf(rows: readonly Row[]): string[] {
  return [...Map.groupBy(rows, placeOf)].map(([place, rows]) => {
    const cores = rows.map((row) => Number(row.cores));
    return `${place}, ${spans(cores)} ${cores.every((count) => count === 1) ? "core" : "cores"}`;
  });
}

/** What names a row beside its cores: `opteron16, linux, fileKilobytes 128`. */
function placeOf({ experiment: _, cores: __, error: ___, ...labels }: Row): string {
  const { machine, system, ...others } = labels;
  return [machine, system, ...Object.entries(others).map(([column, value]) => `${column} ${value}`)].join(
    ", ",
  );
}

/** Numbers in short: `1..4, 8`. */
function spans(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const span = found.at(-1);
    if (span !== undefined && number === span[1] + 1) span[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => first === last ? `${first}` : `${first}..${last}`).join(", ");
}
