/**
 * Instructions of a lock that touch no memory: compares, branches, the call. Set so that acquire and release
 * take, on one core of the paper's machine without contention, what the paper measured there; all
 * that happens when cores contend comes out of the memory.
 */
import type { Sourced } from "../input/sourced.ts";

function calibrated(value: number, source: string): Sourced<number, "cycles"> {
  return { value, unit: "cycles", source, sure: "P" };
}

/** Cycles of acquire and release together, beside their memory accesses. */
export const lockPathCycles = {
  /** 22 cycles less one atomic (17) and one L1 access (3). */
  spin: calibrated(2, "Corey, section 2: an uncontended Linux spin lock takes 11 ns"),
  /** 52 cycles less two atomics (34) and two L1 accesses (6). */
  mcs: calibrated(12, "Corey, section 2: an uncontended MCS lock takes 26 ns"),
} as const;
