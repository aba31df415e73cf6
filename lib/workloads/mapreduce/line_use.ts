/** How often a mapper uses each line of a table in which all words are: what a cache holds in the midst of a long text follows from it. */
import { COLUMNS } from "./columns.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { SLOT_BYTES } from "./word_table.ts";

/** Which part of a table a line is. */
export type Part = "entry" | "end of list" | "slots";

/** A line with its use. */
export interface UsedLine {
  /** How often it is used, per word of text. */
  readonly perWord: number;
  /** What it is part of. */
  readonly part: Part;
  /** Of an entry, or the end of a list: the word's rank. Of slots: the column. */
  readonly of: number;
  /** Bytes from the start of that. */
  readonly offset: number;
}

/** The lines of a full table, the least used first. */
export function lineUse({ words, shares, columns, order }: Vocabulary): UsedLine[] {
  const ranks: number[][] = Array.from({ length: COLUMNS }, () => []),
    entries = new Float64Array(words.length);
  const lines: UsedLine[] = [];
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
      lines.push({ perWord, part: "slots", of: column, offset: 64 * i });
    }
  }
  for (const [rank, perWord] of entries.entries()) {
    lines.push({ perWord, part: "entry", of: rank, offset: 0 });
    lines.push({ perWord: shares[rank]!, part: "end of list", of: rank, offset: 0 });
  }
  return lines.sort((a, b) => a.perWord - b.perWord);
}
