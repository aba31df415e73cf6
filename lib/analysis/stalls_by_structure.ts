/**
 * What stalls cost, summed up by the kind of structure: all packet buffers together, all queue nodes of a
 * lock together.
 */
import type { Row } from "../rows/row.ts";

/**
 * One row a kind of structure, costliest first: `structure`, `missesEach`, `stallCyclesEach`.
 *
 * @param words what a `SharingRecorder` gives, or those of some cores
 * @param count by which the sums are divided: of operations, say
 */
export function stallsByStructure(words: readonly Row[], count: number): Row[] {
  const groups = Map.groupBy(words, ({ field }) => kindOf(String(field)));
  const sum = (rows: readonly Row[], column: string) =>
    rows.reduce((total, row) => total + Number(row[column]), 0) / count;
  return [...groups]
    .map(([structure, rows]) => ({
      structure,
      missesEach: sum(rows, "misses"),
      stallCyclesEach: sum(rows, "stallCycles"),
    }))
    .sort((a, b) => b.stallCyclesEach - a.stallCyclesEach);
}

/**
 * `page_info of netbuf 17.pi_ref` → `page_info of netbuf`: the structure without its number and its field.
 */
function kindOf(field: string): string {
  return field.replace(/\.[^.]*$/, "").replace(/\s\d+\b/g, "");
}
