/**
 * The inside of a Web Worker that measures points. Programs and kernels are functions and cannot be sent; so
 * a worker is told which experiment and which parameters, makes the same list of points, and measures the one
 * it is asked for.
 */
import type { Experiment } from "./experiment.ts";
import type { Point } from "./points.ts";
import { measureAndCount } from "./run_points.ts";
import type { FromWorker, Task } from "./worker_messages.ts";

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
