/**
 * A stretch of code that was counted: its instructions, and of those the two kinds that cost far more than
 * the others. How such counts are made: `data/path_lengths/README.md`.
 */
import type { Sourced } from "../input/sourced.ts";
import type { MachineSpec } from "./spec.ts";

/** How often a stretch of code does what, each time it runs. */
export interface CountedPath {
  /** All instructions: one is taken for a cycle. */
  readonly instructions: number;
  /** 64-bit divisions among them. */
  readonly divisions: number;
  /** Instructions among them that lock their line, on data that no other core touches. */
  readonly locked: number;
  /** How it was counted. */
  readonly source: string;
}

/** A division of 64 bits, `div r64`. */
export const divisionCycles: Sourced<number, "cycles"> = {
  value: 77,
  unit: "cycles",
  source: "A. Fog's instruction tables, family 10h, recalled",
  sure: "R",
};

/**
 * What a counted stretch takes on a machine, in cycles, beside the memory accesses that are simulated.
 *
 * @example
 * ```ts
 * import { cyclesOf, lwipPaths, opteron16 } from "corey-lab";
 * console.log("a packet in:", cyclesOf(lwipPaths.input, opteron16), "cycles");
 * ```
 */
export function cyclesOf(path: CountedPath, { core }: MachineSpec): number {
  return path.instructions + path.divisions * divisionCycles.value + path.locked * core.atomicCycles.value;
}
