/** Instructions of the library OS that touch no shared memory, on one core of the paper's machine. */
import type { Sourced } from "../input/sourced.ts";

/** Cycles, beside the memory accesses that the code spells out. */
export const libosPathCycles = {
  /** Finding a free descriptor. */
  findDescriptor: {
    value: 60,
    unit: "cycles",
    source: "as locate_fd in fs/fcntl.c of Linux 2.6.25, which does the same",
    sure: "R",
  },
  /** `malloc` of an object for which the arena has room. */
  allocate: {
    value: 60,
    unit: "cycles",
    source: "assumed: about 60 instructions on the path without synchronisation of Streamflow's malloc " +
      "(streamflow.c)",
    sure: "R",
  },
  /** `free` of an object of the core's own arena. */
  free: {
    value: 50,
    unit: "cycles",
    source: "assumed: about 50 instructions of Streamflow's local_free (streamflow.c)",
    sure: "R",
  },
  /** Copying 8 bytes of what lies in the L1. */
  copyWord: {
    value: 4.5,
    unit: "cycles",
    source: "counted at one instruction a cycle: Corey's lib/memcpy.c, the mean of forwards and backwards " +
      "(data/path_lengths/word_index.md)",
    sure: "R",
  },
} as const satisfies Record<string, Sourced<number, "cycles">>;
