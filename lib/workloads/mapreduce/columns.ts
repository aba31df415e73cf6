/** Which words belong together: what each mapper has in one column is one task of reduce. */

/** Columns of every table, and so tasks of reduce: Metis aims at 10 words a column (`expected_keys_per_bucket`); see `naturalText.words`. */
export const COLUMNS = 1255;

/** The column of a word: its hash, by Metis's `partition`. */
export function columnOf(word: string): number {
  let hash = 5381;
  for (let i = 0; i < word.length; i++) hash = (Math.imul(hash, 33) + word.charCodeAt(i)) >>> 0;
  return hash % COLUMNS;
}
