/**
 * A sweep as a list of points: what to measure where, enumerated before anything runs. Points do not know
 * each other, so they can be measured anywhere and in any order, and the rows are the same.
 */
import { InputError } from "../input/check.ts";
import { anything, count, made, oneOrMore, optionsOf, seed, text } from "../input/options.ts";
import type { System } from "../kernels/system.ts";
import { presets } from "../machine/presets.ts";
import { type MachineSpec, parseMachineSpec } from "../machine/spec.ts";
import type { Row } from "../rows/row.ts";
import type { Cost } from "../sim/cost.ts";
import type { Workload } from "../workloads/workload.ts";
import { checkCores, measureOnce, type RunSpec, withWarnings } from "./one_run.ts";
import { type Placement, placements } from "./placement.ts";

/** One measurement to be made. */
export interface Point {
  /** The columns that say what it is: experiment, machine, system, cores. */
  readonly labels: Row;
  /**
   * Makes it: the other columns.
   *
   * @param count counts what its simulation costs
   * @param seed in place of the sweep's own, for a second try with other random numbers
   */
  measure(count?: Cost, seed?: number): Row;
  /** The run that it is, with the first of its seeds; left out where it is more than a run. */
  readonly run?: RunSpec<never>;
}

/** What to sweep over. */
export interface SweepSpec<Kernel> {
  /** Value of the column `experiment`; the workload's name by default. */
  readonly experiment?: string;
  /** What to run. */
  readonly workload: Workload<Kernel>;
  /** On which machines. */
  readonly machine: MachineSpec | readonly MachineSpec[];
  /** On which systems. */
  readonly system: System<Kernel> | readonly System<Kernel>[];
  /** On how many cores. */
  readonly cores: readonly number[];
  /** Which cores; `round-robin` by default. */
  readonly placement?: Placement;
  /** For whatever is random; 1 by default. */
  readonly seed?: number;
  /**
   * How often each point is measured, each time with another seed; 1 unless said otherwise. The row then has
   * the means, and for each column its smallest and largest value, as `…Min` and `…Max`; where these are far
   * apart, the column `bistable` says so.
   */
  readonly repeats?: number;
}

/** Runs of one point are so far apart in their seeds that sweeps with the seeds 1 and 2 share none. */
const SEEDS_APART = 1_000_003;

/** A column whose largest value is so many times its smallest is that of a point with more than one state. */
const FAR_APART = 1.5;

/** What the parts of a run have to be. */
export const runFields = {
  workload: made<Workload<never>>(["name", "measure"], "dupClose()"),
  machine: made<MachineSpec>(["chips", "clockHertz"], "opteron16", presets.map(({ name }) => name)),
  system: made<System<never>>(["name", "boot"], "linux.threads()"),
  placement: placements.optional(),
  seed: seed.optional(),
};

const checked = optionsOf<SweepSpec<never>>("sweep", {
  ...runFields,
  experiment: text.optional(),
  machine: oneOrMore(runFields.machine),
  system: oneOrMore(runFields.system),
  // What is wrong with them depends on the machine.
  cores: anything,
  repeats: count.optional(),
});

/**
 * The points of a sweep, in the order machine, system, cores.
 *
 * @throws {InputError} when a core count is not possible on a machine, or something is not what it should be
 */
export function pointsOf<Kernel>(spec: SweepSpec<Kernel>): Point[] {
  checked(spec as SweepSpec<never>);
  const { workload, placement = "round-robin", seed = 1, repeats = 1 } = spec;
  const points: Point[] = [];
  checkNames("system", spec.system);
  checkNames("machine", spec.machine);
  for (const given of [spec.machine].flat() as MachineSpec[]) {
    // Checked here once, and not again for each run.
    const machine = parseMachineSpec(given, given.name);
    checkCores(spec.cores, machine);
    for (const system of [spec.system].flat() as System<Kernel>[]) {
      for (const cores of spec.cores) {
        const run = { workload, machine, system, cores, placement, seed };
        points.push({
          labels: {
            experiment: spec.experiment ?? workload.name,
            machine: machine.name,
            system: system.name,
            cores,
          },
          run: run as RunSpec<never>,
          measure: (count, first = seed) => {
            const warnings = new Set<string>(), warn = (sentence: string) => void warnings.add(sentence);
            const seeds = range(0, repeats - 1).map((run) => first + run * SEEDS_APART);
            const rows = seeds.map((seed) => measureOnce({ ...run, seed, count }, { warn }));
            return withWarnings(summary(rows), warnings);
          },
        });
      }
    }
  }
  return points;
}

/**
 * The means of equal rows, and how far they spread; a single row stays as it is. Where runs that differ in
 * their seeds alone came out far apart, the mean is that of different states: `bistable` says in which
 * columns.
 */
function summary(rows: readonly Row[]): Row {
  if (rows.length === 1) return rows[0]!;
  const columns = Object.keys(rows[0]!);
  const values = (column: string) => rows.map((row) => Number(row[column]));
  const bistable = columns.filter((column) =>
    Math.min(...values(column)) > 0 && Math.max(...values(column)) > FAR_APART * Math.min(...values(column))
  );
  return Object.fromEntries([
    ...columns.map((column) => [column, values(column).reduce((sum, value) => sum + value, 0) / rows.length]),
    ...columns.map((column) => [`${column}Min`, Math.min(...values(column))]),
    ...columns.map((column) => [`${column}Max`, Math.max(...values(column))]),
    ...(bistable.length > 0 ? [["bistable", bistable.join(" ")]] : []),
  ]);
}

/**
 * Throws an {@link InputError} for two machines, or two systems, of one name: their rows could not be told
 * apart.
 */
function checkNames(
  what: string,
  given: { readonly name: string } | readonly { readonly name: string }[],
): void {
  const names = [given].flat().map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return;
  throw new InputError(`${what}: two are called ${twice}; give one another name, as in { ...it, name: "…" }`);
}

/**
 * The whole numbers from `first` to `last`.
 *
 * @throws {InputError} when one of the two is missing, or no whole number
 */
export function range(first: number, last: number): number[] {
  if (!Number.isInteger(first) || !Number.isInteger(last)) {
    throw new InputError(`range: expected two whole numbers, as in range(1, 16), not ${first} and ${last}`);
  }
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}
