/**
 * Instructions of the word index that touch no memory but the core's registers and a line it has just read. Two were set by what the paper
 * states of *Corey at seven cores*, where nothing contends, since it states nothing for one core: `compare` is fitted, and the guess for
 * `copy` was lowered. Nothing is fitted to Linux, nor to any other number of cores.
 */
import type { Sourced } from "../../input/sourced.ts";

/** Cycles, beside the memory accesses that the code spells out. */
export const wriPathCycles = {
  /** Finding a word's end, making it small, and hashing it: for each byte. */
  scanByte: {
    value: 8,
    unit: "cycles",
    source:
      "assumed: about 4 instructions for a byte to find the end of a word, and 4 to hash it (Metis: partition, split_word)",
    sure: "R",
  },
  /** One comparison of two words: the call of `strcmp`, and what the search does between two of them. Fitted. */
  compare: {
    value: 141,
    unit: "cycles",
    source:
      "fitted: Corey's whole run takes about 9.5 s at 7 cores (1 % more than Linux, whose reduce of 0.47 s is 5 % of it)",
    sure: "P",
  },
  /** Putting a position at the end of a word's list: the call, counts, the store. */
  append: {
    value: 30,
    unit: "cycles",
    source: "assumed: about 30 instructions (Metis: values_insert)",
    sure: "R",
  },
  /** Copying one position from a list to the output, beside reading and writing the lines. */
  copy: {
    value: 1,
    unit: "cycles",
    source:
      "memcpy moves 8 bytes a cycle where both are in the L1 (assumed); 4 was the first guess, with which Corey's reduce took 0.54 s at 7 cores, not 0.46 s",
    sure: "R",
  },
} as const satisfies Record<string, Sourced<number, "cycles">>;
