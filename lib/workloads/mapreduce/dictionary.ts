/**
 * Words, and where each goes in a mapper's table: its column, which is a task of reduce, and its slot in
 * that.
 */

/**
 * Columns of every table, and so tasks of reduce (the 2,048 reduce tasks of Corey's
 * `user/metis/wordrevidx.c`).
 */
export const COLUMNS = 2048;
/** Slots of every column (Metis' `def_hash_slots`). */
export const SLOTS = 577;

/** A set of words, by number. */
export class Dictionary {
  /** The column of each word. */
  readonly columns: Int32Array;
  /** Its slot there. */
  readonly slots: Int32Array;

  /**
   * Words by number.
   *
   * @param words each once
   */
  constructor(readonly words: readonly string[]) {
    const hashes = words.map(hash);
    this.columns = Int32Array.from(hashes, (hash) => hash % COLUMNS);
    this.slots = Int32Array.from(hashes, (hash) => hash % SLOTS);
  }

  /**
   * How many bytes `strcmp` looks at to tell one word from another, or to find them equal: the end of a word
   * is a byte.
   */
  comparedBytes(one: number, other: number): number {
    const a = this.words[one]!, b = this.words[other]!;
    if (one === other) return a.length + 1;
    let same = 0;
    while (same < a.length && a[same] === b[same]) same++;
    return same + 1;
  }
}

/**
 * Metis' `default_hasher`: djb2 over the word in capitals and the zero at its end, in 64 bits, brought into
 * 32.
 */
function hash(word: string): number {
  let high = 0, low = 5381;
  for (const letter of `${word.toUpperCase()}\0`) {
    const next = 33 * low + letter.charCodeAt(0);
    high = (33 * high + Math.floor(next / 2 ** 32)) % 2 ** 32;
    low = next % 2 ** 32;
  }
  // Modulo 2³² − 1, 2³² is 1.
  return (high + low) % (2 ** 32 - 1);
}
