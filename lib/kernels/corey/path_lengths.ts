/**
 * Instructions of Corey's calls that touch no shared memory, on one core of the paper's machine. Nothing in
 * here depends on how many cores there are.
 */
import type { Sourced } from "../../input/sourced.ts";

function cycles(value: number, source: string, sure: "P" | "R"): Sourced<number, "cycles"> {
  return { value, unit: "cycles", source, sure };
}

/** Cycles, beside the memory accesses that the code spells out. */
export const coreyPathCycles = {
  /** Into the kernel and back. Corey takes an interrupt gate, where Linux has `syscall` and `sysret`. */
  systemCall: cycles(
    650,
    "kern/arch/amd64/locore.S and trap.c, kern/kern/syscall.c of Corey's source: int and iret (about 0.15 µs on 10h Opterons, " +
      "recalled), two copies of a trap frame of 26 words, the time stamp counter read four times (67 cycles each on 10h: " +
      "A. Fog's instruction tables, recalled), two dispatches",
    "R",
  ),
  /** A page fault beside the memory accesses: exception, handler, return. */
  pageFault: cycles(
    924,
    "Corey, section 8.2: uncontended, Linux's handler of soft page faults is about 10 % faster than Corey's; set so that a soft fault (workloads/soft_fault.ts) takes 1,147 cycles with one core at work where Linux's takes 1,043",
    "P",
  ),
  /** What a demand-zero fault does beyond that: a page from the core's free list into the segment. */
  newPage: cycles(400, "as Linux's, whose list handling it resembles", "R"),
  /** A call that changes an address range. */
  changeRange: cycles(500, "assumed of the order of Linux's mmap without its accounting", "R"),
  /** One operation on a share's hash table, beside its memory accesses. */
  tableOperation: cycles(
    200,
    "kern/kern/map.c and inc/hashtable.h of Corey's source: a 64-bit hash of some 40 instructions, a 64-bit division by the capacity " +
      "(77 cycles on 10h: A. Fog's instruction tables, recalled), a walk through a tree of pages of some 40 instructions",
    "R",
  ),
  /**
   * `share_addobj` and `share_delobj` beside look-ups: records of the actions to be done on leaving the
   * kernel, and doing them.
   */
  shareCall: cycles(100, "about 130 instructions in kern/kern/share.c of Corey's source", "R"),
  /** A call that makes an object. */
  allocate: cycles(200, "assumed twice a call on a share: it fills a record as well", "R"),
  /** `pcore_run`: what the kernel does on either core beside the interrupt. */
  runCore: cycles(1000, "assumed of the order of a system call that changes the address space", "R"),
  /** Unmapping one page. */
  unmapPage: cycles(150, "as Linux's", "R"),
} as const;

const { allocate, changeRange, runCore, shareCall } = coreyPathCycles;

/**
 * What each call takes in the kernel beside memory accesses, by the paper's name; of the others that is next
 * to nothing.
 */
export const callCycles: Readonly<Record<string, Sourced<number, "cycles"> | undefined>> = {
  share_alloc: allocate,
  share_addobj: shareCall,
  share_delobj: shareCall,
  self_drop: shareCall,
  segment_alloc: allocate,
  segment_copy: allocate,
  ar_alloc: allocate,
  ar_set_seg: changeRange,
  ar_set_ar: changeRange,
  ar_clear: changeRange,
  pcore_alloc: allocate,
  pcore_run: runCore,
  device_alloc: allocate,
};
