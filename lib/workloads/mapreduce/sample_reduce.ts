/**
 * The reduce phase of a text that is too long to be simulated: that of some of its words (`sampled_words.ts`), in tables made without mapping.
 *
 * Time is proportional to positions, of which both counts are exact; what goes by words and tasks the sample has a little too much of.
 */
import type { VirtualMemory } from "../../kernels/virtual_memory.ts";
import { type Arena, BLOCK_BYTES, BLOCKS_IN_REGION } from "../../libos/arena.ts";
import type { UserMemory } from "../../libos/user_memory.ts";
import type { Core } from "../../machine/core.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { Random } from "../../sim/random.ts";
import type { Program } from "../../sim/task.ts";
import type { Run } from "../workload.ts";
import { Job } from "./job.ts";
import { combine, ownCacheBytes, phase, type Tally } from "./phases.ts";
import type { PositionList } from "./position_list.ts";
import { PAIR_BYTES } from "./reduce.ts";
import { type Piece, type SampledWord, sampledWords } from "./sampled_words.ts";
import type { Vocabulary } from "./vocabulary.ts";
import type { WordTable } from "./word_table.ts";

/**
 * Fills a mapper's table with its part of the sample. The beginning of a list stands beside its word; the other pieces lie in any order, as
 * they do where lists have grown side by side.
 */
function* restore(
  table: WordTable,
  vocabulary: Vocabulary,
  sample: readonly SampledWord[],
  mapper: number,
  random: Random,
): Program {
  const { core, memory, arena } = table, growing: { list: PositionList; next: Iterator<Piece> }[] = [];
  const grow = function* (list: PositionList, { chunk, positions }: Piece) {
    yield* list.grow(core, memory, arena, chunk);
    list.fillUp(list.length + positions);
  };
  for (const { rank, lists } of sample) {
    const word = vocabulary.words[rank]!,
      column = table.columns[vocabulary.columns[rank]!]!,
      [first, ...others] = lists[mapper]!;
    if (!first) continue;
    const place = column.entries.filter((entry) => entry.word < word).length;
    const { list } = yield* table.insert(column, place, word);
    yield* grow(list, first);
    const next = others.values();
    growing.push(...others.map(() => ({ list, next })));
  }
  for (const index of random.permutation(growing.length)) {
    const { list, next } = growing[index]!;
    yield* grow(list, next.next().value as Piece);
  }
}

/** Brings a reducer's memory to where it is in the midst of a job: a part of a region is used up, and there are arrays of each size. */
function* settle(core: Core, memory: UserMemory, arena: Arena, random: Random): Program {
  for (let blocks = random.below(BLOCKS_IN_REGION); blocks > 0; blocks--) yield* arena.allocate(BLOCK_BYTES);
  for (let bytes = PAIR_BYTES; bytes < BLOCK_BYTES; bytes *= 2) {
    const array = yield* arena.allocate(bytes);
    yield* memory.fill(core, array, bytes);
    yield* arena.free(array, bytes);
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
  const sample = sampledWords(vocabulary, words, thinning, cores.length, new Random(seed));
  for (const [i, core] of cores.entries()) {
    const random = new Random(seed * 1000 + i);
    phase(machine, memory, [core], () => restore(job.tables[i]!, vocabulary, sample, i, random));
  }
  for (const [i, core] of cores.entries()) {
    phase(
      machine,
      memory,
      [core],
      () => settle(core, memory, job.outputs[i]!, new Random(seed * 1000 + 500 + i)),
    );
  }
  // The lists were written long ago: none of them is in a cache.
  phase(machine, memory, cores, function* (core) {
    yield;
    const bytes = ownCacheBytes(machine.spec, cores, core);
    core.streamRead(machine.memory.physical.placeFrames(Math.ceil(bytes / PAGE_BYTES), core.chip), bytes);
  });
  const counted = job.reduce(() => {}),
    positions = sample.flatMap(({ lists }) => lists.flat()).reduce((sum, piece) => sum + piece.positions, 0);
  return combine(counted, counted, (count) => count * words / positions);
}
