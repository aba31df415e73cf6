/**
 * Sizes of small objects, and of the blocks that hold objects of one size each, as in Streamflow
 * (`streamflow.h`).
 */
import { PAGE_BYTES } from "../machine/physical_memory.ts";

/** Larger objects are pieces of pages of their own (`MAX_OBJECT_SIZE`). */
export const LARGEST_SMALL_BYTES = 16576;
/** What a block keeps of itself before its objects (`pageblock_t`, in whole lines of 128 bytes). */
export const BLOCK_HEAD_BYTES = 128;
const OBJECTS_OF_BLOCK = 1024;
const LEAST_BLOCK_PAGES = 4;
const MOST_BLOCK_PAGES = 64;

/** Up to so many bytes, sizes are so many bytes apart. */
const STEPS = [[64, 4], [128, 8], [192, 16], [256, 32], [320, 64]] as const;
/** Larger sizes begin here. */
const WIDE_FROM = 448;
const WIDE_STEP = 256;

/** Bytes that an object of so many takes (`compute_size_class`). */
export function objectBytes(bytes: number): number {
  for (const [most, step] of STEPS) if (bytes <= most) return Math.max(8, step * Math.ceil(bytes / step));
  return WIDE_FROM + WIDE_STEP * Math.max(0, Math.ceil((bytes - WIDE_FROM) / WIDE_STEP));
}

/** Pages of a block of objects of a size (`compute_pageblock_size`). */
export function blockPages(size: number): number {
  const pages = 2 ** Math.ceil(Math.log2(size * OBJECTS_OF_BLOCK / PAGE_BYTES));
  return Math.min(MOST_BLOCK_PAGES, Math.max(LEAST_BLOCK_PAGES, pages));
}
