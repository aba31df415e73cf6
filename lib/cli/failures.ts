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
    const where = Map.groupBy(same, ({ machine, system }) => `${machine}, ${system}`);
    const places = [...where].map(([place, rows]) => {
      const cores = rows.map((row) => Number(row.cores));
      return `${place}, ${spans(cores)} ${cores.every((count) => count === 1) ? "core" : "cores"}`;
    });
    return `${places.join("; ")}: ${error}`;
  });
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
