/**
 * The inside of a Web Worker that measures points. Programs and kernels are functions and cannot be sent; so
 * a worker is told the module of an experiment or of a study, makes the same list of points, and measures
 * those it is asked for. `lib/experiments/workers.ts` is the other side.
 */
import type { Point } from "./points.ts";
import { measureAndCount } from "./run_points.ts";
import type { Source, Task } from "./workers.ts";

const inWorker = "WorkerGlobalScope" in globalThis;
if (inWorker) {
  const scope = globalThis as unknown as Worker;
  let points: readonly Point[] | undefined;
  // Whoever ends the worker would leave the other side waiting for an answer.
  const end = (): never => {
    throw new Error("it ends the worker that measures it");
  };
  Object.assign(scope, { close: end });
  Object.assign((globalThis as { Deno?: object }).Deno ?? {}, { exit: end });
  // First comes the source, then one task after the other; each is answered.
  scope.onmessage = async ({ data }: MessageEvent<Source | Task>) => {
    if ("module" in data) {
      points = await pointsFor(data);
      scope.postMessage("ready");
    } else scope.postMessage(measureAndCount(pointFor(data, points!), data.seed));
  };
}

async function pointsFor({ module, name, parameters }: Source): Promise<readonly Point[]> {
  const found = Object.values(await import(module)).find((value) =>
    (value as { name?: string } | undefined)?.name === name
  );
  if (!found) throw new Error(`${module} exports nothing that is called ${name}`);
  return (found as { points(parameters: unknown): readonly Point[] }).points(parameters);
}

/** The point of a task; a module that has been edited in the meantime would give another one. */
function pointFor({ index, labels }: Task, points: readonly Point[]): Point {
  const point = points[index];
  if (JSON.stringify(point?.labels) === JSON.stringify(labels)) return point!;
  throw new Error("its module makes other points than when the run began");
}
