/**
 * The reduce phase of a text that is too long to be simulated: of `thinning` words that are about equally frequent one, with its lists in
 * full length. Only words so frequent that one more or less of them would tell are all there, and their lists are shorter instead. So the
 * sample has as many positions as a text that is shorter by that factor, in lists such as the long text has.
 *
 * Cost is proportional to positions, of which both counts are exact; and to words and tasks, of which the sample has a few too many,
 * which is why it must not be too small.
 */
import type { VirtualMemory } from "../../kernels/virtual_memory.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { Random } from "../../sim/random.ts";
import type { Program } from "../../sim/task.ts";
import type { Run } from "../workload.ts";
import { Job } from "./job.ts";
import { part } from "./map.ts";
import { combine, ownCacheBytes, phase, type Tally } from "./phases.ts";
import { chunksOf, type PositionList } from "./position_list.ts";
import type { Vocabulary } from "./vocabulary.ts";
import type { WordTable } from "./word_table.ts";

/** A list that is thinned out has so many positions left at least: its copy is twice as large as what an arena calls large. */
const FEWEST_LEFT = 4096;

/** A word of the sample, with how often it occurs there. */
export interface SampledWord {
  /** Its rank. */
  readonly rank: number;
  /** How often it occurs. */
  readonly count: number;
}

/** Which words stand for a text of so many, and how often each occurs. */
export function sampledWords(vocabulary: Vocabulary, words: number, thinning: number): SampledWord[] {
  const { shares } = vocabulary, count = (rank: number) => words * shares[rank]!;
  let frequent = 0;
  while (frequent < shares.length && count(frequent) / thinning >= FEWEST_LEFT) frequent++;
  const sample: SampledWord[] = [];
  for (let rank = 0; rank < frequent; rank++) sample.push({ rank, count: count(rank) / thinning });
  for (let first = frequent; first < shares.length; first += thinning) {
    const end = Math.min(first + thinning, shares.length);
    let sum = 0;
    for (let rank = first; rank < end; rank++) sum += count(rank);
    sample.push({ rank: (first + end) >> 1, count: sum / thinning });
  }
  return sample.map(({ rank, count }) => ({ rank, count: Math.max(1, Math.round(count)) }));
}

/** Fills a mapper's table with its part of the sample. Chunks of the lists lie in any order, as they do where lists have grown side by side. */
function* restore(
  table: WordTable,
  vocabulary: Vocabulary,
  sample: readonly SampledWord[],
  share: (count: number) => number,
  random: Random,
): Program {
  const { core, memory, arena } = table, chunks: { list: PositionList; length: number }[] = [];
  for (const { rank, count } of sample) {
    const word = vocabulary.words[rank]!,
      column = table.columns[vocabulary.columns[rank]!]!,
      length = share(count);
    if (length === 0) continue;
    const place = column.entries.filter((entry) => entry.word < word).length;
    const { list } = yield* table.insert(column, place, word);
    for (let chunk = 0; chunk < chunksOf(length); chunk++) chunks.push({ list, length });
  }
  for (const index of random.permutation(chunks.length)) {
    const { list, length } = chunks[index]!;
    yield* list.grow(core, memory, arena);
    list.fillUp(length);
  }
}

/**
 * What reduce takes for a text of so many words.
 *
 * @param thinning how many times as many positions there are as are simulated
 */
export function sampleReduce(
  run: Run<VirtualMemory>,
  vocabulary: Vocabulary,
  words: number,
  thinning: number,
): Tally {
  const { machine, cores, seed } = run, job = new Job(run), { memory } = job;
  const sample = sampledWords(vocabulary, words, thinning);
  for (const [i, core] of cores.entries()) {
    const share = (count: number) => {
      const [from, to] = part(count, i, cores.length);
      return to - from;
    };
    phase(
      machine,
      memory,
      [core],
      () => restore(job.tables[i]!, vocabulary, sample, share, new Random(seed * 1000 + i)),
    );
  }
  // The lists were written long ago: none of them is in a cache.
  phase(machine, memory, cores, function* (core) {
    yield;
    const bytes = ownCacheBytes(machine.spec, cores, core);
    core.streamRead(machine.memory.physical.placeFrames(Math.ceil(bytes / PAGE_BYTES), core.chip), bytes);
  });
  const counted = job.reduce(() => {}), positions = sample.reduce((sum, { count }) => sum + count, 0);
  return combine(counted, counted, (count) => count * words / positions);
}
