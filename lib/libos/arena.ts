/**
 * Where a core gets memory from: an arena of its own, after Streamflow (S. Schneider, C. D. Antonopoulos, D. S. Nikolopoulos, "Scalable
 * Locality-Conscious Multithreaded Memory Allocation", ISMM 2006), in the version that Corey's source has (`pkg/streamflow`). Small
 * objects come from blocks that hold one size each. Blocks, and larger objects, are pieces of superpages of 8 MB, and only those does an
 * arena ask the kernel for. A page that was touched once stays, whatever it serves next, until all of its superpage is free.
 *
 * Any core may free an object. A small one it puts, without a lock, on a list in the head of its block (`remote_free`), where the owner
 * finds it when it has no room left; a larger one into the owner's lists of pieces, under their lock, which is hardly ever taken.
 *
 * The allocator scales: but for frees, no core touches another's arena. What it asks of the kernel is another matter: in one address
 * space for all, each of its mappings and page faults meets those of the others, and to unmap a superpage is to interrupt them. Where
 * several address spaces have the memory mapped, no core can take it from the others; so it is mapped once, 4 GB at a time, and never
 * unmapped (Corey's `lib/ummap.c`).
 * Workload: `workloads/mapreduce/`. Notebook: `07_mapreduce`.
 */
import type { Core } from "../machine/core.ts";
import { PAGE_BYTES } from "../machine/physical_memory.ts";
import type { Program } from "../sim/task.ts";
import { BLOCK_HEAD_BYTES, blockPages, LARGEST_SMALL_BYTES, objectBytes } from "./object_sizes.ts";
import { libosPathCycles } from "./path_lengths.ts";
import { type Piece, SUPERPAGE_PAGES, Superpages } from "./superpages.ts";
import type { UserMemory } from "./user_memory.ts";

/** Pages of shared memory that are mapped at once (`UMMAP_INIT_LEN`, 4 GB). */
const SHARED_PAGES = 2 ** 20;

/** A block of objects of one size. */
interface Block {
  readonly piece: Piece;
  readonly size: number;
  /** Objects that the owner may give out. */
  readonly free: number[];
  /** Objects that other cores have freed. */
  readonly garbage: number[];
  /** How many have not been given out yet; the next of them. */
  unused: number;
  next: number;
  /** How many are in use. */
  used: number;
}

/** One core's memory: for itself, or for others to read as well. */
export class Arena {
  readonly #superpages = new Superpages();
  /** Blocks of each size that may have room, the last one first. */
  readonly #blocks = new Map<number, Block[]>();
  /** The block of each page that is part of one. */
  readonly #blockOf = new Map<number, Block>();
  /** Pieces that are one object, by address. */
  readonly #pieces = new Map<number, Piece>();
  /** Pages of what is larger than a superpage, by address. */
  readonly #mappings = new Map<number, number>();
  #sharedNext = 0;
  #sharedEnd = 0;

  /**
   * An arena that has no memory yet.
   *
   * @param owner the only core that allocates
   * @param readers cores with address spaces of their own that are to find the memory at the same addresses; none: its own will do
   */
  constructor(readonly memory: UserMemory, readonly owner: Core, readonly readers: readonly Core[] = []) {}

