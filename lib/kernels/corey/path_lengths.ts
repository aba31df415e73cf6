/**
 * Instructions of Corey's calls that touch no shared memory, on one core of the paper's machine. Nothing in
 * here depends on how many cores there are.
 */
import type { Sourced } from "../../input/sourced.ts";

function cycles(value: number, source: string, sure: "P" | "R"): Sourced<number, "cycles"> {
  return { value, unit: "cycles", source, sure };
}

/** Cycles counted in Corey's own kernel. */
export function counted(value: number, what: string): Sourced<number, "cycles"> {
  return cycles(value, `${what}: Corey's kernel under callgrind, data/path_lengths/corey_kernel.md`, "R");
}

/** Cycles, beside the memory accesses that the code spells out. */
export const coreyPathCycles = {
  /** Into the kernel and back. Corey takes an interrupt gate, where Linux has `syscall` and `sysret`. */
  systemCall: counted(
    1000,
    "locore.S, trap_handler, kern_syscall and processor_run 420 instructions, int and iret (about 0.15 µs " +
      "on 10h Opterons, recalled), the time stamp counter read four times (67 cycles each on 10h: A. Fog's " +
      "instruction tables, recalled), an xchg",
  ),
  /** A page fault beside the memory accesses: exception, handler, return. */
  pageFault: cycles(
    924,
    "Corey, section 8.2: uncontended, Linux's handler of soft page faults is about 10 % faster than " +
      "Corey's; set so that a soft fault (workloads/soft_fault.ts) takes 1,085 cycles with one core at " +
      "work where Linux's takes 979",
    "P",
  ),
  /** What a demand-zero fault does beyond that: a page from the core's free list into the segment. */
  newPage: counted(
    193,
    "page_alloc, pagetree_incref, three locks that nobody else wants, a locked increment",
  ),
  /** A call that changes an address range. */
  changeRange: counted(681, "SYS_at_set_slot beside look-ups, with two divisions"),
  /** One operation on a share's hash table: hash, a division by the capacity, a tree of pages. */
  tableOperation: counted(
    261,
    "hash2, hash_get_fn, get_hash_ent, pagetree_get_page, a ninth of those of two calls",
  ),
  /**
   * `share_addobj` beside look-ups: records of the actions to be done on leaving the kernel, and doing them;
   * and the look-up of the core's own share, which the source does not skip.
   */
  shareAdd: counted(643, "SYS_share_addref"),
  /** `share_delobj` beside look-ups, likewise. */
  shareDelete: counted(365, "SYS_share_unref"),
  /** `device_buf` beside look-ups: records of the two objects that are looked up, and their end. */
  deviceCall: counted(499, "share_co_obj, share_blob_alloc, share_action_scan, sharemap_co_obj, twice each"),
  /** A call that makes an object. */
  allocate: counted(1130, "SYS_segment_alloc, which clears 3,712 bytes of struct kobject"),
  /** `pcore_run`: what the kernel does on either core beside the interrupt. */
  runCore: cycles(1000, "assumed of the order of a system call that changes the address space", "R"),
  /** Unmapping one page. */
  unmapPage: counted(7, "page_map_invalidate_internal, a page"),
} as const;

const { allocate, changeRange, deviceCall, runCore, shareAdd, shareDelete } = coreyPathCycles;

/**
 * What each call takes in the kernel beside memory accesses, by the paper's name; of the others that is next
 * to nothing.
 */
export const callCycles: Readonly<Record<string, Sourced<number, "cycles"> | undefined>> = {
  share_alloc: allocate,
  share_addobj: shareAdd,
  share_delobj: shareDelete,
  self_drop: shareDelete,
  segment_alloc: allocate,
  segment_copy: allocate,
  ar_alloc: allocate,
  ar_set_seg: changeRange,
  ar_set_ar: changeRange,
  ar_clear: changeRange,
  pcore_alloc: allocate,
  pcore_run: runCore,
  device_alloc: allocate,
  device_buf: deviceCall,
};
