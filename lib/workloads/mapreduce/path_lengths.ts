/**
 * Instructions of the word index that touch no memory but the core's registers and lines it has just used.
 * All are counted in the compiled source of Corey's own benchmark, on one core; how,
 * `data/path_lengths/word_index.md` says, so that anyone can repeat it. A core is taken to complete one
 * instruction a cycle.
 */
import type { Sourced } from "../../input/sourced.ts";

const counted = (value: number, what: string): Sourced<number, "cycles"> => ({
  value,
  unit: "cycles",
  source: `counted at one instruction a cycle: ${what} (data/path_lengths/word_index.md)`,
  sure: "R",
});

/** Cycles, beside the memory accesses that the code spells out. */
export const wriPathCycles = {
  /** For each byte of text: is it a letter, its capital, and its part in the word's hash. */
  scanByte: counted(24, "16 in wordcount_map, 8 in default_hasher (djb2)"),
  /** For each word: the calls from its end to its slot, and putting its position at the end of the array. */
  emit: counted(120, "19 in wordcount_map and default_hasher, 101 in emit_intermediate to insert_val"),
  /** For each key that a search compares: the loop, and the call of strcmp. */
  compare: counted(13, "ks_insert's loop, mystrcmp, and the return from strcmp"),
  /** For each byte that strcmp compares. */
  compareByte: counted(7, "the loop of lib/amd64/strcmp.S"),
  /** For each slot that reduce looks at, of all mappers together. */
  slot: counted(16, "do_reduce_task_ and bucket_free"),
  /** For each mapper's part of a slot. */
  slotOfMapper: counted(20, "do_reduce_task_, ks_getlen and bucket_free"),
  /** For each mapper's array of a word: to gather it, to sort it among the others, to free its keyset. */
  gather: counted(200, "74 in do_reduce_task_, 90 in qsort, 35 in ks_delete"),
  /** For each word of the result. */
  result: counted(210, "do_reduce_task_ and kv_put_key_val"),
} as const satisfies Record<string, Sourced<number, "cycles">>;
