/**
 * The map phase of a text that is too long to be simulated: a few short stretches of it, at equal distances, each found with the tables as
 * they are by then, and each preceded by words that are simulated but not counted.
 *
 * Words are drawn one by one, so how many of each have been seen after m words is known without drawing them: m times the word's share; and
 * a word is in a table by then with probability 1 - exp(-m * share).
 */
import type { VirtualMemory } from "../../kernels/virtual_memory.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { Random } from "../../sim/random.ts";
import type { Run } from "../workload.ts";
import { Job } from "./job.ts";
import type { UsedLine } from "./last_use.ts";
import { map } from "./map.ts";
import { combine, ownCacheBytes, phase, since, type Tally, tally } from "./phases.ts";
import { TableInTheMidst } from "./table_in_the_midst.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** How many stretches of each core's part are simulated. */
const STRETCHES = 8;
/** So large a part of the vocabulary may come in between two stretches before the caches are warmed anew. */
const FEW = 0.05;
/** Words before the first stretch; before each there is a quarter of its length. */
const WARM_UP_WORDS = 512;

/**
 * What map takes for a text of so many words.
 *
 * @param lines the lines of a table of this vocabulary, the one first that was used the longest ago
 * @param stretchWords how many words of each stretch are counted, on all cores together
 */
export function sampleMap(
  run: Run<VirtualMemory>,
  vocabulary: Vocabulary,
  lines: readonly UsedLine[],
  words: number,
  stretchWords: number,
): Tally {
  const { machine, cores, seed } = run, job = new Job(run), { memory } = job;
  const wordsPerCore = words / cores.length, counted = Math.ceil(stretchWords / cores.length);
  const lead = Math.ceil(counted / 4), drawn = WARM_UP_WORDS + STRETCHES * counted + (STRETCHES - 1) * lead;
  const seenBefore = (stretch: number) => wordsPerCore * (stretch + 0.5) / STRETCHES;
  const texts = cores.map((_, i) => vocabulary.text(drawn, seed * 1000 + i));
  const bytes = PAGE_BYTES * Math.ceil(Math.max(...texts.map(({ bytes }) => bytes)) / PAGE_BYTES);
  const address = job.load(bytes * cores.length);
  const tables = job.tables.map((table, i) =>
    new TableInTheMidst(table, vocabulary, texts[i]!.words, new Random(seed * 1000 + 500 + i))
  );
  for (const [i, core] of cores.entries()) {
    phase(machine, memory, [core], () => tables[i]!.restore(seenBefore(0)));
  }
  const perWord: Tally[] = [];
  phase(machine, memory, cores, function* (core, i) {
    const table = tables[i]!, text = texts[i]!, at = address + i * bytes;
    const cacheBytes = ownCacheBytes(machine.spec, cores, core);
    const stream = machine.memory.physical.placeFrames(Math.ceil(cacheBytes / PAGE_BYTES), core.chip);
    let sum: Tally | undefined, met: Iterable<number> = [];
    for (let stretch = 0, from = 0; stretch < STRETCHES; stretch++) {
      const start = from + (stretch === 0 ? WARM_UP_WORDS : lead),
        to = start + counted,
        next = text.words.subarray(from, to);
      const cameIn = table.skipTo(seenBefore(stretch), met, next);
      if (cameIn > FEW * vocabulary.words.length) {
        yield* table.warm(lines, stream, Math.floor(cacheBytes / 64));
      }
      yield* map(table.table, text, at, from, start);
      const before = tally(machine, memory, core);
      yield* map(table.table, text, at, start, to);
      const stretchTally = since(before, tally(machine, memory, core));
      sum = sum ? combine(sum, stretchTally, (a, b) => a + b) : stretchTally;
      [met, from] = [next, to];
    }
    perWord.push(combine(sum!, sum!, (count) => count / (STRETCHES * counted)));
  });
  const all = perWord.reduce((one, other) => combine(one, other, (a, b) => a + b));
  const whole = combine(all, all, (count) => count * wordsPerCore);
  return { ...whole, cycles: whole.cycles / cores.length };
}
