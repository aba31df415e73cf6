/**
 * The files that clients ask for: arithmetic sequences of words, from a seed, so that anyone can say what
 * they add up to without reading them.
 */
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { Random } from "../../sim/random.ts";

/** The words of a block: a page. */
const BLOCK_WORDS = PAGE_BYTES / 4;
/** How many files there may be: a request has the file's number and a tag in one word. */
export const MOST_FILES = 2 ** 9;

/** Files of one size. */
export class FileSet {
  /** Blocks of each. */
  readonly blocks: number;
  readonly #first: Int32Array;
  readonly #step: Int32Array;

  /**
   * Files with contents from a seed.
   *
   * @param kilobytes the size of each
   * @throws {RangeError} when a file is no multiple of 4 KB, or there are too many
   */
  constructor(readonly count: number, readonly kilobytes: number, seed = 1) {
    this.blocks = kilobytes * 1024 / PAGE_BYTES;
    if (!Number.isInteger(this.blocks) || this.blocks < 1) {
      throw new RangeError(`a file has a multiple of 4 KB, and ${kilobytes} KB is none`);
    }
    if (count > MOST_FILES) throw new RangeError(`there may be ${MOST_FILES} files, not ${count}`);
    const random = new Random(seed);
    this.#first = Int32Array.from({ length: count }, () => random.bits());
    this.#step = Int32Array.from({ length: count }, () => random.bits());
  }

  /** The words of a block of a file. */
  readonly words = (file: number, block: number): Int32Array => {
    const words = new Int32Array(BLOCK_WORDS), step = this.#step[file]!;
    let value = this.#first[file]! + Math.imul(step, block * BLOCK_WORDS) | 0;
    for (let i = 0; i < words.length; i++) {
      words[i] = value;
      value = value + step | 0;
    }
    return words;
  };

  /** What the words of a file add up to, modulo 2³²: by Gauss, not by adding. */
  sum(file: number): number {
    const count = BigInt(this.blocks * BLOCK_WORDS);
    const sum = count * BigInt(this.#first[file]!) + count * (count - 1n) / 2n * BigInt(this.#step[file]!);
    return Number(BigInt.asUintN(32, sum));
  }
}

/** How a sum is written in a response: in hexadecimal, as Corey's server does. */
export function sumText(sum: number): string {
  return (sum >>> 0).toString(16);
}
