/**
 * Instructions of Linux's system calls that touch no shared memory, on one core of the paper's machine. They
 * set how fast one core is alone; nothing in here depends on how many there are.
 */
import type { Sourced } from "../../input/sourced.ts";

function recalled(value: number, source: string): Sourced<number, "cycles"> {
  return { value, unit: "cycles", source, sure: "R" };
}

/** Cycles, beside the memory accesses that the code spells out. */
export const linuxPathCycles = {
  /** Into the kernel and back: `syscall`, saving registers, dispatch, `sysret`. */
  systemCall: recalled(130, "lmbench's null call on 10h Opterons: about 0.07 µs"),
  /** `sys_dup` outside its critical sections. */
  dup: recalled(80, "about 100 instructions in fs/fcntl.c and fs/open.c of 2.6.25"),
  /** `locate_fd`, from the lock to the first store: limits, the search for a free bit, `expand_files`. */
  locateFd: recalled(60, "about 80 instructions in fs/fcntl.c of 2.6.25"),
  /** `sys_close` and `filp_close` outside the critical section. */
  close: recalled(100, "about 120 instructions in fs/open.c of 2.6.25"),
  /** Leaving the processor to another task and coming back. */
  contextSwitch: recalled(2500, "lmbench's context switch on 10h Opterons: about 1.2 µs"),
  /**
   * A page fault beside the memory accesses that the code spells out: the exception, `do_page_fault`,
   * `handle_mm_fault`, `iret`.
   */
  pageFault: recalled(700, "lmbench's page fault on 10h Opterons: about 0.5 µs for a page that is in memory"),
  /** What a demand-zero fault does beyond that: `alloc_pages`, `lru_cache_add`, `page_add_new_anon_rmap`. */
  newPage: recalled(400, "about 500 instructions in mm/page_alloc.c, mm/swap.c and mm/rmap.c of 2.6.25"),
  /** `mmap` and `munmap` beside their locks and pages. */
  map: recalled(1500, "lmbench's mmap on 10h Opterons: a few µs, less the parts spelled out"),
  /** Unmapping one page: `zap_pte_range`, `free_page_and_swap_cache`. */
  unmapPage: recalled(150, "about 200 instructions in mm/memory.c of 2.6.25"),
  /** `__fput` of a file whose last reference goes. */
  lastPut: recalled(200, "about 250 instructions in fs/file_table.c of 2.6.25"),
  /** `do_filp_open` beside the look-up: a new `struct file`, permissions, the file system's open. */
  open: recalled(900, "lmbench's open+close on 10h Opterons: about 1.3 µs, less the parts spelled out"),
  /** One component of a path: hash, compare. */
  lookUp: recalled(120, "about 150 instructions in __d_lookup and do_lookup of 2.6.25"),
} as const;
