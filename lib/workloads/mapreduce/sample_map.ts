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
import type { Program } from "../../sim/task.ts";
import type { Run } from "../workload.ts";
import { Job } from "./job.ts";
import { map } from "./map.ts";
import { combine, phase, since, type Tally, tally } from "./phases.ts";
import { PositionList } from "./position_list.ts";
import type { Text } from "./text.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { columnOf, type Entry, ENTRY_BYTES, SLOT_BYTES, type WordTable } from "./word_table.ts";

/** How many stretches of each core's part are simulated. */
const STRETCHES = 8;
/** Words before the first stretch, which fill the caches; before each other stretch there is a quarter of its length. */
const WARM_UP_WORDS = 2048;

/** A table as it is after so many words, as far as the next words can tell. */
class TableInTheMidst {
  readonly #entries: Entry[] = [];
  readonly #present: Uint8Array;
  /** From how many words on each word is in the table. */
  readonly #firstSeen: Float64Array;

  constructor(readonly table: WordTable, readonly vocabulary: Vocabulary, random: Random) {
    this.#present = new Uint8Array(vocabulary.words.length);
    this.#firstSeen = vocabulary.shares.map((share) => random.exponential(1 / share));
  }

  /** Puts into memory what the words to come will find. */
  *restore(coming: Set<number>, seenWords: number): Program {
    const { table, vocabulary } = this, { core, memory, arena } = table;
    for (const [rank, word] of vocabulary.words.entries()) {
      const entry = { word, address: 0, list: new PositionList() };
      this.#entries.push(entry);
      const length = Math.round(seenWords * vocabulary.shares[rank]!);
      if (coming.has(rank)) yield* entry.list.resume(core, memory, arena, Math.max(1, length));
    }
    const wordsIn = table.columns.map(() => 0);
    for (const word of vocabulary.words) wordsIn[columnOf(word)]!++;
    for (const [i, column] of table.columns.entries()) {
      column.capacity = 2 ** Math.ceil(Math.log2(Math.max(8, wordsIn[i]!)));
      column.slots = yield* arena.allocate(SLOT_BYTES * column.capacity);
      yield* memory.fill(core, column.slots, SLOT_BYTES * column.capacity);
    }
    for (const [rank, entry] of this.#entries.entries()) {
      const address = yield* arena.allocate(ENTRY_BYTES);
      yield* memory.touch(core, address, "write");
      this.#entries[rank] = { ...entry, address };
    }
  }

  /** The words that were met on the way are in the table now; others have come in since, and lists have grown. */
  skipTo(seenWords: number, met: Iterable<number>): void {
    const { columns } = this.table, { order, shares } = this.vocabulary;
    for (const rank of met) this.#present[rank] = 1;
    for (const rank of order) {
      if (this.#present[rank] || this.#firstSeen[rank]! > seenWords) continue;
      this.#present[rank] = 1;
      const entry = this.#entries[rank]!, { entries } = columns[columnOf(entry.word)]!;
      let place = entries.length;
      while (place > 0 && entries[place - 1]!.word > entry.word) place--;
      entries.splice(place, 0, entry);
    }
    for (const [rank, { list }] of this.#entries.entries()) {
      if (list.chunks.length > 0) list.skipTo(Math.max(1, Math.round(seenWords * shares[rank]!)));
    }
  }
}

/**
 * What map takes for a text of so many words.
 *
 * @param stretchWords how many words of each stretch are counted
 */
export function sampleMap(
  run: Run<VirtualMemory>,
  vocabulary: Vocabulary,
  words: number,
  stretchWords: number,
): Tally {
  const { machine, cores, seed } = run,
    job = new Job(run),
    { memory } = job,
    wordsPerCore = words / cores.length;
  const lead = Math.ceil(stretchWords / 4), each = lead + stretchWords;
  const seenBefore = (stretch: number) => wordsPerCore * (stretch + 0.5) / STRETCHES;
  const texts = cores.map((_, i) => vocabulary.text(WARM_UP_WORDS + STRETCHES * each, seed * 1000 + i));
  const bytes = PAGE_BYTES * Math.ceil(Math.max(...texts.map(({ bytes }) => bytes)) / PAGE_BYTES);
  const address = job.load(bytes * cores.length);
  const tables = job.tables.map((table, i) =>
    new TableInTheMidst(table, vocabulary, new Random(seed * 1000 + 500 + i))
  );
  phase(machine, memory, cores, (_, i) => tables[i]!.restore(new Set(texts[i]!.words), seenBefore(0)));
  const perWord: Tally[] = [];
  phase(machine, memory, cores, function* (core, i) {
    const table = tables[i]!, text: Text = texts[i]!, at = address + i * bytes;
    table.skipTo(seenBefore(0), []);
    yield* map(table.table, text, at, 0, WARM_UP_WORDS);
    let sum: Tally | undefined, met = text.words.subarray(0, WARM_UP_WORDS);
    for (let stretch = 0; stretch < STRETCHES; stretch++) {
      const start = WARM_UP_WORDS + stretch * each;
      table.skipTo(seenBefore(stretch), met);
      yield* map(table.table, text, at, start, start + lead);
      const before = tally(machine, memory, core);
      yield* map(table.table, text, at, start + lead, start + each);
      const counted = since(before, tally(machine, memory, core));
      sum = sum ? combine(sum, counted, (a, b) => a + b) : counted;
      met = text.words.subarray(start, start + each);
    }
    perWord.push(combine(sum!, sum!, (count) => count / (STRETCHES * stretchWords)));
  });
  const all = perWord.reduce((one, other) => combine(one, other, (a, b) => a + b));
  const whole = combine(all, all, (count) => count * wordsPerCore);
  return { ...whole, cycles: whole.cycles / cores.length };
}
