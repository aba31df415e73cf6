/** The inside of a worker of the bench: measures points, and looks at them more closely. */
import type { Point } from "../../experiments/points.ts";
import { measureAndCount, type Measured } from "../../experiments/run_points.ts";
import { experimentNamed } from "../../experiments/settings.ts";
import type { Source, Task } from "../../experiments/workers.ts";
import type { TimelineOptions } from "../../machine/recorders/stretch.ts";
import { fromHash, parametersOf, pointsInTurn } from "../bench_state.ts";
import { lookAt } from "../look.ts";

/** A look that is asked for. */
export interface LookTask {
  /** At which of the points. */
  readonly index: number;
  /** At which stretch of its run. */
  readonly stretch: TimelineOptions;
}

/**
 * Answers what is asked: first comes the source of points, then one task after the other.
 *
 * @param start what the page begins with, as in an address, or nothing: its first point is measured already
 * while the page makes its controls
 */
export function serve(scope: Pick<Worker, "onmessage" | "postMessage">, start: string): void {
  let points: readonly Point[] = [], source = "";
  const ahead = start === "" ? undefined : firstOf(start);
  scope.onmessage = ({ data }: MessageEvent<Source | Task | LookTask>) => {
    if ("module" in data) {
      source = keyOf(data);
      points = ahead?.source === source
        ? ahead.points
        : experimentNamed(data.name).points(data.parameters as Record<string, unknown>);
      scope.postMessage("ready");
    } else if ("stretch" in data) scope.postMessage(lookAt(points[data.index]!, data.stretch));
    else if (ahead?.source === source && ahead.index === data.index) scope.postMessage(ahead.measured);
    else scope.postMessage(measureAndCount(points[data.index]!, data.seed));
  };
}

/** A point that was measured before anybody asked, and all that there are. */
interface Ahead {
  readonly source: string;
  readonly points: readonly Point[];
  readonly index: number;
  readonly measured: Measured;
}

/** The first point of an address; undefined where that stands for nothing, which the page says. */
function firstOf(start: string): Ahead | undefined {
  try {
    const state = fromHash(start), name = state.experiment, parameters = parametersOf(state);
    const points = experimentNamed(name).points(parameters), source = keyOf({ name, parameters });
    const [first] = pointsInTurn(state), index = first?.index;
    return index === undefined
      ? undefined
      : { source, points, index, measured: measureAndCount(points[index]!) };
  } catch {
    return undefined;
  }
}

function keyOf({ name, parameters }: Pick<Source, "name" | "parameters">): string {
  return JSON.stringify([name, parameters]);
}
