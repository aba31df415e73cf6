/**
 * One mapper's words: a hash table whose columns are the tasks of reduce, after Metis (github.com/ydmao/Metis, `arraybktmgr`: a row a
 * mapper, in each column an array of words in order, searched by halves with `strcmp`).
 *
 * Only its mapper writes it, so nothing in it is locked. Reducers read the columns of all mappers: its memory is shared.
 */
import type { Arena } from "../../libos/arena.ts";
import type { UserMemory } from "../../libos/user_memory.ts";
import type { Core } from "../../machine/core.ts";
import type { Access } from "../../machine/mmu.ts";
import type { Program } from "../../sim/task.ts";
import { columnOf, COLUMNS } from "./columns.ts";
import { wriPathCycles } from "./path_lengths.ts";
import { PositionList } from "./position_list.ts";

/** A word with the head of its list: one line. */
export const ENTRY_BYTES = 64;
/** A slot: a pointer to an entry. */
export const SLOT_BYTES = 8;
const FIRST_SLOTS = 8;

/** A word with where it occurs. */
export interface Entry {
  /** The word. */
  readonly word: string;
  /** Where in memory the entry stands. */
  readonly address: number;
  /** The positions. */
  readonly list: PositionList;
}

/** Words in order, each found through a slot of an array. */
export interface Column {
  /** The address of its array. */
  slots: number;
  /** How many words the array has room for. */
  capacity: number;
  /** The words. */
  readonly entries: Entry[];
}

/** See the head of this file. */
export class WordTable {
  /** Its columns. */
  readonly columns: Column[] = Array.from({ length: COLUMNS }, emptyColumn);

  /**
   * An empty table.
   *
   * @param core its mapper
   * @param arena memory of the mapper's, that reducers can read
   */
  constructor(readonly core: Core, readonly memory: UserMemory, readonly arena: Arena) {}

  /** Notes where a word occurs. What can be done without a page fault is done at once; for the rest there is a program. */
  note(word: string, position: number): Program | undefined {
    const { core, memory } = this, column = this.columns[columnOf(word)]!, place = this.#search(column, word);
    core.compute(wriPathCycles.append.value);
    const entry = column.entries[place];
    if (entry?.word !== word) return this.#noteNew(column, place, word, position);
    this.#touchOwn(entry.address, "write");
    return entry.list.append(core, memory, position)
      ? undefined
      : entry.list.appendSlowly(core, memory, this.arena, position);
  }

  /** Puts in a word, at the place where it belongs; it has no positions yet. */
  *insert(column: Column, place: number, word: string): Program<Entry> {
    const { core, memory, arena } = this, address = yield* arena.allocate(ENTRY_BYTES);
    yield* memory.touch(core, address, "write");
    if (column.entries.length === column.capacity) yield* this.#widen(column);
    const entry = { word, address, list: new PositionList() };
    column.entries.splice(place, 0, entry);
    // What comes after it moves up.
    yield* memory.fill(core, column.slots + SLOT_BYTES * place, SLOT_BYTES * (column.entries.length - place));
    return entry;
  }

  /** Gives the memory of a column back to the mapper's arena, on any core; a list as a whole, as the one array that Metis has for a word. */
  *free(core: Core, number: number): Program {
    const { memory, arena } = this, { entries, slots, capacity } = this.columns[number]!;
    for (const { address, list } of entries) {
      yield* arena.freeFrom(core, memory, list.chunks);
      yield* arena.freeFrom(core, memory, [{ address, bytes: ENTRY_BYTES }]);
    }
    if (capacity > 0) yield* arena.freeFrom(core, memory, [{ address: slots, bytes: SLOT_BYTES * capacity }]);
    this.columns[number] = emptyColumn();
  }

  *#noteNew(column: Column, place: number, word: string, position: number): Program {
    const entry = yield* this.insert(column, place, word);
    yield* entry.list.appendSlowly(this.core, this.memory, this.arena, position);
  }

  /** The place of a word in a column, or the place where it would have to go. */
  #search({ slots, entries }: Column, word: string): number {
    let low = 0, high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1, entry = entries[middle]!;
      this.#touchOwn(slots + SLOT_BYTES * middle, "read");
      this.#touchOwn(entry.address, "read");
      this.core.compute(wriPathCycles.compare.value);
      if (entry.word === word) return middle;
      if (entry.word < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Reads or writes a line that the mapper has written before: its page is there. */
  #touchOwn(address: number, access: Access): void {
    if (!this.memory.reach(this.core, address, access)) {
      throw new Error(`${this.core.name} lost its page at ${address}`);
    }
  }

  /** An array of slots twice as large. */
  *#widen(column: Column): Program {
    const { core, memory, arena } = this, { slots, capacity } = column;
    column.capacity = Math.max(FIRST_SLOTS, 2 * capacity);
    column.slots = yield* arena.allocate(SLOT_BYTES * column.capacity);
    if (capacity === 0) return;
    yield* memory.streamRead(core, slots, SLOT_BYTES * capacity);
    yield* memory.fill(core, column.slots, SLOT_BYTES * capacity);
    yield* arena.free(slots, SLOT_BYTES * capacity);
  }
}

function emptyColumn(): Column {
  return { slots: 0, capacity: 0, entries: [] };
}

/** The address of a column's slot. */
export function slotOf({ slots }: Column, place: number): number {
  return slots + SLOT_BYTES * place;
}
