/** What was seen of one run: tables of rows, from which everything else is made. */
import type { Row } from "./row.ts";

/** What was seen of lines. */
export interface SeenLines {
  /** One row a step of a line, and a wait for one; empty unless a timeline was asked for. */
  readonly lineSteps: readonly Row[];
}

/**
 * What was seen of one run, as rows. The columns are described with the recorders that fill them
 * (`lib/machine/recorders/`).
 */
export interface RunReport extends SeenLines {
  /** What the workload measured. */
  readonly measured: Row;
  /** One row a word and core that missed on it. */
  readonly words: readonly Row[];
  /** One row a core and activity: where its cycles went. */
  readonly activities: readonly Row[];
  /** One row a lock. */
  readonly locks: readonly Row[];
  /** One row a line that cores stalled on without holding a lock. */
  readonly unlocked: readonly Row[];
  /** One row a word that was used, of the lines that cores stalled on: how it is used, and by whom. */
  readonly uses: readonly Row[];
  /** One row a chip: what its memory served, and to whom. */
  readonly homes: readonly Row[];
  /** Page faults and pages. */
  readonly pages: Row;
  /** One row a device that did something. */
  readonly devices: readonly Row[];
  /** One row an interval of a core; empty unless asked for. */
  readonly timeline: readonly Row[];

  /**
   * One row a word and core that loaded it too early, after another core had written it since its last yield:
   * the program has to yield right before. Empty if the programs are right.
   */
  readonly earlyLoads: readonly Row[];
}
