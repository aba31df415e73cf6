/**
 * When arrays grow. Words are drawn one by one, so of a word with share p a text of m words has m p, by
 * chance a few more or less, and when the array of a mapper is full, or has filled a page, is known without
 * drawing the words between.
 */
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Random } from "../../sim/random.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { FIRST_ROOM, POSITION_BYTES } from "./word_array.ts";

const POSITIONS_IN_PAGE = PAGE_BYTES / POSITION_BYTES;

/**
 * A position that has to be appended with more than a store: the array grows, or the position is the first of
 * a page.
 */
export interface Moment {
  /** Of the word. */
  readonly rank: number;
  /** How many positions there are already. */
  readonly length: number;
  /** After how many words of the mapper's part. */
  readonly words: number;
}

/** How the arrays of one mapper grow. */
export interface Growth {
  /** Word by word, those of a word in order. */
  readonly moments: readonly Moment[];
  /** How long the array of each word is in the end, by rank. */
  readonly lengths: ReadonlyMap<number, number>;
}

/**
 * Draws how a mapper's arrays grow that meets so many words.
 *
 * @param inFull of which words also the first positions of pages are wanted
 */
export function growthOf(
  { shares }: Vocabulary,
  words: number,
  random: Random,
  inFull: (rank: number) => boolean,
): Growth {
  const moments: Moment[] = [], lengths = new Map<number, number>();
  for (const [rank, share] of shares.entries()) {
    const end = occurrences(words * share, random);
    let latest = 0;
    for (let length = 0; length < end; length = nextMoment(length, inFull(rank))) {
      // Where the next of so many positions is that are spread by chance.
      const spread = Math.sqrt(length * (1 - length / end)) * normal(random);
      latest = Math.max(latest, Math.min(words, words * (length + 0.5 + spread) / end));
      moments.push({ rank, length, words: latest });
    }
    if (end > 0) lengths.set(rank, end);
  }
  return { moments, lengths };
}

/** Moments in the order in which they come. */
export function inOrder(moments: readonly Moment[]): readonly Moment[] {
  return moments.toSorted((a, b) => a.words - b.words);
}

/** The next length at which an array is full, or has filled a page. */
function nextMoment(length: number, pages: boolean): number {
  if (length < FIRST_ROOM) return FIRST_ROOM;
  return length < POSITIONS_IN_PAGE || !pages ? 2 * length : length + POSITIONS_IN_PAGE;
}

/** How often a mapper meets a word that it should meet so often: by Poisson's law. */
export function occurrences(mean: number, random: Random): number {
  if (mean > 64) return Math.round(mean + Math.sqrt(mean) * normal(random));
  let met = 0;
  for (let at = random.exponential(1); at < mean; at += random.exponential(1)) met++;
  return met;
}

/** A normally distributed number. */
function normal(random: Random): number {
  return Math.sqrt(random.exponential(2)) * Math.cos(2 * Math.PI * random.unit());
}
