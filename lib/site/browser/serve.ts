/** The inside of a worker of the bench: measures points, and looks at them more closely. */
import type { Point } from "../../experiments/points.ts";
import { measureAndCount } from "../../experiments/run_points.ts";
import { experimentNamed } from "../../experiments/settings.ts";
import type { Source, Task } from "../../experiments/workers.ts";
import type { TimelineOptions } from "../../machine/recorders/stretch.ts";
import { lookAt } from "../look.ts";

/** A look that is asked for. */
export interface LookTask {
  /** At which of the points. */
  readonly index: number;
  /** At which stretch of its run. */
  readonly stretch: TimelineOptions;
}

/** Answers what is asked: first comes the source of points, then one task after the other. */
export function serve(scope: Worker): void {
  let points: readonly Point[] = [];
  scope.onmessage = ({ data }: MessageEvent<Source | Task | LookTask>) => {
    if ("module" in data) {
      points = experimentNamed(data.name).points(data.parameters as Record<string, unknown>);
      scope.postMessage("ready");
    } else {
      const point = points[data.index]!;
      scope.postMessage("stretch" in data ? lookAt(point, data.stretch) : measureAndCount(point, data.seed));
    }
  };
}
