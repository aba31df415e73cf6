/**
 * The reduce phase: cores take columns of the tables, one after the other, from a common counter. Of each
 * slot they gather the keys of all mappers, sort them, and copy the arrays of each word into one, in order of
 * mappers and thus of positions. Then the column is given back to the mappers' arenas (Metis:
 * `do_reduce_task_` in `openhbb.c`).
 *
 * The copies go to fresh memory of the reducer's own, so nearly every page of output is a page fault. On
 * Linux all of them, whosever memory it is, go through one `mmap_sem`; on Corey each core's are its own
 * affair. With one mapper nothing is copied: its arrays are the result.
 * Notebook: `07_mapreduce`.
 */
import type { Arena } from "../../libos/arena.ts";
import type { Program } from "../../sim/task.ts";
import { SLOTS } from "./dictionary.ts";
import { wriPathCycles } from "./path_lengths.ts";
import { FIRST_ROOM, POSITION_BYTES, roomFor } from "./word_array.ts";
import { type Key, keyAddress, type Keyset, SLOT_BYTES, type WordTable } from "./word_table.ts";

/** Is told each word with its positions, which are in order of mappers, and whose arena the result is in. */
export type Emit = (word: string, positions: number[], arena: Arena) => void;

/** How far all cores together are. */
export interface Progress {
  /** Positions that are in results. */
  done: number;
  /** Whether they are to leave off where they are; `run` says when. */
  over: boolean;
}

/** A core that reduces. */
export class Reducer {
  readonly #arena: Arena;
  readonly #setUpArena: Arena;
  readonly #slotsOfLine: number;
  readonly #tables: readonly WordTable[];
  readonly #emit: Emit;
  readonly #progress: Progress;
  /** Mappers whose arrays of the next word are in its result already. */
  #copied = 0;

  /**
   * Ready to take tasks.
   *
   * @param arena memory of its own
   * @param setUpArena what the slots of all tables came from
   * @param tables of all mappers, in the order of their parts of the text
   * @param progress of all reducers
   */
  constructor(
    arena: Arena,
    setUpArena: Arena,
    tables: readonly WordTable[],
    emit: Emit,
    progress: Progress,
  ) {
    this.#arena = arena;
    this.#setUpArena = setUpArena;
    this.#slotsOfLine = arena.owner.lineBytes / SLOT_BYTES;
    this.#tables = tables;
    this.#emit = emit;
    this.#progress = progress;
  }

