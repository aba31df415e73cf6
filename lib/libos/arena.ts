/**
 * Where a core gets memory from: an arena of its own, after Streamflow (S. Schneider, C. D. Antonopoulos, D.
 * S. Nikolopoulos, "Scalable Locality-Conscious Multithreaded Memory Allocation", ISMM 2006), in the version
 * that Corey's source has (`pkg/streamflow`). Small objects come from blocks that hold one size each. Blocks,
 * and larger objects, are pieces of superpages of 8 MB, and only those does an arena ask the kernel for. A
 * page that was touched once stays, whatever it serves next, until all of its superpage is free.
 *
 * Any core may free an object. A small one it puts, without a lock, on a list in the head of its block
 * (`remote_free`), where the owner finds it when it has no room left; a larger one into the owner's lists of
 * pieces, under their lock, which is hardly ever taken.
 *
 * The allocator scales: but for frees, no core touches another's arena. What it asks of the kernel is another
 * matter: in one address space for all, each of its mappings and page faults meets those of the others, and
 * to unmap a superpage is to interrupt them. Where several address spaces have the memory mapped, no core can
 * take it from the others; so it is mapped once, 4 GB at a time, and never unmapped (Corey's `lib/ummap.c`).
 * Workload: `workloads/mapreduce/`. Notebook: `07_mapreduce`.
 */
import type { Core } from "../machine/core.ts";
import { PAGE_BYTES } from "../machine/physical_memory.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Program } from "../sim/task.ts";
import { Heap } from "./heap.ts";
import { libosPathCycles } from "./path_lengths.ts";
import { SUPERPAGE_PAGES } from "./superpages.ts";
import type { UserMemory } from "./user_memory.ts";

/** Pages of shared memory that are mapped at once (`UMMAP_INIT_LEN`, 4 GB). */
const SHARED_PAGES = 2 ** 20;

/** One core's memory: for itself, or for others to read as well. */
export class Arena {
  /**
   * Whether what is freed serves again. A sample of a program, which frees too little for that, may know
   * better.
   */
  reuses = true;
  readonly #heap = new Heap();
  /** Pages of what is larger than a superpage, by address. */
  readonly #mappings = new Map<number, number>();
  #sharedNext = 0;
  #sharedEnd = 0;

  /**
   * An arena that has no memory yet.
   *
   * @param owner the only core that allocates
   * @param readers cores with address spaces of their own that are to find the memory at the same addresses;
   * none: its own will do
   */
  constructor(readonly memory: UserMemory, readonly owner: Core, readonly readers: readonly Core[] = []) {}

  /** The address of so many bytes. */
  *allocate(byteCount: number): Program<number> {
    this.owner.compute(libosPathCycles.allocate.value);
    const pages = Math.ceil(byteCount / PAGE_BYTES);
    if (pages > SUPERPAGE_PAGES) {
      const address = PAGE_BYTES * (yield* this.#map(pages));
      this.#mappings.set(address, pages);
      return address;
    }
    let address = this.#heap.take(byteCount);
    if (address === undefined) {
      this.#heap.add(yield* this.#map(SUPERPAGE_PAGES));
      address = this.#heap.take(byteCount)!;
    }
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
    core.compute(libosPathCycles.free.value);
    const pages = this.#mappings.get(address);
    if (pages !== undefined) {
      this.#mappings.delete(address);
      return yield* this.#unmap(core, address / PAGE_BYTES, pages);
    }
    yield;
    // The object gets a link to what was freed before it, and the head of its block a link to the object.
    yield* this.memory.touch(core, address, "write");
    const head = this.#heap.headOf(address);
    if (head !== undefined) yield* this.memory.touch(core, head, "write");
    if (!this.reuses) return;
    const emptied = this.#heap.give(address, core === this.owner);
    if (emptied !== undefined) yield* this.#unmap(core, emptied, SUPERPAGE_PAGES);
  }

  /** Takes back an object without work or time: for a sample, which knows what others free meanwhile. */
  recycle(address: number): void {
    this.#heap.give(address, true);
  }

  /** How many bytes an object has room for. */
  roomOf(address: number): number {
    const pages = this.#mappings.get(address);
    return pages === undefined ? this.#heap.roomOf(address) : PAGE_BYTES * pages;
  }

  *#map(pages: number): Program<number> {
    const { memory: { kernel }, owner, readers } = this;
    if (readers.length === 0) return yield* kernel.mapPrivate(owner, pages);
    if (this.#sharedNext + pages > this.#sharedEnd) {
      const mapped = Math.max(SHARED_PAGES, pages);
      this.#sharedNext = yield* kernel.mapShared(owner, mapped, readers);
      this.#sharedEnd = this.#sharedNext + mapped;
    }
    this.#sharedNext += pages;
    return this.#sharedNext - pages;
  }

  *#unmap(core: Core, firstPage: number, pages: number): Program {
    if (this.readers.length === 0) yield* this.memory.kernel.unmap(core, firstPage, pages);
  }
}

mustRun(Arena.prototype);
