/**
 * The inside of a Web Worker that measures points. Programs and kernels are functions and cannot be sent; so a worker is told
 * which experiment and which parameters, makes the same list of points, and measures the one it is asked for.
 */
import type { Row } from "../rows/row.ts";
import type { Experiment } from "./experiment.ts";
import type { Point } from "./points.ts";
import { measureAndCount } from "./run_points.ts";

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

const inWorker = "WorkerGlobalScope" in globalThis;
if (inWorker) {
  const scope = globalThis as unknown as Worker;
  let points: readonly Point[] | undefined;
  scope.onmessage = async ({ data }: MessageEvent<Task>) => {
    points ??= await pointsFor(data);
    const { index } = data;
    scope.postMessage({ index, ...measureAndCount(points[index]!) } satisfies FromWorker);
  };
}

async function pointsFor({ module, experiment, parameters }: Task): Promise<readonly Point[]> {
  const found = Object.values(await import(module)).find((value) =>
    (value as { name?: string }).name === experiment
  );
  if (!found) throw new Error(`${module} exports no experiment ${experiment}`);
  return (found as Experiment<unknown>).points(parameters);
}
