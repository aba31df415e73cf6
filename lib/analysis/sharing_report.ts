/**
 * Which shared line costs the cores most? Sums up what a recorder saw, line by line, dearest first.
 */
import type { Row } from "../rows/row.ts";

/**
 * One row a line: its name by struct and fields, `dearestField`, `misses`, `upgrades`, `stallCycles`, `shareOfStall` (of all
 * stall cycles, from 0 to 1) and the `cores` it bounced between.
 *
 * @param rows what a `SharingRecorder` gives: a row a word and core
 */
export function sharingReport(rows: readonly Row[]): Row[] {
  const total = sum(rows, "stallCycles");
  return [...groups(rows, "line")]
    .map(([line, ofLine]) => {
      const fields = [...groups(ofLine, "field")].map(([field, some]) => ({
        field,
        stall: sum(some, "stallCycles"),
      }));
      const stallCycles = sum(ofLine, "stallCycles");
      return {
        line,
        dearestField: fields.reduce((a, b) => b.stall > a.stall ? b : a).field,
        misses: sum(ofLine, "misses"),
        upgrades: sum(ofLine, "upgrades"),
        stallCycles,
        shareOfStall: total === 0 ? 0 : stallCycles / total,
        cores: ranges([...new Set(ofLine.map((row) => Number(row.core)))].sort((a, b) => a - b)),
      };
    })
    .sort((a, b) => b.stallCycles - a.stallCycles);
}

function groups(rows: readonly Row[], column: string): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => String(row[column]));
}

function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0);
}

/** 0, 1, 2, 5 → `0-2, 5`. */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([first, last]) => first === last ? `${first}` : `${first}-${last}`).join(", ");
}
