/**
 * What a job on a text that is too long to be simulated takes. Map consists of two things. Most words are only appended to their arrays:
 * `steady_map.ts` says what that takes. And arrays grow, and touch new pages: that is simulated for some words (`thinned.ts`), of whose
 * arrays it is known when they do, with as much time between as the words take that come between. What the tables are then is reduced.
 *
 * Time is proportional to positions. Cores are done with a sample less evenly than with all of a text, so it is the mean of their times
 * that counts.
 */
import type { VirtualMemory } from "../../kernels/virtual_memory.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { Random } from "../../sim/random.ts";
import type { Program } from "../../sim/task.ts";
import type { Run } from "../workload.ts";
import { Job, type JobTally } from "./job.ts";
import { combine, ownCacheBytes, phase, type Tally, times } from "./phases.ts";
import { steadyMap } from "./steady_map.ts";
import { type Thinned, thinned } from "./thinned.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { FIRST_ROOM, POSITION_BYTES } from "./word_array.ts";
import type { Key, WordTable } from "./word_table.ts";

const POSITIONS_IN_PAGE = PAGE_BYTES / POSITION_BYTES;

/** How much is simulated. */
export interface SampleSize {
  /** One in so many columns. */
  readonly factor: number;
  /** Words of map that are counted one by one, on all cores together. */
  readonly stretchWords: number;
}

/** What a job takes for a text of so many words. */
export function sampleJob(
  run: Run<VirtualMemory>,
  vocabulary: Vocabulary,
  words: number,
  { factor, stretchWords }: SampleSize,
): JobTally {
  const { machine, cores, seed } = run, wordsPerCore = words / cores.length;
  const steady = steadyMap(run, vocabulary, words, stretchWords);
  const sample = thinned(vocabulary, factor), job = new Job(run, vocabulary.dictionary, sample.columns);
  const { memory } = job, { bytesPerWord } = vocabulary, text = job.load(words * bytesPerWord);
  const parts = cores.map((_, i) => growthOf(sample, wordsPerCore, new Random(seed * 1000 + i)));
  const keyAt = (core: number, wordsBefore: number) =>
    text + Math.floor((core * wordsPerCore + wordsBefore) * bytesPerWord);
  for (const [i, { moments }] of parts.entries()) {
    job.make(moments.filter(({ length }) => length === 0).map(({ words }) => keyAt(i, words)));
  }
  const growth = phase(machine, memory, cores, function* (core, i) {
    const cyclesPerWord = steady.cycles * sample.share;
    let before = 0;
    for (const moment of parts[i]!.moments) {
      core.compute(cyclesPerWord * (moment.words - before));
      before = moment.words;
      yield;
      yield* append(job.tables[i]!, moment, keyAt(i, moment.words));
    }
    core.compute(cyclesPerWord * (wordsPerCore - before));
    for (const [rank, length] of parts[i]!.lengths) keyOf(job.tables[i]!, rank)!.array.length = length;
  });
  // Most arrays were written long ago: none is in a cache.
  phase(machine, memory, cores, function* (core) {
    yield;
    const bytes = ownCacheBytes(machine.spec, cores, core);
    core.streamRead(machine.memory.physical.placeFrames(Math.ceil(bytes / PAGE_BYTES), core.chip), bytes);
  });
  const whole = (tally: Tally) => ({
    ...times(tally, 1 / sample.share),
    cycles: tally.meanCycles / sample.share,
  });
  const { cycles: _, meanCycles: __, ...counts } = times(steady, words);
  const map = whole(growth), reduce = whole(job.reduce(() => {}, sample.columns));
  return { map: { ...combine(map, { ...counts, cycles: 0, meanCycles: 0 }, (a, b) => a + b) }, reduce };
}

/** A position that has to be appended with more than a store: the array grows, or the position is the first of a page. */
interface Moment {
  readonly rank: number;
  /** How many positions there are already. */
  readonly length: number;
  /** After how many words of the mapper's part. */
  readonly words: number;
}

/** Such moments of one mapper, in order, and how long the array of each word is in the end. */
function growthOf(
  { shares }: Thinned,
  words: number,
  random: Random,
): { moments: Moment[]; lengths: Map<number, number> } {
  const moments: Moment[] = [], lengths = new Map<number, number>();
  for (const [rank, share] of shares) {
    const end = occurrences(words * share, random);
    let latest = 0;
    for (let length = 0; length < end; length = nextMoment(length)) {
      // Where the next of so many positions is that are spread by chance.
      const spread = Math.sqrt(length * (1 - length / end)) * normal(random);
      latest = Math.max(latest, Math.min(words, words * (length + 0.5 + spread) / end));
      moments.push({ rank, length, words: latest });
    }
    if (end > 0) lengths.set(rank, end);
  }
  return { moments: moments.sort((a, b) => a.words - b.words), lengths };
}

/** The next length at which an array is full, or has filled a page. */
function nextMoment(length: number): number {
  if (length < FIRST_ROOM) return FIRST_ROOM;
  return length < POSITIONS_IN_PAGE ? 2 * length : length + POSITIONS_IN_PAGE;
}

/** Appends a position to a word's array, of which the positions between were not written. */
function* append(table: WordTable, { rank, length }: Moment, text: number): Program {
  const { array } = keyOf(table, rank) ?? (yield* table.insert(rank, text));
  array.length = length;
  yield* array.appendSlowly(table.arena, text);
}

function keyOf({ columns, dictionary }: WordTable, rank: number): Key | undefined {
  const keyset = columns[dictionary.columns[rank]!]!.get(dictionary.slots[rank]!);
  return keyset?.keys.find(({ word }) => word === rank);
}

/** How often a mapper meets a word that it should meet so often: by Poisson's law. */
function occurrences(mean: number, random: Random): number {
  if (mean > 64) return Math.round(mean + Math.sqrt(mean) * normal(random));
  let met = 0;
  for (let at = random.exponential(1); at < mean; at += random.exponential(1)) met++;
  return met;
}

/** A normally distributed number. */
function normal(random: Random): number {
  return Math.sqrt(random.exponential(2)) * Math.cos(2 * Math.PI * random.unit());
}
