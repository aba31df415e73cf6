/**
 * An experiment is a value: a question, the points to measure, what the paper says, and a picture. Notebooks,
 * the command line and the fidelity table all work from the same value.
 */
import * as z from "zod";
import type { Claim } from "../analysis/claims.ts";
import { checkInput } from "../input/check.ts";
import { anything, called, count, optionsOf, text } from "../input/options.ts";
import { opteron16 } from "../machine/presets.ts";
import { coreCount, type MachineSpec, machineSpec } from "../machine/spec.ts";
import type { Figure } from "../plots/figure.ts";
import type { Row } from "../rows/row.ts";
import { type Point, range } from "./points.ts";
import { runPoints, type SweepOptions } from "./run_points.ts";
import { measureOnWorkers } from "./workers.ts";

/** What describes an experiment. */
export interface ExperimentDefinition<Parameters> {
  /** Its name on the command line and in rows, such as `dup-close`. */
  readonly name: string;
  /** What it asks. */
  readonly question: string;
  /** What the paper says about it. */
  readonly paper: string;
  /** `import.meta.url` of the module that exports it: workers load it from there. */
  readonly module: string;
  /** What can be set, with defaults. */
  readonly parameters: z.ZodType<Parameters> & { readonly shape: Readonly<Record<string, z.ZodType>> };
  /** What is to be measured. Called again in each worker, so it must depend on the parameters only. */
  readonly points: (parameters: Parameters) => Point[];
  /** What the paper says, to be held against the rows of the default parameters. */
  readonly claims: readonly Claim[];
  /** The picture of its rows. */
  readonly figure: (rows: readonly Row[]) => Figure;
}

/** How an experiment is run. */
export interface RunOptions extends SweepOptions {
  /** How many Web Workers measure; with 1, the default, this thread does. */
  readonly workers?: number;
}

/** An experiment. */
export interface Experiment<Parameters> extends ExperimentDefinition<Parameters> {
  /**
   * Measures all points. The rows are the same whatever the number of workers. A notebook's stop button ends
   * it with the rows so far.
   *
   * @throws {InputError} when the parameters are not valid
   */
  run(parameters?: Partial<Parameters>, options?: RunOptions): Promise<Row[]>;
}

const checkedRun = optionsOf<RunOptions>("run", {
  workers: count.optional(),
  onRow: called<RunOptions["onRow"]>().optional(),
});

const checked = optionsOf<ExperimentDefinition<never>>("experiment", {
  name: text,
  question: text,
  paper: text,
  module: text,
  parameters: anything,
  points: called(),
  claims: anything,
  figure: called(),
});

/** Makes an experiment from its description. */
export function experiment<Parameters>(definition: ExperimentDefinition<Parameters>): Experiment<Parameters> {
  checked(definition as unknown as ExperimentDefinition<never>);
  return {
    ...definition,
    async run(given = {}, runOptions = {}) {
      const { workers = 1, ...options } = checkedRun(runOptions);
      const parameters = checkInput(definition.parameters, given, `parameters of ${definition.name}`);
      const points = definition.points(parameters);
      if (workers <= 1) return await runPoints(points, options);
      const rows: Row[] = new Array(points.length);
      let done = 0;
      await measureOnWorkers(
        points.map(({ labels }, index) => ({ index, labels })),
        { module: definition.module, name: definition.name, parameters },
        {
          workers,
          onMeasured({ index }, { row, cost }) {
            rows[index] = row;
            options.onRow?.(row, ++done, points.length, cost);
          },
        },
      );
      return rows.filter((row) => row !== undefined); // fewer if it was stopped
    },
  };
}

/**
 * Parameters that experiments share: the machine, core counts (left out: all), the first seed, and how many
 * runs are averaged.
 */
export const sweepFields = {
  machine: machineSpec.default(opteron16),
  cores: z.array(z.number()).min(1, "expected at least one core count").optional()
    .describe("core counts, all unless given; as --cores"),
  seed: z.number().int().default(1).describe("first seed of the random numbers"),
  repeats: z.number().int().min(1).max(1000).default(8).describe(
    "runs, each with its seed, that a row averages",
  ),
};

/** Completes {@link sweepFields}: core counts from 1 to all, if none were given. */
export function withAllCores<P extends { machine: MachineSpec; cores?: readonly number[] | undefined }>(
  parameters: P,
): P & { cores: readonly number[] } {
  return { ...parameters, cores: parameters.cores ?? range(1, coreCount(parameters.machine)) };
}
