/** What a program that fights for a word is: a public benchmark of an atomic or a lock. */
import type { Arbiter } from "../../machine/arbiter.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Random } from "../../sim/random.ts";
import type { Program } from "../../sim/task.ts";

/** What a core does beside the memory accesses, in cycles. */
export interface Pauses {
  /** In each round, whatever the program: its loop, or work between its two atomics. */
  readonly own: number;
  /** Under a lock. */
  readonly held: number;
  /** Between two rounds. */
  readonly think: number;
  /** Letting others run, between two looks at a lock. */
  readonly yielding: number;
}

/** What the cores of a run have in common. */
export interface Common {
  readonly machine: Machine;
  readonly pauses: Pauses;
  /** Who is next, where cores fight for a word by other than locks. */
  readonly arbiter: Arbiter;
  readonly random: Random;
}

/** Places what the cores share; returns what one of them repeats. */
export type Contention = (common: Common) => (core: Core) => Program;
