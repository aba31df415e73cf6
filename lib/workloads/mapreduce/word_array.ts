/**
 * Where a word occurs: one array of positions, which moves to twice the room when it is full (Metis:
 * `insert_val` in `keyset.c`).
 */
import type { Arena } from "../../libos/arena.ts";
import type { Program } from "../../sim/task.ts";

/** Bytes of a position: a pointer into the text. */
export const POSITION_BYTES = 8;
/** Positions that an array has room for at first (`def_vals_arr_len`). */
export const FIRST_ROOM = 8;

/** The positions of one word, as one mapper found them. */
export class WordArray {
  /** How many there are. */
  length = 0;
  /** Where they stand; 0 before the first. */
  address = 0;
  /** How many there is room for. */
  room = 0;
  /** The positions themselves, as far as they were appended one by one. */
  readonly positions: number[] = [];

  /**
   * Adds a position, if there is room for it in a page that is there; else {@link WordArray.appendSlowly} has
   * to.
   */
  append({ owner, memory }: Arena, position: number): boolean {
    if (this.length === this.room || !memory.reach(owner, this.#end, "write")) return false;
    this.#note(position);
    return true;
  }

  /** Adds a position, after growing and with a page fault if need be. */
  *appendSlowly(arena: Arena, position: number): Program {
    if (this.length === this.room) {
      this.room = Math.max(FIRST_ROOM, 2 * this.room);
      const bytes = POSITION_BYTES * this.room;
      this.address = yield* this.length === 0 ? arena.allocate(bytes) : arena.reallocate(this.address, bytes);
    }
    yield* arena.memory.touch(arena.owner, this.#end, "write");
    this.#note(position);
  }

  get #end(): number {
    return this.address + POSITION_BYTES * this.length;
  }

  #note(position: number): void {
    this.positions.push(position);
    this.length++;
  }
}

/** Room of an array that has grown to so many positions. */
export function roomFor(positions: number): number {
  return Math.max(FIRST_ROOM, 2 ** Math.ceil(Math.log2(positions)));
}
