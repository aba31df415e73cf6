/**
 * How much of the memory that reduce asks for was used before: the arrays of a column go back to their
 * mappers' heaps as it is reduced, and once enough neighbours are free they serve as results. The heaps of
 * all of a job are gone through, as in the job itself, but without time, and without reading or writing a
 * byte.
 */
import { Heap } from "../../libos/heap.ts";
import { SUPERPAGE_PAGES } from "../../libos/superpages.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { COLUMNS, type Dictionary } from "./dictionary.ts";
import { type Growth, inOrder } from "./growth.ts";
import { POSITION_BYTES, roomFor } from "./word_array.ts";

/** What became of memory in reduce. */
export interface Reuse {
  /** Which part of the pages of results had been used before. */
  readonly usedBefore: number;
  /** Superpages of which nothing was in use any more. */
  readonly freed: number;
}

/** A heap, and which of its pages have been touched. */
class TouchedHeap {
  readonly #heap = new Heap();
  #touched = new Uint8Array(4 * SUPERPAGE_PAGES);
  #nextPage = 0;
  /** Superpages that have become free. */
  freed = 0;

  /** The address of so many bytes. */
  take(bytes: number): number {
    const pages = Math.ceil(bytes / PAGE_BYTES), start = this.#nextPage;
    if (pages > SUPERPAGE_PAGES) {
      this.#reserve(this.#nextPage += pages);
      return PAGE_BYTES * start;
    }
    const address = this.#heap.take(bytes);
    if (address !== undefined) return address;
    this.#heap.add(start);
    this.#reserve(this.#nextPage += SUPERPAGE_PAGES);
    return this.#heap.take(bytes)!;
  }

  /** Takes back so many bytes. */
  give(address: number, bytes: number, byOwner: boolean): void {
    const pages = Math.ceil(bytes / PAGE_BYTES), large = pages > SUPERPAGE_PAGES;
    const emptied = large ? address / PAGE_BYTES : this.#heap.give(address, byOwner);
    if (emptied === undefined) return;
    this.freed++;
    this.#touched.fill(0, emptied, emptied + Math.max(pages, SUPERPAGE_PAGES));
  }

  /** Makes room for what is noted of so many pages. */
  #reserve(pages: number): void {
    if (pages <= this.#touched.length) return;
    const touched = new Uint8Array(2 * pages);
    touched.set(this.#touched);
    this.#touched = touched;
  }

  /** Touches bytes; how many of their pages had been touched before. */
  touch(address: number, bytes: number): number {
    const first = Math.floor(address / PAGE_BYTES), end = Math.ceil((address + bytes) / PAGE_BYTES);
    let before = 0;
    for (let page = first; page < end; page++) before += this.#touched[page]!;
    this.#touched.fill(1, first, end);
    return before;
  }
}

/** Lets all arrays grow, and then reduces column by column; the core that has done least takes the next. */
export function reuseOf(dictionary: Dictionary, growths: readonly Growth[]): Reuse {
  const heaps = growths.map(() => new TouchedHeap());
  const arrays = growths.map((growth, mapper) => grown(heaps[mapper]!, growth));
  const ranks: number[][] = Array.from({ length: COLUMNS }, () => []), done = growths.map(() => 0);
  for (const [rank, column] of dictionary.columns.entries()) ranks[column]!.push(rank);
  const freedBefore = freedOf(heaps);
  let pages = 0, usedBefore = 0;
  for (const column of ranks) {
    const reducer = done.indexOf(Math.min(...done)), heap = heaps[reducer]!;
    for (const rank of column) {
      const total = growths.reduce((sum, { lengths }) => sum + (lengths.get(rank) ?? 0), 0);
      if (total === 0) continue;
      usedBefore += heap.touch(heap.take(POSITION_BYTES * roomFor(total)), POSITION_BYTES * total);
      pages += POSITION_BYTES * total / PAGE_BYTES;
      done[reducer]! += total;
    }
    for (const [mapper, ofMapper] of arrays.entries()) {
      for (const rank of column) {
        const array = ofMapper.get(rank);
        if (array) heaps[mapper]!.give(array.address, array.bytes, mapper === reducer);
      }
    }
  }
  return { usedBefore: usedBefore / pages, freed: freedOf(heaps) - freedBefore };
}

function freedOf(heaps: readonly TouchedHeap[]): number {
  return heaps.reduce((sum, { freed }) => sum + freed, 0);
}

/** A mapper's arrays, by rank, after all have grown. */
function grown(
  heap: TouchedHeap,
  { moments, lengths }: Growth,
): Map<number, { address: number; bytes: number }> {
  const arrays = new Map<number, { address: number; bytes: number }>();
  for (const { rank, length } of inOrder(moments)) {
    if (length > 0 && roomFor(length) !== length) continue;
    const old = arrays.get(rank), bytes = POSITION_BYTES * roomFor(length + 1), address = heap.take(bytes);
    heap.touch(address, Math.min(bytes, POSITION_BYTES * lengths.get(rank)!));
    if (old) heap.give(old.address, old.bytes, true);
    arrays.set(rank, { address, bytes });
  }
  return arrays;
}