  /** The address of so many bytes. */
  *allocate(byteCount: number): Program<number> {
    this.owner.compute(libosPathCycles.allocate.value);
    const pages = Math.ceil(byteCount / PAGE_BYTES);
    if (byteCount <= LARGEST_SMALL_BYTES) return yield* this.#allocateSmall(objectBytes(byteCount));
    if (pages > SUPERPAGE_PAGES) {
      const address = PAGE_BYTES * (yield* this.#map(pages));
      this.#mappings.set(address, pages);
      return address;
    }
    const piece = yield* this.#piece(pages), address = PAGE_BYTES * piece.firstPage;
    this.#pieces.set(address, piece);
    return address;
  }

  /** Makes an object larger, and moves it, unless it has room enough where it is; its address. */
  *reallocate(address: number, byteCount: number): Program<number> {
    const { owner, memory } = this, room = this.roomOf(address);
    if (byteCount <= room) return address;
    const moved = yield* this.allocate(byteCount);
    yield* memory.copy(owner, address, moved, room);
    yield* this.free(owner, address);
    return moved;
  }

  /** Takes back what `allocate` gave, on any core. */
  *free(core: Core, address: number): Program {
    const { memory } = this, page = Math.floor(address / PAGE_BYTES), block = this.#blockOf.get(page);
    core.compute(libosPathCycles.free.value);
    if (!block) return yield* this.#freeLarge(core, address);
    yield;
    // The object gets a link to what was freed before it, and the block's head a link to the object.
    yield* memory.touch(core, address, "write");
    yield* memory.touch(core, PAGE_BYTES * block.piece.firstPage, "write");
    if (core !== this.owner) {
      block.garbage.push(address);
      return;
    }
    block.free.push(address);
    if (--block.used > 0) return this.#offer(block);
    const blocks = this.#blocks.get(block.size)!;
    blocks.splice(blocks.indexOf(block), 1);
    for (let i = 0; i < 2 ** block.piece.order; i++) this.#blockOf.delete(block.piece.firstPage + i);
    yield* this.#give(core, block.piece);
  }

  /** How many bytes an object has room for. */
  roomOf(address: number): number {
    const block = this.#blockOf.get(Math.floor(address / PAGE_BYTES)), piece = this.#pieces.get(address);
    return block ? block.size : PAGE_BYTES * (piece ? 2 ** piece.order : this.#mappings.get(address)!);
  }

  *#allocateSmall(size: number): Program<number> {
    let blocks = this.#blocks.get(size);
    if (!blocks) this.#blocks.set(size, blocks = []);
    let block = blocks.at(-1);
    if (block && block.free.length + block.unused === 0) {
      block.used -= block.garbage.length;
      block.free.push(...block.garbage.splice(0));
      // A block that is full goes behind the others.
      if (block.free.length === 0) blocks.unshift(blocks.pop()!);
    }
    if (!block || block.free.length + block.unused === 0) blocks.push(block = yield* this.#block(size));
    block.used++;
    if (block.free.length > 0) return block.free.pop()!;
    block.unused--;
    block.next += size;
    return block.next - size;
  }

  *#block(size: number): Program<Block> {
    const pages = blockPages(size), piece = yield* this.#piece(pages);
    const next = PAGE_BYTES * piece.firstPage + BLOCK_HEAD_BYTES;
    const unused = Math.floor((PAGE_BYTES * pages - BLOCK_HEAD_BYTES) / size);
    const block = { piece, size, free: [], garbage: [], unused, next, used: 0 };
    for (let i = 0; i < pages; i++) this.#blockOf.set(piece.firstPage + i, block);
    return block;
  }

  /** A block that has room again is the next to be used. */
  #offer(block: Block): void {
    const blocks = this.#blocks.get(block.size)!;
    if (blocks.at(-1) === block || block.free.length !== 1) return;
    blocks.splice(blocks.indexOf(block), 1);
    blocks.push(block);
  }

  *#freeLarge(core: Core, address: number): Program {
    const pages = this.#mappings.get(address), piece = this.#pieces.get(address);
    this.#pieces.delete(address);
    this.#mappings.delete(address);
    if (pages !== undefined) return yield* this.#unmap(core, address / PAGE_BYTES, pages);
    yield;
    yield* this.memory.touch(core, address, "write");
    yield* this.#give(core, piece!);
  }

  *#piece(pages: number): Program<Piece> {
    let piece = this.#superpages.take(pages);
    if (!piece) {
      this.#superpages.add(yield* this.#map(SUPERPAGE_PAGES));
      piece = this.#superpages.take(pages)!;
    }
    return piece;
  }

  *#give(core: Core, piece: Piece): Program {
    const emptied = this.#superpages.give(piece);
    if (emptied !== undefined) yield* this.#unmap(core, emptied, SUPERPAGE_PAGES);
  }

  *#map(pages: number): Program<number> {
    const { memory: { kernel }, owner, readers } = this;
    if (readers.length === 0) return yield* kernel.mapPrivate(owner, pages);
    if (this.#sharedNext + pages > this.#sharedEnd) {
      this.#sharedNext = yield* kernel.mapShared(owner, Math.max(SHARED_PAGES, pages), readers);
      this.#sharedEnd = this.#sharedNext + Math.max(SHARED_PAGES, pages);
    }
    this.#sharedNext += pages;
    return this.#sharedNext - pages;
  }

  *#unmap(core: Core, firstPage: number, pages: number): Program {
    if (this.readers.length === 0) yield* this.memory.kernel.unmap(core, firstPage, pages);
  }
}
