/**
 * What a job on a text that is too long to be simulated takes. Map consists of two things. Most words are
 * only appended to their arrays: `steady_map.ts` says what that takes. And arrays grow, and touch new pages:
 * that is simulated for some words (`thinned.ts`), of whose arrays it is known when they do, with as much
 * time between as the words take that come between. What the tables are then is reduced.
 *
 * Time is proportional to positions. Cores are done with a sample less evenly than with all of a text, so it
 * is the mean of their times that counts.
 */
import { InputError } from "../../input/check.ts";
import type { VirtualMemory } from "../../kernels/virtual_memory.ts";
import type { Arena } from "../../libos/arena.ts";
import { SUPERPAGE_PAGES } from "../../libos/superpages.ts";
import type { Core } from "../../machine/core.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { Random } from "../../sim/random.ts";
import type { Program } from "../../sim/task.ts";
import type { Run } from "../workload.ts";
import { type Growth, growthOf, inOrder, type Moment } from "./growth.ts";
import { Job, type JobTally, pagesOf } from "./job.ts";
import type { Emit } from "./reduce.ts";
import { combine, ownCacheBytes, phase, type Tally, times } from "./phases.ts";
import { reuseOf } from "./reuse.ts";
import { steadyMap } from "./steady_map.ts";
import { type Thinned, thinned } from "./thinned.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { POSITION_BYTES, roomFor } from "./word_array.ts";
import type { Key, WordTable } from "./word_table.ts";

/** Larger than any small object: keeps the superpage that it is in from becoming free. */
const PIN_BYTES = 5 * PAGE_BYTES;

/** One in so many words of a sample has arrays that grow in time; those of others are there before reduce. */
const GROWN_IN_TIME = 4;
/** A superpage is used up in pieces of so many pages. */
const BLOCK_PAGES = 128;

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
  const { dictionary, bytesPerWord } = vocabulary, sample = thinned(vocabulary, factor);
  const growths = cores.map((_, i) =>
    growthOf(vocabulary, wordsPerCore, new Random(seed * 1000 + i), (rank) => sample.cut.has(rank))
  );
  const parts = growths.map((growth) => thinnedGrowth(growth, sample));
  const job = new Job(run, dictionary, sample.columns),
    { memory } = job,
    text = job.load(words * bytesPerWord);
  const keyAt = (core: number, wordsBefore: number) =>
    text + Math.floor((core * wordsPerCore + wordsBefore) * bytesPerWord);
  for (const [i, { moments }] of parts.entries()) {
    job.make(moments.filter(({ length }) => length === 0).map(({ words }) => keyAt(i, words)));
  }
  const { timed, share: timedShare } = grownInTime(sample, vocabulary);
  const growth = phase(machine, memory, cores, function* (core, i) {
    const cyclesPerWord = steady.cycles * timedShare;
    let before = 0;
    for (const moment of parts[i]!.moments) {
      if (!timed.has(moment.rank)) continue;
      core.compute(cyclesPerWord * (moment.words - before));
      before = moment.words;
      yield;
      yield* append(job.tables[i]!, moment, keyAt(i, moment.words));
    }
    core.compute(cyclesPerWord * (wordsPerCore - before));
  });
  for (const [i, core] of cores.entries()) {
    machine.longAgo(
      core,
      function* () {
        for (const moment of parts[i]!.moments) {
          if (!timed.has(moment.rank)) yield* append(job.tables[i]!, moment, keyAt(i, moment.words));
        }
        for (const [rank, length] of parts[i]!.lengths) keyOf(job.tables[i]!, rank)!.array.length = length;
      }(),
    );
  }
  // What a core alone has is its result.
  const { usedBefore, freed } = cores.length > 1 ? reuseOf(dictionary, growths) : { usedBefore: 0, freed: 0 };
  const recycle = reusedLater(run, job, sample, parts, usedBefore);
  const unmapOne = freed > 0 && run.kernel.oneSpace ? unmappedLater(run, job) : undefined;
  for (const arena of job.arenas) arena.reuses = false;
  // Most arrays were written long ago: none is in a cache.
  phase(machine, memory, cores, function* (core) {
    yield;
    const bytes = ownCacheBytes(machine.spec, cores, core);
    core.streamRead(machine.memory.physical.placeFrames(Math.ceil(bytes / PAGE_BYTES), core.chip), bytes);
  });
  const whole = (tally: Tally, share: number) => ({
    ...times(tally, 1 / share),
    cycles: tally.meanCycles / share,
  });
  const { cycles: _, meanCycles: __, ...counts } = times(steady, words);
  const map = whole(growth, timedShare), { tally, done } = job.reduceInStep(recycle);
  if (done === 0) {
    throw new InputError(`the sample is too small for ${cores.length} cores: take more sampleMegabytes`);
  }
  const add = (one: number, other: number) => one + other, reduce = whole(tally, done / words);
  return {
    map: combine(map, { ...counts, cycles: 0, meanCycles: 0 }, add),
    reduce: unmapOne ? combine(reduce, times(unmapOne(), freed), add) : reduce,
  };
}

