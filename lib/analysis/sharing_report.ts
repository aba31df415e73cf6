/**
 * Which shared line costs the cores most, which field of it, and which cores? Sums up what was seen of a run
 * (`RunReport.words`), costliest first.
 */
import type { Row } from "../rows/row.ts";

/**
 * One row a line: its name by struct and fields, `costliestField`, `misses`, `upgrades`, `invalidations`,
 * `stallCycles`, `shareOfStall` (of all stall cycles, from 0 to 1) and the `cores` it bounced between.
 *
 * @param words a row a word and core
 */
export function sharingReport(words: readonly Row[]): Row[] {
  return summed(words, "lineNumber", (ofLine) => {
    const fields = summed(ofLine, "field", () => ({}));
    return { line: ofLine[0]!.line!, costliestField: fields[0]!.field! };
  });
}

/** The same with one row a `field`: what its first words cost, of what makes up a line. */
export function fieldReport(words: readonly Row[]): Row[] {
  return summed(words, "field", (ofField) => ({ line: ofField[0]!.line! }));
}

/**
 * What each structure cost each core: `structure`, `core`, `stallCycles` and `misses`, for the structures
 * that cost most.
 *
 * @param structures how many
 */
export function sharingByCore(words: readonly Row[], structures = 8): Row[] {
  const costliest = summed(words, "structure", () => ({})).slice(0, structures);
  const rank = new Map(costliest.map(({ structure }, i) => [String(structure), i]));
  const some = words.filter(({ structure }) => rank.has(String(structure)));
  return [...groups(some, "structure")]
    .sort(([a], [b]) => rank.get(a)! - rank.get(b)!)
    .flatMap(([structure, rows]) =>
      [...groups(rows, "core")].map(([core, ofCore]) => ({
        structure,
        core: Number(core),
        misses: sum(ofCore, "misses"),
        stallCycles: sum(ofCore, "stallCycles"),
      })).sort((a, b) => a.core - b.core)
    );
}

/** Rows grouped by a column and summed up, costliest first. */
function summed(words: readonly Row[], column: string, more: (rows: readonly Row[]) => Row): Row[] {
  const total = sum(words, "stallCycles");
  return [...groups(words, column)]
    .map(([name, rows]) => {
      const stallCycles = sum(rows, "stallCycles");
      return {
        ...(column === "lineNumber" ? {} : { [column]: name }),
        ...more(rows),
        misses: sum(rows, "misses"),
        upgrades: sum(rows, "upgrades"),
        invalidations: sum(rows, "invalidations"),
        stallCycles,
        shareOfStall: total === 0 ? 0 : stallCycles / total,
        cores: ranges([...new Set(rows.map((row) => Number(row.core)))].sort((a, b) => a - b)),
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
