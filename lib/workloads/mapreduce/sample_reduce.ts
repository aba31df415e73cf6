/**
 * The reduce phase of a text that is too long to be simulated: that of some of its words (`sampled_words.ts`), in tables made without mapping.
 *
 * Time is proportional to positions, of which both counts are exact; what goes by words and tasks the sample has a little too much of.
 */
import type { VirtualMemory } from "../../kernels/virtual_memory.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { Random } from "../../sim/random.ts";
import type { Program } from "../../sim/task.ts";
import type { Run } from "../workload.ts";
import { Job } from "./job.ts";
import { combine, ownCacheBytes, phase, type Tally } from "./phases.ts";
import type { PositionList } from "./position_list.ts";
import { type Piece, type SampledWord, sampledWords } from "./sampled_words.ts";
import type { Vocabulary } from "./vocabulary.ts";
import type { WordTable } from "./word_table.ts";

/** Fills a mapper's table with its part of the sample. Chunks of the lists lie in any order, as they do where lists have grown side by side. */
function* restore(
  table: WordTable,
  vocabulary: Vocabulary,
  sample: readonly SampledWord[],
  mapper: number,
  random: Random,
): Program {
  const { core, memory, arena } = table, growing: { list: PositionList; next: Iterator<Piece> }[] = [];
  for (const { rank, lists } of sample) {
    const word = vocabulary.words[rank]!,
      column = table.columns[vocabulary.columns[rank]!]!,
      pieces = lists[mapper]!;
    if (pieces.length === 0) continue;
    const place = column.entries.filter((entry) => entry.word < word).length;
    const { list } = yield* table.insert(column, place, word);
    const next = pieces.values();
    growing.push(...pieces.map(() => ({ list, next })));
  }
  for (const index of random.permutation(growing.length)) {
    const { list, next } = growing[index]!, { chunk, positions } = next.next().value as Piece;
    yield* list.grow(core, memory, arena, chunk);
    list.fillUp(list.length + positions);
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
  const sample = sampledWords(vocabulary, words, thinning, cores.length);
  for (const [i, core] of cores.entries()) {
    const random = new Random(seed * 1000 + i);
    phase(machine, memory, [core], () => restore(job.tables[i]!, vocabulary, sample, i, random));
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
