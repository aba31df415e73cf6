/** The messages between a sweep and its workers. */
import type { Row } from "../rows/row.ts";

/** What a worker is asked. */
export interface Task {
  /** URL of the module that exports the experiment. */
  readonly module: string;
  /** The experiment's name. */
  readonly experiment: string;
  /** Its parameters. */
  readonly parameters: unknown;
  /** Which of its points. */
  readonly index: number;
}

/** What it answers. */
export interface FromWorker {
  /** Which point. */
  readonly index: number;
  /** What was measured. */
  readonly row: Row;
  /** The steps that its simulation took. */
  readonly steps: number;
}
