/**
 * A mapper's table in the midst of a long text, made without mapping what came before. Words are drawn one by one, so what has been met
 * after m words is known: a word with share p has occurred m p times, or is in the table at all with probability 1 - exp(-m p).
 */
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Random } from "../../sim/random.ts";
import type { Program } from "../../sim/task.ts";
import type { UsedLine } from "./last_use.ts";
import { POSITION_BYTES, PositionList } from "./position_list.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { type Entry, ENTRY_BYTES, SLOT_BYTES, type WordTable } from "./word_table.ts";

/** Lines that are warmed at once: the cores of a chip share its L3, so they take turns. */
const TURN = 32;

/** A table as it is after so many words, as far as the words to come can tell. */
export class TableInTheMidst {
  /** By rank. */
  readonly #entries: Entry[] = [];
  /** Where the list of each word ends, by rank. */
  readonly #ends: number[] = [];
  /** Ranks of the words that are not in the table, in alphabetical order, and whether each word is. */
  #absent: Int32Array;
  readonly #present: Uint8Array;
  /** From how many words on each word is in the table. */
  readonly #firstSeen: Float64Array;

  /**
   * An empty table that is to be filled.
   *
   * @param coming ranks of the words to come
   */
  constructor(
    readonly table: WordTable,
    readonly vocabulary: Vocabulary,
    readonly coming: Iterable<number>,
    random: Random,
  ) {
    this.#firstSeen = vocabulary.shares.map((share) => random.exponential(1 / share));
    this.#absent = vocabulary.order;
    this.#present = new Uint8Array(vocabulary.words.length);
  }

  /** Puts into memory what the words to come will find. */
  *restore(seenWords: number): Program {
    const { table, vocabulary } = this,
      { words } = vocabulary,
      { arena } = table,
      unseen = new PositionList();
    const coming = new Map<number, number>(), wordsIn = table.columns.map(() => 0);
    for (const rank of this.coming) coming.set(rank, (coming.get(rank) ?? 0) + 1);
    for (const column of vocabulary.columns) wordsIn[column]!++;
    for (const [i, column] of table.columns.entries()) {
      column.capacity = 2 ** Math.ceil(Math.log2(Math.max(8, wordsIn[i]!)));
      column.slots = yield* arena.allocate(SLOT_BYTES * column.capacity);
      yield* this.#place(column.slots, SLOT_BYTES * column.capacity);
    }
    // Whatever of a list comes before its end will not be used again.
    const length = (rank: number) => positionsOf(vocabulary, rank, seenWords);
    const inLine = (rank: number) => POSITION_BYTES * (length(rank) % 8);
    const endBytes = (rank: number) =>
      64 * Math.ceil((inLine(rank) + POSITION_BYTES * (coming.get(rank) ?? 0) + 1) / 64);
    const bytes = words.reduce((sum, _, rank) => sum + endBytes(rank), 0);
    let end = yield* arena.allocate(bytes), address = yield* arena.allocate(ENTRY_BYTES * words.length);
    yield* this.#place(end, bytes);
    yield* this.#place(address, ENTRY_BYTES * words.length);
    for (const [rank, word] of words.entries()) {
      const list = coming.has(rank) ? new PositionList() : unseen;
      list.resume(end + inLine(rank), end + endBytes(rank), length(rank));
      this.#entries.push({ word, address, list });
      this.#ends.push(end);
      end += endBytes(rank);
      address += ENTRY_BYTES;
    }
  }

  /** Touches each page of some memory. */
  *#place(address: number, byteCount: number): Program {
    const { core, memory } = this.table;
    for (let at = address; at < address + byteCount; at += PAGE_BYTES - at % PAGE_BYTES) {
      yield* memory.touch(core, at, "write");
    }
  }

  /**
   * Uses what the mapper has used before, in that order, as far as it is still in its caches. Meanwhile a stream of lines goes by that will
   * not be used again: input, and positions written.
   *
   * @param lines of the table, the one first that was used the longest ago
   * @param stream the physical address of lines that nobody needs
   * @param cacheLines how many lines the caches hold that the core has to itself, its part of the chip's L3 among them
   */
  *warm(lines: readonly UsedLine[], stream: number, cacheLines: number): Program {
    const { core, memory, columns } = this.table,
      linesPerWord = (this.vocabulary.bytesPerWord + POSITION_BYTES) / 64;
    const goneBySince = (line: UsedLine | undefined) => line ? Math.floor(linesPerWord * line.wordsAgo) : 0;
    let oldest = 0;
    while (lines.length - oldest + goneBySince(lines[oldest]) > cacheLines) oldest++;
    const all = goneBySince(lines[oldest]);
    for (let i = oldest, streamed = 0; i < lines.length; i++) {
      const { part, of, offset } = lines[i]!;
      if (part === "slots") memory.reach(core, columns[of]!.slots + offset, "read");
      else if (this.#present[of]) {
        memory.reach(core, part === "entry" ? this.#entries[of]!.address : this.#ends[of]!, "write");
      }
      if ((i - oldest) % TURN !== 0 && i < lines.length - 1) continue;
      const goneBy = all - goneBySince(lines[i + 1]);
      core.streamRead(stream + 64 * streamed, 64 * (goneBy - streamed));
      streamed = goneBy;
      yield;
    }
  }

  /**
   * Words that were met on the way are in the table now; others have come in since, and the lists of those that come next have grown.
   * Returns how many others have come in: after many the caches are to be warmed anew.
   */
  skipTo(seenWords: number, met: Iterable<number>, next: Iterable<number>): number {
    const { table, vocabulary } = this;
    for (const rank of met) this.#present[rank] = 1;
    const absent = this.#absent.length;
    this.#absent = this.#absent.filter((rank) => {
      if (this.#present[rank]) return false;
      if (this.#firstSeen[rank]! > seenWords) return true;
      this.#present[rank] = 1;
      const entry = this.#entries[rank]!, { entries } = table.columns[vocabulary.columns[rank]!]!;
      let place = entries.length;
      while (place > 0 && entries[place - 1]!.word > entry.word) place--;
      if (place === entries.length) entries.push(entry);
      else entries.splice(place, 0, entry);
      return false;
    });
    for (const rank of next) this.#entries[rank]!.list.skipTo(positionsOf(vocabulary, rank, seenWords));
    return absent - this.#absent.length;
  }
}

/** How often a word has occurred, if it has. */
function positionsOf({ shares }: Vocabulary, rank: number, seenWords: number): number {
  return Math.max(1, Math.round(seenWords * shares[rank]!));
}