/** The words whose arrays grow in time, and their share of all positions. */
function grownInTime(
  { cut }: Thinned,
  { shares }: Vocabulary,
): { timed: ReadonlySet<number>; share: number } {
  const timed = [...cut.keys()].filter((_, i) => i % GROWN_IN_TIME === 0);
  const share = timed.reduce((sum, rank) => sum + shares[rank]! / cut.get(rank)!, 0);
  return { timed: new Set(timed), share };
}

/** What concerns the words of the sample, in order; of arrays that are cut there, what there is of them. */
function thinnedGrowth({ moments, lengths }: Growth, { cut }: Thinned): Growth {
  const shorter = new Map<number, number>();
  for (const [rank, length] of lengths) {
    const times = cut.get(rank);
    if (times !== undefined) shorter.set(rank, Math.ceil(length / times));
  }
  return {
    moments: inOrder(moments.filter(({ rank, length }) => length < (shorter.get(rank) ?? 0))),
    lengths: shorter,
  };
}

/**
 * Memory that has been used before, enough for a part of the results. Cores have it in turn, and get it back
 * piece by piece as results need memory, which in the whole job frees of other words see to. What they need
 * beside, they do not need at the same time: their superpages are used up to different degrees.
 */
function reusedLater(
  { machine, cores }: Run<VirtualMemory>,
  { memory, arenas }: Job,
  { cut }: Thinned,
  parts: readonly Growth[],
  usedBefore: number,
): Emit {
  const totals = [...cut.keys()].map((rank) =>
    parts.reduce((sum, { lengths }) => sum + (lengths.get(rank) ?? 0), 0)
  );
  const again = totals.filter((_, i) => Math.floor((i + 1) * usedBefore) > Math.floor(i * usedBefore));
  const kept = new Map<Arena, number[]>(arenas.map((arena) => [arena, []]));
  for (const [index, core] of cores.entries()) machine.longAgo(core, use(core, index));
  function* use(core: Core, index: number): Program {
    const arena = arenas[index]!;
    for (let i = index; i < again.length; i += cores.length) {
      const address = yield* arena.allocate(POSITION_BYTES * roomFor(again[i]!));
      for (const page of pagesOf(address, POSITION_BYTES * again[i]!)) {
        yield* memory.touch(core, page, "write");
      }
      yield* arena.allocate(PIN_BYTES);
      kept.get(arena)!.push(address);
    }
    const usedPages = Math.floor(SUPERPAGE_PAGES * (index + 0.5) / cores.length);
    for (let i = 0; i < usedPages; i += BLOCK_PAGES) yield* arena.allocate(PAGE_BYTES * BLOCK_PAGES);
  }
  let due = usedBefore / 2;
  return (_word, _positions, arena) => {
    due += usedBefore;
    const address = due >= 1 ? kept.get(arena)!.pop() : undefined;
    if (address === undefined) return;
    due--;
    arena.recycle(address);
  };
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

/**
 * A superpage that is there before reduce; called after it, says what it takes to unmap it. That is done
 * apart, so that it can be taken as often as the whole job does it: there superpages become free when nearly
 * all is reduced, and are unmapped one after the other while the cores wait, so the job gets longer by all
 * that time.
 */
function unmappedLater(
  { machine, kernel, cores: [first] }: Run<VirtualMemory>,
  { memory }: Job,
): () => Tally {
  const superpage = machine.longAgo(first!, mapped(first!));
  function* mapped(core: Core): Program<number> {
    const page = yield* kernel.mapPrivate(core, SUPERPAGE_PAGES);
    for (const address of pagesOf(PAGE_BYTES * page, PAGE_BYTES * SUPERPAGE_PAGES - 1)) {
      yield* memory.touch(core, address, "write");
    }
    return page;
  }
  return () => phase(machine, memory, [first!], (core) => kernel.unmap(core, superpage, SUPERPAGE_PAGES));
}
