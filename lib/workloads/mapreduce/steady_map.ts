/**
 * What a word costs in the midst of map, when nearly all words have been met and no array has to grow just
 * then: tables are put into the state of some moment of the text, and some words are mapped. Each core is at
 * a moment of its own, and with few cores that is done several times: which lines are in each other's way in
 * the caches depends on how long the arrays are.
 *
 * Words are drawn one by one. So after m words one with share p has been met m p times, by chance a few more
 * or less, and was met first, and last, a number of words ago that is exponentially distributed with mean 1 /
 * p. In what order a mapper has last used what is in its caches follows from it.
 */
import type { VirtualMemory } from "../../kernels/virtual_memory.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { Random } from "../../sim/random.ts";
import type { Program } from "../../sim/task.ts";
import type { Run } from "../workload.ts";
import { occurrences } from "./growth.ts";
import { Job, pagesOf } from "./job.ts";
import { map } from "./map.ts";
import { combine, ownCacheBytes, phase, since, type Tally, tally, times } from "./phases.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { POSITION_BYTES, roomFor } from "./word_array.ts";
import type { WordTable } from "./word_table.ts";

/**
 * Mapped between those that bring the caches into their state and those that are counted: one word for so
 * many that there are.
 */
const LEAD = 4;
/** So many words are counted at each moment of a mapper's part that is looked at. */
const WORDS_AT_A_MOMENT = 512;

/**
 * Time of a word on a core, and what else a core counts for one, on average.
 *
 * @param words of the whole text
 * @param counted how many are counted, on all cores together
 */
export function steadyMap(
  run: Run<VirtualMemory>,
  vocabulary: Vocabulary,
  words: number,
  counted: number,
): Tally {
  const { length: count } = run.cores,
    stretches = Math.ceil(counted / WORDS_AT_A_MOMENT / count),
    moments = stretches * count;
  const tallies = Array.from({ length: stretches }, (_, time) => {
    const seen = run.cores.map((_, core) => words / count * (core * stretches + time + 0.5) / moments);
    return atMoments(run, vocabulary, words, seen, Math.ceil(counted / moments));
  });
  return mean(tallies);
}

/** The same, of so many words a core, each core having seen so many before. */
function atMoments(
  run: Run<VirtualMemory>,
  vocabulary: Vocabulary,
  words: number,
  seen: readonly number[],
  each: number,
): Tally {
  const { machine, cores, seed } = run,
    lineBytes = machine.spec.lineBytes.value,
    { dictionary, bytesPerWord } = vocabulary;
  const job = new Job(run, dictionary, [...new Set(dictionary.columns)]), { memory } = job;
  const start = job.load(words * bytesPerWord);
  const partStart = (core: number) => start + Math.floor(core * words / cores.length * bytesPerWord);
  const states = cores.map((own, core) => {
    const random = new Random(seed * 1000 + core);
    const met = metWords(vocabulary, seen[core]!, random),
      lines = ownCacheBytes(machine.spec, cores, own) / lineBytes;
    const warm = lastUse(vocabulary, met, lines, random);
    const more = Array.from(
      { length: Math.ceil(warm.length / LEAD) + each },
      () => vocabulary.draw(random),
    );
    const text = vocabulary.textOf(Int32Array.from([...warm.map(({ rank }) => rank), ...more]));
    const at = partStart(core) + Math.floor(seen[core]! * bytesPerWord);
    return { met, warm, text, at, from: warm.length + more.length - each };
  });
  // Keys lie where words were met first, at the beginning of each part.
  for (const [core, { met, text, at }] of states.entries()) {
    job.make([...pagesOf(at, text.bytes), ...met.values().map((wordsBefore) => keyAt(core, wordsBefore))]);
  }
  function keyAt(core: number, wordsBefore: number): number {
    return partStart(core) + Math.floor(wordsBefore * bytesPerWord);
  }
  for (const [core, own] of cores.entries()) {
    const random = new Random(seed * 1000 + 500 + core);
    machine.longAgo(
      own,
      function* () {
        const { met, text } = states[core]!, coming = new Map<number, number>();
        for (const rank of text.words) coming.set(rank, (coming.get(rank) ?? 0) + 1);
        for (const [rank, wordsBefore] of met) {
          if (!coming.has(rank)) continue;
          const length = Math.max(1, occurrences(seen[core]! * vocabulary.shares[rank]!, random));
          yield* resume(job.tables[core]!, rank, keyAt(core, wordsBefore), length, coming.get(rank)!);
        }
      }(),
    );
  }
  const perWord: Tally[] = [];
  phase(machine, memory, cores, function* (core, index) {
    const { warm, text, at, from } = states[index]!, table = job.tables[index]!;
    // Each word since has brought a part of a line of text, and of its array, that nobody uses again.
    const between = linesPerWord(bytesPerWord, lineBytes),
      passed = machine.memory.physical.placeFrames(
        Math.ceil(lineBytes * between * (warm[0]?.ago ?? 0) / PAGE_BYTES) + 1,
        core.chip,
      );
    let lines = 0;
    for (const i of warm.keys()) {
      yield* map(table, text, at, i, i + 1);
      const until = Math.floor(between * (warm[0]!.ago - (warm[i + 1]?.ago ?? 0)));
      core.streamRead(passed + lineBytes * lines, lineBytes * Math.max(0, until - lines));
      lines = until;
    }
    yield* map(table, text, at, warm.length, from);
    const before = tally(machine, memory, core);
    yield* map(table, text, at, from, text.words.length);
    perWord.push(times(since(before, tally(machine, memory, core)), 1 / each));
  });
  return mean(perWord);
}

function mean(tallies: readonly Tally[]): Tally {
  return times(tallies.reduce((sum, one) => combine(sum, one, (a, b) => a + b)), 1 / tallies.length);
}

/** The words that have been met after so many, by rank, each with how many words came before it. */
function metWords({ shares }: Vocabulary, seen: number, random: Random): Map<number, number> {
  const met = new Map<number, number>();
  for (const [rank, share] of shares.entries()) {
    const first = random.exponential(1 / share);
    if (first < seen) met.set(rank, first);
  }
  return met;
}

/**
 * Those of the words that have been met of which something may be in a cache of so many lines, the one used
 * the longest ago first.
 */
function lastUse(
  { shares }: Vocabulary,
  met: ReadonlyMap<number, number>,
  lines: number,
  random: Random,
): { rank: number; ago: number }[] {
  const last = [...met.keys()].map((rank) => ({ rank, ago: random.exponential(1 / shares[rank]!) }));
  // Each word that was met since has brought a line at least.
  return last.filter(({ ago }) => ago < lines).sort((a, b) => b.ago - a.ago);
}

/** Lines that a word brings for the first and last time: of the text, and at the end of its array. */
function linesPerWord(bytesPerWord: number, lineBytes: number): number {
  return (bytesPerWord + POSITION_BYTES) / lineBytes;
}

/** Puts a word into a table with an array of which only the end will be used, and has room for some more. */
function* resume(table: WordTable, rank: number, text: number, length: number, coming: number): Program {
  const { arena } = table, { array } = yield* table.insert(rank, text);
  yield* arena.memory.touch(arena.owner, text, "read");
  array.length = length;
  array.room = roomFor(length + coming);
  array.address = yield* arena.allocate(POSITION_BYTES * array.room);
  const end = array.address + POSITION_BYTES * length;
  for (let at = end; at <= end + POSITION_BYTES * coming; at += PAGE_BYTES) {
    yield* arena.memory.touch(arena.owner, at, "write");
  }
  yield* arena.memory.touch(arena.owner, end + POSITION_BYTES * coming, "write");
}
