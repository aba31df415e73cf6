/**
 * The reduce phase of a text that is too long to be simulated: `thinning` words that are about equally frequent are represented by one, with
 * its list in full length. More frequent words stand for fewer, in the extreme for themselves, and have shorter lists instead. So the sample
 * has as many positions as a text that is shorter by that factor, in lists such as the long text has.
 *
 * Time is proportional to positions, of which both counts are exact; what goes by words and tasks the sample has a little too much of.
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

/** Words that stand for several together make up no more than this part of a text: a task must not become long only by being chosen. */
const LARGEST_SHARE = 0.0025;

/** A word of the sample, with how often it occurs there. */
export interface SampledWord {
  /** Its rank. */
  readonly rank: number;
  /** How often it occurs. */
  readonly count: number;
}

/** Which words stand for a text of so many, and how often each occurs. */
export function sampledWords({ shares }: Vocabulary, words: number, thinning: number): SampledWord[] {
  const sample: SampledWord[] = [];
  for (let first = 0; first < shares.length;) {
    const group = Math.min(thinning, Math.max(1, Math.floor(LARGEST_SHARE / shares[first]!)));
    const end = Math.min(first + group, shares.length);
    const share = shares.subarray(first, end).reduce((a, b) => a + b, 0);
    sample.push({ rank: (first + end) >> 1, count: Math.max(1, Math.round(words * share / thinning)) });
    first = end;
  }
  return sample;
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
