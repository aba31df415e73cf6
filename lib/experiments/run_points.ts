/**
 * Measures the points of a sweep in this thread. A point that fails gives a row with a column `error`; the
 * others are kept. A notebook's stop button ends it between two points, and the rows so far are kept.
 */
import type { Row } from "../rows/row.ts";
import { called, optionsOf } from "../input/options.ts";
import { stoppable } from "../input/stop.ts";
import { type Cost, noCost } from "../sim/cost.ts";
import { checkFit } from "./fit.ts";
import { type Point, pointsOf, type SweepSpec } from "./points.ts";

/** How a sweep is run. */
export interface SweepOptions {
  /**
   * Is called with each row as it comes, with how many there are of how many, and with what its
   * simulation cost.
   */
  readonly onRow?: (row: Row, done: number, total: number, cost: Cost) => void;
}

const checked = optionsOf<SweepOptions>("sweep", { onRow: called<SweepOptions["onRow"]>().optional() });

/**
 * Measures every combination of machines, systems and core counts.
 *
 * @returns one row a point, in the order machine, system, cores; fewer if it was stopped
 * @throws {InputError} when a core count is not possible on a machine, there is no such option, or a system
 * lacks what the workload calls
 * @example
 * ```ts
 * import { dupClose, linux, mcs, opteron16, sweep } from "corey-lab";
 * const rows = await sweep({
 *   workload: dupClose({ warmUpMicroseconds: 50, microseconds: 200 }),
 *   machine: opteron16,
 *   system: linux.threads({ fileTableLock: mcs }),
 *   cores: [1, 2, 16],
 * });
 * console.log(rows.map((row) => row.throughputPerSecond));
 * ```
 */
export function sweep<Kernel>(spec: SweepSpec<Kernel>, options: SweepOptions = {}): Promise<Row[]> {
  const points = pointsOf(spec);
  checkFit(spec);
  return runPoints(points, options);
}

/** Measures points one after the other, in this thread. */
export async function runPoints(points: readonly Point[], options: SweepOptions = {}): Promise<Row[]> {
  const { onRow } = checked(options);
  const rows: Row[] = [];
  using underWay = stoppable();
  for (const point of points) {
    if (underWay.signal?.aborted) break;
    const { row, cost } = measureAndCount(point);
    rows.push(row);
    onRow?.(row, rows.length, points.length, cost);
    // Lets a progress bar be drawn, and the stop button be heard.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return rows;
}

/** Measures one point; whatever it throws ends up in the column `error`. */
export function measure(point: Point, count?: Cost, seed?: number): Row {
  try {
    return { ...point.labels, ...point.measure(count, seed) };
  } catch (error) {
    return { ...point.labels, error: error instanceof Error ? error.message : String(error) };
  }
}

/** What measuring a point gives. */
export interface Measured {
  /** The row. */
  readonly row: Row;
  /** What its simulation cost. */
  readonly cost: Cost;
}

/** A point that could not be measured, and why. */
export function notMeasured({ labels }: Pick<Point, "labels">, error: string): Measured {
  return { row: { ...labels, error }, cost: noCost() };
}

/** Measures one point, and counts what its simulation costs. */
export function measureAndCount(point: Point, seed?: number): Measured {
  const cost = noCost();
  return { row: measure(point, cost, seed), cost };
}

type CountOptions = { readonly onRow: (result: never, done: number, total: number, cost: Cost) => void };
const checkedCount = optionsOf<CountOptions>("counted", { onRow: called() });

/**
 * Runs something else that simulates, and reports what it cost, as a sweep does with each row.
 *
 * @param action hands the count that it is given to all it runs
 * @example
 * ```ts
 * import { counted, dupClose, linux, opteron16, progressBar, watch } from "corey-lab";
 * const run = { workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 4 };
 * const report = counted((count) => watch({ ...run, count }), { onRow: progressBar("four cores, watched") });
 * ```
 */
export function counted<Result>(
  action: (count: Cost) => Result,
  options: { readonly onRow: (result: Result, done: number, total: number, cost: Cost) => void },
): Result {
  const { onRow } = checkedCount(options as CountOptions) as typeof options;
  const cost = noCost(), result = action(cost);
  onRow(result, 1, 1, cost);
  return result;
}
