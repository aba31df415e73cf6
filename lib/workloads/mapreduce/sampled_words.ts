/**
 * Which words stand for a text that is too long to be reduced in simulation: one for `thinning` words that are about equally frequent, with
 * its lists in full length. More frequent words stand for fewer, in the extreme for themselves; of their lists then only some pieces are
 * there, every fourth, say. So the sample has as many pieces of each size, and as many positions, as a text that is shorter by that factor.
 */
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { part } from "./map.ts";
import { chunksOf, POSITION_BYTES, positionsIn } from "./position_list.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Words that stand for several together make up no more than this part of a text: a task must not become long only by being chosen. */
const LARGEST_SHARE = 0.0025;
const POSITIONS_IN_PAGE = PAGE_BYTES / POSITION_BYTES;

/** A chunk of a list. */
export interface Piece {
  /** Which of the list it is, from 0 on. */
  readonly chunk: number;
  /** How many positions stand in it. */
  positions: number;
}

/** A word of the sample. */
export interface SampledWord {
  /** Its rank. */
  readonly rank: number;
  /** For each mapper, what is there of its list. */
  readonly lists: readonly (readonly Piece[])[];
}

/** The words that stand for a text of so many, mapped by so many. */
export function sampledWords(
  { shares }: Vocabulary,
  words: number,
  thinning: number,
  mappers: number,
): SampledWord[] {
  const sample: SampledWord[] = [];
  for (let first = 0; first < shares.length;) {
    const group = Math.min(thinning, Math.max(1, Math.floor(LARGEST_SHARE / shares[first]!)));
    const end = Math.min(first + group, shares.length), count = end - first;
    const share = shares.subarray(first, end).reduce((a, b) => a + b, 0) / count;
    const lists = listsOf(Math.max(1, Math.round(words * share)), count / thinning, mappers);
    sample.push({ rank: (first + end) >> 1, lists });
    first = end;
  }
  return sample;
}

/** Of the lists of a word that occurs so often, so large a part of the pieces: every second, every third… of all mappers' together. */
function listsOf(count: number, taken: number, mappers: number): Piece[][] {
  const lists: Piece[][] = [];
  let passed = 0.5;
  for (let mapper = 0; mapper < mappers; mapper++) {
    const [from, to] = part(count, mapper, mappers), pieces: Piece[] = [];
    for (let chunk = 0; to > from && chunk < chunksOf(to - from); chunk++) {
      const before = Math.floor(passed);
      passed += taken;
      if (Math.floor(passed) > before) pieces.push({ chunk, positions: positionsIn(chunk, to - from) });
    }
    lists.push(pieces);
  }
  if (taken < 1) trim(lists);
  return lists;
}

/** Makes what is left of a word whole pages of output: the last page, which is seldom full, would otherwise count too often. */
function trim(lists: readonly (readonly Piece[])[]): void {
  const pieces = lists.flat(), total = pieces.reduce((sum, { positions }) => sum + positions, 0);
  let over = total < POSITIONS_IN_PAGE ? 0 : total % POSITIONS_IN_PAGE;
  for (const piece of pieces.reverse()) {
    const less = Math.min(over, piece.positions - 1);
    piece.positions -= less;
    over -= less;
  }
}
