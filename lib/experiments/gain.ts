/**
 * What a change gains: the same run with it and without, for several seeds. A gain that one seed shows and
 * another does not is none to rely on.
 */
import { InputError } from "../input/check.ts";
import type { Row } from "../rows/row.ts";
import { measureOnce, type RunLimits, type RunSpec } from "./one_run.ts";

/** Less than this is no gain: another start would give as much. */
const A_GAIN = 1.1;

/** Which column says how well a run does. */
export interface Goal {
  /** The column of the workload's row. */
  readonly column: string;
  /** Whether more of that is better, or less. */
  readonly better: "more" | "less";
}

/** What a change does, for all seeds that were tried; `depends on the seed` if it does not do so for all. */
export type Effect = "helps" | "no difference" | "makes it worse" | "depends on the seed";

/** How many times better, on average and in the worst and the best case of the seeds. */
export interface Gain {
  /** The mean. */
  readonly gain: number;
  /** The least. */
  readonly gainMin: number;
  /** The most. */
  readonly gainMax: number;
  /** What that is. */
  readonly effect: Effect;
}

/** Columns by which runs are judged, most telling first, and whether more is better. */
const goals = [
  [/PerSecond$/, "more"],
  [/^(total)?seconds$/i, "less"],
  [/(cycles|seconds)Per/i, "less"],
  [/seconds$/i, "less"],
] as const;

/**
 * What a run is to be judged by, if nobody says: operations per second, else time.
 *
 * @throws {InputError} when its row has neither
 */
export function goalOf(measured: Row): Goal {
  for (const [pattern, better] of goals) {
    const column = Object.keys(measured).find((name) => pattern.test(name));
    if (column !== undefined) return { column, better };
  }
  throw new InputError(`say which column is to get better: the workload measures ${columns(measured)}`);
}

/**
 * What a run measures in a column, for each of some seeds.
 *
 * @throws {InputError} when the workload measures no such column
 */
export function valuesOf<Kernel>(
  run: RunSpec<Kernel>,
  column: string,
  seeds: readonly number[],
  limits: RunLimits = {},
): number[] {
  return seeds.map((seed) => {
    const row = measureOnce({ ...run, seed }, limits), value = row[column];
    if (typeof value === "number") return value;
    throw new InputError(`column = ${column}: the workload measures ${columns(row)}`);
  });
}

/** What changed values gain over those as it is, seed by seed. */
export function gainOf(asItIs: readonly number[], changed: readonly number[], better: Goal["better"]): Gain {
  const gains = asItIs.map((value, i) => better === "more" ? changed[i]! / value : value / changed[i]!);
  const gainMin = Math.min(...gains), gainMax = Math.max(...gains);
  return {
    gain: gains.reduce((sum, gain) => sum + gain, 0) / gains.length,
    gainMin,
    gainMax,
    effect: effectOf(gainMin, gainMax),
  };
}

function effectOf(least: number, most: number): Effect {
  if (least >= A_GAIN) return "helps";
  if (most <= 1 / A_GAIN) return "makes it worse";
  return most < A_GAIN && least > 1 / A_GAIN ? "no difference" : "depends on the seed";
}

function columns(row: Row): string {
  return Object.keys(row).join(", ");
}
