/**
 * Which words stand for a text that is too long to be reduced in simulation: one for `thinning` words that are about equally frequent, with
 * its lists in full length. More frequent words stand for fewer, in the extreme for themselves; of their lists, one behind the other, then
 * only stretches are there. So the sample has about as many lists, pieces of each size and positions as a text shorter by that factor has.
 */
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Random } from "../../sim/random.ts";
import { part } from "./map.ts";
import { chunksOf, POSITION_BYTES, positionsIn } from "./position_list.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Words that stand for several together make up no more than this part of a text: a task must not become long only by being chosen. */
const LARGEST_SHARE = 0.0025;
/** If a mapper meets a word less often than this, it may well meet it not at all. */
const SELDOM = 16;
/** Pieces of a stretch, unless there are almost as many stretches as mappers: if as many, all would begin at the same place of a list. */
const STRETCH_PIECES = 8;
/** Multiples of it, without what is before the point, fill 0 to 1 evenly. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
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

/** The words that stand for a text of so many, mapped by so many mappers. */
export function sampledWords(
  { shares }: Vocabulary,
  words: number,
  thinning: number,
  mappers: number,
  random: Random,
): SampledWord[] {
  const sample: SampledWord[] = [];
  for (let first = 0; first < shares.length;) {
    const group = Math.min(thinning, Math.max(1, Math.floor(LARGEST_SHARE / shares[first]!)));
    const end = Math.min(first + group, shares.length), count = end - first;
    const share = shares.subarray(first, end).reduce((a, b) => a + b, 0) / count;
    const lengths = Array.from(
      { length: mappers },
      (_, mapper) => occurrences(words * share, mapper, mappers, random),
    );
    const lists = listsOf(lengths, count / thinning, (sample.length * GOLDEN) % 1);
    sample.push({ rank: (first + end) >> 1, lists });
    first = end;
  }
  return sample;
}

/** How often a mapper meets a word that occurs so often: chance decides if that is seldom, and makes little difference if not. */
function occurrences(count: number, mapper: number, mappers: number, random: Random): number {
  const mean = count / mappers;
  let met = 0;
  if (mean < SELDOM) { for (let at = random.exponential(1); at < mean; at += random.exponential(1)) met++; }
  else {
    const [from, to] = part(Math.round(count), mapper, mappers);
    met = to - from;
  }
  return met;
}

/** Of lists of such lengths, one behind the other, some stretches: how large a part, and where the first begins (0 to 1). */
function listsOf(lengths: readonly number[], taken: number, start: number): Piece[][] {
  const chunks = lengths.map((length) => length === 0 ? 0 : chunksOf(length));
  const all = chunks.reduce((a, b) => a + b), first = Math.floor(start * all);
  const pieces = Math.max(1, Math.round(taken * all)),
    stretches = Math.max(1, Math.min(lengths.length - 1, Math.ceil(pieces / STRETCH_PIECES)));
  let passed = all - first;
  const lists = lengths.map((length, mapper) => {
    const list: Piece[] = [];
    for (let chunk = 0; chunk < chunks[mapper]!; chunk++, passed++) {
      if (passed * stretches % all < pieces) list.push({ chunk, positions: positionsIn(chunk, length) });
    }
    return list;
  });
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
