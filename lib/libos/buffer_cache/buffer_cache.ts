/**
 * What every buffer cache does: it keeps blocks of files in memory, for all cores to read and to write. It
 * evicts nothing: which blocks to drop when memory is short is for the application to say.
 */
import type { Core } from "../../machine/core.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Program } from "../../sim/task.ts";

/** The words of a block: 4 KB. */
export const BLOCK_WORDS: number = PAGE_BYTES / 4;
/** How many blocks a file may have: 1 GB. */
export const MOST_BLOCKS = 2 ** 18;
/** How many files there may be. */
export const MOST_FILES = 2 ** 9;

/** Where blocks come from that are not in memory: the words of a block of a file. */
export type Disk = (file: number, block: number) => Int32Array;

/** A cache of blocks of files. */
export interface BufferCache {
  /**
   * Reads a block. The block is neither reused nor changed until `use` has returned, which must keep nothing
   * of the words it is given.
   *
   * @returns what `use` makes of the block's words
   * @throws {RangeError} for a file or block out of range
   */
  read<Result>(
    core: Core,
    file: number,
    block: number,
    use: (words: Int32Array) => Result,
  ): Program<Result>;

  /**
   * Writes a whole block.
   *
   * @throws {RangeError} for a file or block out of range
   */
  write(core: Core, file: number, block: number, words: Int32Array): Program;

  /**
   * Takes a block out, as when its file is deleted: later readers get it from disk. Its memory is
   * used again once nobody reads it.
   *
   * @throws {RangeError} for a file or block out of range
   */
  remove(core: Core, file: number, block: number): Program;

  /** Blocks that hold a part of a file or wait to be reused; at no cost. */
  readonly blocks: { readonly total: number; readonly free: number };
}

/** One number for a file and a block of it, from 0 on. */
export function keyOf(file: number, block: number): number {
  if (!isIndex(file, MOST_FILES) || !isIndex(block, MOST_BLOCKS)) {
    throw new RangeError(
      `no block ${block} of file ${file}: there are ${MOST_FILES} files of ${MOST_BLOCKS} blocks`,
    );
  }
  return file * MOST_BLOCKS + block;
}

function isIndex(value: number, bound: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < bound;
}
