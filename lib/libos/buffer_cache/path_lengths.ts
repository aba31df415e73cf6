/** Instructions of the buffer cache that touch no shared memory, on one core of the paper's machine. */
import type { Sourced } from "../../input/sourced.ts";

function recalled(value: number, source: string): Sourced<number, "cycles"> {
  return { value, unit: "cycles", source, sure: "R" };
}

/** Cycles, beside the memory accesses that the code spells out. */
export const bufferCacheCycles = {
  /** From `fs_pread` or `fs_pwrite` to the block and back. */
  call: recalled(
    150,
    "about 150 instructions of fs/vfs0.c and data_cache_iter in fs/vfs0cache.c of Corey's source",
  ),
  /** One level of the look-up tree: index, compare, the call. */
  treeLevel: recalled(15, "about 20 instructions of datatree_get_ent in fs/datatree.c of Corey's source"),
  /** Hashing, and the loop over a chain. */
  hash: recalled(
    30,
    "about 30 instructions of hash_two in fs/vfs0cache.c and hash_get in Corey's source",
  ),
} as const;
