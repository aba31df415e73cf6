/**
 * When a mapper in the midst of a long text has last used each line of its table. Words are drawn one by one, so a line that is used by
 * a part p of all words was last used a number of words ago that is exponentially distributed, with mean 1 / p. What a cache holds follows
 * from it: the lines used last.
 */
import type { Random } from "../../sim/random.ts";
import { COLUMNS } from "./columns.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { SLOT_BYTES } from "./word_table.ts";

/** Which part of a table a line is. */
export type Part = "entry" | "end of list" | "slots";

/** A line of a table. */
export interface UsedLine {
  /** How many words ago it was last used. */
  readonly wordsAgo: number;
  /** What it is part of. */
  readonly part: Part;
  /** Of an entry, or the end of a list: the word's rank. Of slots: the column. */
  readonly of: number;
  /** Bytes from the start of that. */
  readonly offset: number;
}

/** The lines of a table in which all words are, the one first that was used the longest ago. */
export function lastUse({ words, shares, columns, order }: Vocabulary, random: Random): UsedLine[] {
  const ranks: number[][] = Array.from({ length: COLUMNS }, () => []),
    entries = new Float64Array(words.length);
  const lines: UsedLine[] = [];
  const add = (perWord: number, part: Part, of: number, offset = 0) =>
    lines.push({ wordsAgo: random.exponential(1 / perWord), part, of, offset });
  for (const rank of order) ranks[columns[rank]!]!.push(rank);
  for (const [column, ofColumn] of ranks.entries()) {
    const slots = new Float64Array(Math.ceil(ofColumn.length * SLOT_BYTES / 64));
    for (const [at, rank] of ofColumn.entries()) {
      // The words that a search for this one is led past.
      for (let low = 0, high = ofColumn.length, middle = -1; middle !== at;) {
        middle = (low + high) >> 1;
        entries[ofColumn[middle]!]! += shares[rank]!;
        slots[Math.floor(middle * SLOT_BYTES / 64)]! += shares[rank]!;
        if (middle < at) low = middle + 1;
        else high = middle;
      }
    }
    for (const [i, perWord] of slots.entries()) {
      add(perWord, "slots", column, 64 * i);
    }
  }
  for (const [rank, perWord] of entries.entries()) {
    add(perWord, "entry", rank);
    add(shares[rank]!, "end of list", rank);
  }
  return lines.sort((a, b) => b.wordsAgo - a.wordsAgo);
}
