/**
 * What a workload is: programs for some cores of a machine, and what is measured of them. It is written
 * against the calls of a kernel, never against its name.
 */
import type { Core } from "../machine/core.ts";
import type { Machine } from "../machine/machine.ts";
import type { Row } from "../rows/row.ts";

/** A machine with a kernel on it, and the cores that take part. */
export interface Run<Kernel> {
  /** The machine, fresh. */
  readonly machine: Machine;
  /** The kernel that was brought up on it. */
  readonly kernel: Kernel;
  /** The cores that take part. */
  readonly cores: readonly Core[];
  /** For whatever is random. */
  readonly seed: number;
  /**
   * What each core computes for itself after each operation; nothing unless said. Whatever is made with
   * `repeat` heeds it, and memclone and mempass after each page fault.
   */
  readonly ownCycles?: number;
  /** Says in a sentence what a reader of the row has to know: it gets a column `warning`. */
  readonly warn?: (sentence: string) => void;
}

/** Something to run and measure. */
export interface Workload<Kernel> {
  /** Name, for rows and figures. */
  readonly name: string;
  /** The calls of a kernel that it makes: a system that lacks one is refused before anything runs. */
  readonly calls?: readonly string[];
  /** Runs it, and returns what was measured: the columns of a row, units in the names. */
  measure(run: Run<Kernel>): Row;
}
