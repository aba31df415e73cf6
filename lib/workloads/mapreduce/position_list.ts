/**
 * Where a word occurs: a list of positions that grows. It is a chain of chunks, each twice as large as the one before, up to a page, so
 * nothing that was written is ever moved. (Metis keeps one array for a word and doubles it.)
 */
import type { Allocated, Arena } from "../../libos/arena.ts";
import type { UserMemory } from "../../libos/user_memory.ts";
import type { Core } from "../../machine/core.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Program } from "../../sim/task.ts";

/** Bytes of a position in memory. */
export const POSITION_BYTES = 8;
const FIRST_CHUNK_BYTES = 64;
/** Chunks that are smaller than a page. */
const GROWING_CHUNKS = 6;

/** The positions of one word, as one mapper found them. */
export class PositionList {
  /** How many there are. */
  length = 0;
  /** The positions themselves. */
  readonly positions: number[] = [];
  /** What they stand in: pieces of memory, the first word of each of which leads to the next. */
  readonly chunks: Allocated[] = [];
  #grown = 0;
  #room = 0;
  #next = 0;
  #end = 0;

  /** Adds a position, if there is room for it in a page that is there; else {@link PositionList.appendSlowly} has to. */
  append(core: Core, memory: UserMemory, position: number): boolean {
    if (this.#room === 0 || !memory.reach(core, this.#next, "write")) return false;
    this.#note(position);
    return true;
  }

  /** Adds a position, with a new chunk and a page fault if need be. */
  *appendSlowly(core: Core, memory: UserMemory, arena: Arena, position: number): Program {
    if (this.#room === 0) yield* this.grow(core, memory, arena);
    yield* memory.touch(core, this.#next, "write");
    this.#note(position);
  }

  /** Takes a further chunk: the next one, or a later one if those between are left out. */
  *grow(core: Core, memory: UserMemory, arena: Arena, chunk: number = this.#grown): Program {
    this.#grown = chunk + 1;
    const bytes = chunkBytes(chunk), address = yield* arena.allocate(bytes);
    const last = this.chunks.at(-1);
    if (last) yield* memory.touch(core, last.address, "write");
    yield* memory.touch(core, address, "write");
    this.chunks.push({ address, bytes });
    this.#next = address + POSITION_BYTES;
    this.#end = address + bytes;
    this.#room = roomIn(chunk);
  }

  /** Makes this a list of so many positions of which only the end stands in memory: there is room for the next ones from an address on. */
  resume(address: number, endAddress: number, length: number): void {
    this.#next = address;
    this.#end = endAddress;
    this.skipTo(length);
  }

  /** Makes this list, which was resumed, longer; it goes on where it is. */
  skipTo(length: number): void {
    const { chunk, room } = endOf(length);
    this.length = length;
    this.#grown = chunk + 1;
    this.#room = Math.min(room, (this.#end - this.#next) / POSITION_BYTES);
  }

  /** Fills what room there is, up to so many positions in all, without writing them. */
  fillUp(length: number): void {
    const added = Math.min(this.#room, length - this.length);
    this.length += added;
    this.#room -= added;
    this.#next += added * POSITION_BYTES;
  }

  #note(position: number): void {
    this.positions.push(position);
    this.length++;
    this.#room--;
    this.#next += POSITION_BYTES;
  }
}

/** How many chunks a list of so many positions has. */
export function chunksOf(length: number): number {
  return endOf(length).chunk + 1;
}

/** How many positions of a list of so many stand in its chunk of that number. */
export function positionsIn(chunk: number, length: number): number {
  return roomIn(chunk) - (chunk === chunksOf(length) - 1 ? endOf(length).room : 0);
}

/** How many positions go into a list's chunk; a pointer to the next chunk takes the place of one. */
function roomIn(chunk: number): number {
  return chunkBytes(chunk) / POSITION_BYTES - 1;
}

/** Bytes of a list's chunk by its number, from 0 on. */
function chunkBytes(chunk: number): number {
  return chunk < GROWING_CHUNKS ? FIRST_CHUNK_BYTES * 2 ** chunk : PAGE_BYTES;
}

/** In which chunk a list of so many positions ends, and how many more go into that. */
function endOf(length: number): { readonly chunk: number; readonly room: number } {
  const inPage = PAGE_BYTES / POSITION_BYTES - 1,
    growing = (PAGE_BYTES - FIRST_CHUNK_BYTES) / POSITION_BYTES - GROWING_CHUNKS;
  if (length > growing) {
    const pages = Math.ceil((length - growing) / inPage);
    return { chunk: GROWING_CHUNKS + pages - 1, room: growing + pages * inPage - length };
  }
  let chunk = 0, room = roomIn(0) - length;
  while (room < 0) room += roomIn(++chunk);
  return { chunk, room };
}
