/**
 * Where a core gets memory from: an arena of its own, after Streamflow (S. Schneider, C. D. Antonopoulos, D.
 * S. Nikolopoulos, "Scalable Locality-Conscious Multithreaded Memory Allocation", ISMM 2006;
 * https://github.com/scotts/streamflow). It asks the kernel for a region of address space at a time. Objects
 * come from blocks that hold one size each, and go back to a list of their size; what is larger than a region
 * is a mapping of its own, and is unmapped when it is freed. What another core frees goes, without a lock, on
 * a list in the head of its block, where the owner finds it when it has no room left; so nothing small is
 * ever unmapped.
 *
 * The allocator scales: no core touches another's arena. What it asks of the kernel may not: in one address
 * space for all, its mappings and page faults contend with those of the others, and unmapping interrupts
 * them; in a private range they contend with nobody.
 * Workload: `workloads/mapreduce/`. Notebook: `07_mapreduce`.
 */
import type { Core } from "../machine/core.ts";
import { PAGE_BYTES } from "../machine/physical_memory.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Program } from "../sim/task.ts";
import type { VirtualMemory } from "../kernels/virtual_memory.ts";
import { libosPathCycles } from "./path_lengths.ts";
import type { UserMemory } from "./user_memory.ts";

/** Pages that an arena asks the kernel for at once (Streamflow's `SUPERPAGE_SIZE`, 4 MB). */
const REGION_PAGES = 1024;
/** Larger objects come from the kernel. */
const REGION_BYTES = REGION_PAGES * PAGE_BYTES;
/** Bytes of a block that holds objects of one size, unless the size is larger (`MIN_PAGEBLOCK_SIZE`). */
export const BLOCK_BYTES = 4 * PAGE_BYTES;
const SMALLEST = 16;

/** Blocks of a region. */
export const BLOCKS_IN_REGION = REGION_BYTES / BLOCK_BYTES;
/** A line at the beginning of a region for each of its blocks. */
const HEAD_BYTES = 64;
const HEADS_BYTES = HEAD_BYTES * BLOCKS_IN_REGION;

/** Objects of one size. */
interface SizeClass {
  readonly free: number[];
  /** What other cores have freed and the owner has not taken back. */
  readonly garbage: number[];
  next: number;
  end: number;
}

/** An object of an arena. */
export interface Allocated {
  /** Where it stands. */
  readonly address: number;
  /** How many bytes were asked for. */
  readonly bytes: number;
}

/** One core's memory: for itself, or for others to read as well. */
export class Arena {
  readonly #kernel: VirtualMemory;
  readonly #owner: Core;
  readonly #readers: readonly Core[];
  readonly #classes = new Map<number, SizeClass>();
  readonly #regions: number[] = [];
  #next = 0;
  #end = 0;

  /**
   * An arena that has no memory yet.
   *
   * @param owner the only core that allocates
   * @param readers cores that are to find the memory at the same addresses; none: it is private
   */
  constructor(kernel: VirtualMemory, owner: Core, readers: readonly Core[] = []) {
    this.#kernel = kernel;
    this.#owner = owner;
    this.#readers = readers;
  }

  /**
   * The address of so many bytes, at a multiple of their number rounded up to a power of two, or of a page if
   * that is less.
   */
  *allocate(byteCount: number): Program<number> {
    this.#owner.compute(libosPathCycles.allocate.value);
    if (this.#isLarge(byteCount)) {
      return PAGE_BYTES * (yield* this.#map(Math.ceil(byteCount / PAGE_BYTES)));
    }
    const size = sizeOf(byteCount);
    let objects = this.#classes.get(size);
    if (!objects) this.#classes.set(size, objects = { free: [], garbage: [], next: 0, end: 0 });
    if (objects.free.length === 0 && objects.next === objects.end) {
      objects.free.push(...objects.garbage.splice(0));
    }
    const used = objects.free.pop();
    if (used !== undefined) return used;
    if (objects.next === objects.end) {
      const bytes = Math.max(size, BLOCK_BYTES);
      objects.next = yield* this.#block(bytes);
      objects.end = objects.next + bytes;
    }
    const object = objects.next;
    objects.next += size;
    return object;
  }

  /** Takes back what `allocate` gave for so many bytes. */
  *free(address: number, byteCount: number): Program {
    this.#owner.compute(libosPathCycles.free.value);
    if (this.#isLarge(byteCount)) {
      const pages = Math.ceil(byteCount / PAGE_BYTES);
      return yield* this.#kernel.unmap(this.#owner, address / PAGE_BYTES, pages);
    }
    this.#classes.get(sizeOf(byteCount))!.free.push(address);
  }

  /**
   * Takes back, from another core that has the memory mapped, a chain of objects. The first gets a
   * link to what is in the head of its block already, and the head a link to it (`remote_free`).
   */
  *freeFrom(core: Core, memory: UserMemory, chain: readonly Allocated[]): Program {
    core.compute(libosPathCycles.free.value);
    yield;
    yield* memory.touch(core, chain[0]!.address, "write");
    yield* memory.touch(core, this.#headOf(chain[0]!.address), "write");
    for (const { address, bytes } of chain) this.#classes.get(sizeOf(bytes))!.garbage.push(address);
  }

  /** The head of an object's block. */
  #headOf(address: number): number {
    const region = this.#regions.findLast((start) => start <= address)!;
    return region +
      HEAD_BYTES * (Math.floor((address - region) / BLOCK_BYTES) % BLOCKS_IN_REGION);
  }

  /**
   * Memory that others have mapped too cannot be unmapped by one core, so in a shared arena nothing counts as
   * large.
   */
  #isLarge(byteCount: number): boolean {
    return this.#readers.length === 0 && byteCount > REGION_BYTES;
  }

  *#block(bytes: number): Program<number> {
    if (this.#next + bytes > this.#end) {
      const pages = Math.max(REGION_PAGES, Math.ceil((HEADS_BYTES + bytes) / PAGE_BYTES));
      const region = PAGE_BYTES * (yield* this.#map(pages));
      this.#regions.push(region);
      this.#next = region + HEADS_BYTES;
      this.#end = region + PAGE_BYTES * pages;
    }
    const block = this.#next;
    this.#next += bytes;
    return block;
  }

  #map(pages: number): Program<number> {
    return this.#readers.length === 0
      ? this.#kernel.mapPrivate(this.#owner, pages)
      : this.#kernel.mapShared(this.#owner, pages, this.#readers);
  }
}

/** The next power of two. */
function sizeOf(byteCount: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(SMALLEST, byteCount)));
}

mustRun(Arena.prototype);
