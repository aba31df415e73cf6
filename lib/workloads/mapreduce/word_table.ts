/**
 * One mapper's words, in Metis' hash tables (`openhbb.c`, `keyset.c`): a column for each task of reduce, in
 * that a slot for each hash, in that a keyset: an array of keys, each with its array of positions. A key is a
 * pointer to where the word was met first, so to compare words is to read the text there. Keys are searched
 * one after the other.
 *
 * Only its mapper writes it, so nothing in it is locked. Reducers read the columns of all mappers: its memory
 * is shared.
 */
import type { Arena } from "../../libos/arena.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Program } from "../../sim/task.ts";
import { COLUMNS, type Dictionary, SLOTS } from "./dictionary.ts";
import { wriPathCycles } from "./path_lengths.ts";
import { WordArray } from "./word_array.ts";

/** What the head of a column takes (`hash_bucket_t`). */
const HEAD_BYTES = 24;
/** A slot is a pointer to a keyset. */
export const SLOT_BYTES = 8;
/** A keyset: two counts, and a pointer to its keys. */
const KEYSET_BYTES = 16;
/** A key (`keyvals_t`): hash, pointers to the word and to its positions, two counts. */
const KEY_BYTES = 32;
/** Keys that a keyset has room for at first (`start_knarray_size`). */
const FIRST_KEYS = 8;

/** A word of a keyset. */
export interface Key {
  /** Its number in the dictionary. */
  readonly word: number;
  /** Where it was met first: its letters. */
  readonly text: number;
  /** Where it occurs. */
  readonly array: WordArray;
}

/** The words of one slot. */
export interface Keyset {
  /** Where it stands. */
  readonly address: number;
  /** Where its keys stand. */
  keysAddress: number;
  /** How many keys there is room for. */
  room: number;
  /** Its keys, in the order in which they were met. */
  readonly keys: Key[];
}

/** The words that one mapper has met, with their positions. */
export class WordTable {
  /** Keysets by column and slot. */
  readonly columns: Map<number, Keyset>[] = Array.from({ length: COLUMNS }, () => new Map());
  /** Where the slots of each column stand. */
  readonly #slots = new Map<number, number>();
  #heads = 0;

  /**
   * A table that has no memory yet.
   *
   * @param arena memory of the mapper's, that reducers can read
   */
  constructor(readonly arena: Arena, readonly dictionary: Dictionary) {}

  /**
   * Gets room for the slots of some columns out of an arena, which is that of the core that sets up all
   * tables, and clears them.
   */
  *setUp(arena: Arena, columns: Iterable<number>): Program {
    this.#heads = yield* arena.allocate(HEAD_BYTES * COLUMNS);
    for (let at = 0; at < HEAD_BYTES * COLUMNS; at += PAGE_BYTES) {
      yield* arena.memory.touch(arena.owner, this.#heads + at, "write");
    }
    for (const column of columns) {
      const slots = yield* arena.allocate(SLOT_BYTES * SLOTS);
      for (let at = slots; at < slots + SLOT_BYTES * SLOTS; at += PAGE_BYTES - at % PAGE_BYTES) {
        yield* arena.memory.touch(arena.owner, at, "write");
      }
      this.#slots.set(column, slots);
    }
  }

  /** The address of a slot. */
  slotAddress(column: number, slot: number): number {
    return this.#slots.get(column)! + SLOT_BYTES * slot;
  }

  /**
   * Notes where a word occurs. What can be done without a page fault is done at once; for the rest there is a
   * program.
   */
  note(word: number, position: number): Program | undefined {
    const { arena, dictionary } = this, { owner, memory } = arena;
    const column = dictionary.columns[word]!, slot = dictionary.slots[word]!;
    // The first core has set up all tables: there may be no translation here yet.
    const slotAddress = this.slotAddress(column, slot), head = this.#heads + HEAD_BYTES * column;
    if (!memory.reach(owner, head, "write") || !memory.reach(owner, slotAddress, "read")) {
      return this.#noteAfter(head, slotAddress, word, position);
    }
    owner.compute(wriPathCycles.emit.value);
    const keyset = this.columns[column]!.get(slot);
    if (!keyset) return this.#noteNew(word, position);
    this.#reach(keyset.address, "read");
    const { keys, keysAddress } = keyset;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!, address = keysAddress + KEY_BYTES * i;
      this.#reach(address, "read");
      this.#reach(key.text, "read");
      const bytes = dictionary.comparedBytes(word, key.word);
      owner.compute(wriPathCycles.compare.value + wriPathCycles.compareByte.value * bytes);
      if (key.word !== word) continue;
      this.#reach(address, "write");
      return key.array.append(arena, position) ? undefined : key.array.appendSlowly(arena, position);
    }
    return this.#noteNew(word, position);
  }

  /** Puts a word that is not there into its slot; it has no positions yet. */
  *insert(word: number, text: number): Program<Key> {
    const { arena, dictionary } = this, { owner, memory } = arena;
    const column = dictionary.columns[word]!, slot = dictionary.slots[word]!;
    let keyset = this.columns[column]!.get(slot);
    if (!keyset) {
      const address = yield* arena.allocate(KEYSET_BYTES);
      const keysAddress = yield* arena.allocate(KEY_BYTES * FIRST_KEYS);
      yield* memory.fill(owner, keysAddress, KEY_BYTES * FIRST_KEYS);
      this.columns[column]!.set(slot, keyset = { address, keysAddress, room: FIRST_KEYS, keys: [] });
      yield* memory.touch(owner, this.slotAddress(column, slot), "write");
    }
    if (keyset.keys.length === keyset.room) {
      keyset.room *= 2;
      keyset.keysAddress = yield* arena.reallocate(keyset.keysAddress, KEY_BYTES * keyset.room);
    }
    yield* memory.touch(owner, keyset.address, "write");
    yield* memory.touch(owner, keyset.keysAddress + KEY_BYTES * keyset.keys.length, "write");
    const key = { word, text, array: new WordArray() };
    keyset.keys.push(key);
    return key;
  }

  *#noteAfter(head: number, slot: number, word: number, position: number): Program {
    const { owner, memory } = this.arena;
    yield* memory.touch(owner, head, "write");
    yield* memory.touch(owner, slot, "read");
    const rest = this.note(word, position);
    if (rest) yield* rest;
  }

  *#noteNew(word: number, position: number): Program {
    const key = yield* this.insert(word, position);
    yield* key.array.appendSlowly(this.arena, position);
  }

  /** Uses a line whose page is there. */
  #reach(address: number, access: "read" | "write"): void {
    const { owner, memory } = this.arena;
    if (!memory.reach(owner, address, access)) throw new Error(`${owner.name} lost its page at ${address}`);
  }
}

/** The address of a key. */
export function keyAddress({ keysAddress }: Keyset, index: number): number {
  return keysAddress + KEY_BYTES * index;
}