  /**
   * Reduces column after column until none is left.
   *
   * @param tasks the columns
   * @param next the address of the counter that says which is next
   * @param inStep whether it is over for all when one finds none left
   * @param copied of how many mappers its first word has been copied: in the midst of a job cores are at
   * different ones, while all begin it with the first
   */
  *run(tasks: readonly number[], next: number, inStep: boolean, copied: number): Program {
    const progress = this.#progress;
    this.#copied = copied;
    while (!progress.over) {
      yield;
      const column = tasks[this.#arena.owner.fetchAdd(next, 1)];
      if (column === undefined) {
        progress.over = inStep;
        return;
      }
      yield* this.#reduce(column);
    }
  }

  *#reduce(column: number): Program {
    const keysets = this.#tables.map(({ columns }) => columns[column]!), arena = this.#arena;
    const slots = new Set(keysets.flatMap((ofMapper) => [...ofMapper.keys()]));
    let output = yield* arena.allocate(POSITION_BYTES * FIRST_ROOM);
    for (let slot = 0; slot < SLOTS; slot++) {
      if (slot % this.#slotsOfLine === 0) yield* this.#readSlots(column, slot);
      if (this.#progress.over) return;
      if (slots.has(slot)) {
        output = yield* this.#mergeSlot(keysets.map((ofMapper) => ofMapper.get(slot)), output);
      }
    }
    // The column is given back: slots are looked through once more.
    for (let slot = 0; slot < SLOTS; slot += this.#slotsOfLine) yield* this.#readSlots(column, slot);
    for (const [mapper, table] of this.#tables.entries()) {
      for (const keyset of keysets[mapper]!.values()) yield* this.#free(table, keyset);
      yield* this.#setUpArena.free(arena.owner, table.slotAddress(column, 0));
    }
    yield* arena.free(arena.owner, output);
  }

  /**
   * Looks at a line of slots of each mapper. The cycles of both times that this is done are charged in
   * halves.
   */
  *#readSlots(column: number, slot: number): Program {
    const { owner, memory } = this.#arena, count = Math.min(this.#slotsOfLine, SLOTS - slot);
    const { slot: each, slotOfMapper } = wriPathCycles;
    for (const table of this.#tables) {
      yield;
      yield* memory.streamRead(owner, table.slotAddress(column, slot), SLOT_BYTES * count);
    }
    owner.compute(count * (each.value + slotOfMapper.value * this.#tables.length) / 2);
  }

  /**
   * Gathers, sorts and merges the keys of one slot. Takes the array for the next result, and returns the one
   * after.
   */
  *#mergeSlot(keysets: readonly (Keyset | undefined)[], output: number): Program<number> {
    const { owner, memory } = this.#arena, keys: Key[] = [];
    for (const keyset of keysets) {
      if (!keyset) continue;
      yield;
      yield* memory.touch(owner, keyset.address, "read");
      for (const [i, key] of keyset.keys.entries()) {
        yield* memory.touch(owner, keyAddress(keyset, i), "read");
        yield* memory.touch(owner, key.text, "read");
        owner.compute(wriPathCycles.gather.value);
        keys.push(key);
      }
    }
    this.#compare(keys);
    const words = Map.groupBy(keys, ({ word }) => word);
    for (const same of words.values()) output = yield* this.#merge(same, output);
    return output;
  }

  /** What it takes to sort keys by merging, and then to find out which are the same word. */
  #compare(keys: readonly Key[]): void {
    const count = keys.length, { dictionary } = this.#tables[0]!;
    const { compare, compareByte } = wriPathCycles,
      bytes = dictionary.comparedBytes(keys[0]!.word, keys.at(-1)!.word);
    // If all are equal, each merge has its answer when the left half is used up.
    const comparisons = count / 2 * Math.log2(count) + count - 1;
    this.#arena.owner.compute(comparisons * (compare.value + compareByte.value * bytes));
  }

  /**
   * Copies the arrays of one word, one behind the other. The array that there is becomes the result; returns
   * another one.
   */
  *#merge(keys: readonly Key[], output: number): Program<number> {
    const arena = this.#arena, { owner, memory } = arena, { dictionary } = this.#tables[0]!;
    const total = keys.reduce((sum, { array }) => sum + array.length, 0);
    owner.compute(wriPathCycles.result.value);
    this.#emit(dictionary.words[keys[0]!.word]!, keys.flatMap(({ array }) => array.positions), arena);
    if (this.#tables.length === 1) {
      this.#progress.done += total;
      return output;
    }
    let to = yield* arena.reallocate(output, POSITION_BYTES * roomFor(total));
    const copied = this.#copied;
    this.#copied = 0;
    for (const [i, { array: { address, length } }] of keys.entries()) {
      if (i >= copied) yield* memory.copy(owner, address, to, POSITION_BYTES * length);
      to += POSITION_BYTES * length;
      if (i >= copied) this.#progress.done += length;
      if (this.#progress.over) return output;
    }
    return yield* arena.allocate(POSITION_BYTES * FIRST_ROOM);
  }

  /** Frees a mapper's keyset; its arrays too, unless they are the result. */
  *#free({ arena }: WordTable, { address, keysAddress, keys }: Keyset): Program {
    const { owner } = this.#arena;
    if (this.#tables.length > 1) { for (const { array } of keys) yield* arena.free(owner, array.address); }
    yield* arena.free(owner, keysAddress);
    yield* arena.free(owner, address);
  }
}
