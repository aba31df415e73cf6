/** Which words belong together: what each mapper has in one column is one task of reduce. */

/** Columns of every table, and so tasks of reduce: Metis's 16 a core (`default_group_or_reduce_task_per_core`), for 16 cores. */
export const COLUMNS = 256;

/** The column of a word: its hash, by Metis's `partition`. */
export function columnOf(word: string): number {
  let hash = 5381;
  for (let i = 0; i < word.length; i++) hash = (Math.imul(hash, 33) + word.charCodeAt(i)) >>> 0;
  return hash % COLUMNS;
}
