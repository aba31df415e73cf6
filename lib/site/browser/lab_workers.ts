/** Workers of the bench. Where a page may have none at all, it measures itself. */
import type { Point } from "../../experiments/points.ts";
import { measureAndCount } from "../../experiments/run_points.ts";
import { measureOnWorkers, type Task } from "../../experiments/workers.ts";
import type { TimelineOptions } from "../../machine/recorders/stretch.ts";
import type { Row } from "../../rows/row.ts";
import { type BenchState, parametersOf, pointsInTurn, pointsOfState } from "../bench_state.ts";
import { type Look, lookAt } from "../look.ts";
import type { FirstWorker } from "./first_worker.ts";

/**
 * Why what runs is given up, for `abort`: without a reason it would make an error of its own with where that
 * was, for which V8 reads the whole script once more. That takes a tenth of a second.
 */
export const OUT_OF_DATE = "something else is asked for";

/** Where the simulation runs. */
export class LabWorkers {
  readonly #first: FirstWorker;
  readonly #count = Math.max(1, Math.min(8, (navigator.hardwareConcurrency || 2) - 1));
  /** The page around this one may forbid them; undefined until one was asked for. */
  #areAllowed: boolean | undefined;

  /** @param first the one that waits for its work already */
  constructor(first: FirstWorker) {
    this.#first = first;
  }

  /**
   * Measures what a state asks for.
   *
   * @param onRow is called with each row as it comes, and its place among the points
   */
  async measure(
    state: BenchState,
    onRow: (row: Row, place: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const points = pointsOfState(state), place = new Map(points.map(({ index }, i) => [index, i]));
    const here = () => measureHere(points.map(({ point }) => point), onRow, signal);
    if (this.#areAllowed === false) return await here();
    try {
      await measureOnWorkers(
        pointsInTurn(state).map(({ index, point }): Task => ({ index, labels: point.labels })),
        { module: "the page", name: state.experiment, parameters: parametersOf(state) },
        {
          workers: Math.min(this.#count, points.length),
          newWorker: () => this.#take(),
          signal,
          onBegin: () => this.#areAllowed = true,
          onMeasured: ({ index }, { row }) => onRow(row, place.get(index)!),
        },
      );
      this.#prepare();
    } catch (error) {
      if (this.#areAllowed) throw error;
      this.#areAllowed = false;
      await here();
    }
  }

  /** Looks at one point of a state more closely. */
  async look(state: BenchState, place: number, stretch: TimelineOptions, signal: AbortSignal): Promise<Look> {
    const chosen = pointsOfState(state)[place];
    if (!chosen) throw new RangeError("there is no such point");
    if (!this.#areAllowed) return lookAt(chosen.point, stretch);
    const worker = this.#take(), { promise, resolve, reject } = Promise.withResolvers<Look>();
    signal.addEventListener("abort", () => reject(signal.reason));
    worker.onerror = (event) => reject(new Error(event.message.replace(/^Uncaught (?:\w*Error: )?/, "")));
    worker.onmessage = ({ data }: MessageEvent<"ready" | Look>) => {
      if (data === "ready") worker.postMessage({ index: chosen.index, stretch });
      else resolve(data);
    };
    worker.postMessage({ module: "the page", name: state.experiment, parameters: parametersOf(state) });
    return await promise.finally(() => {
      worker.terminate();
      this.#prepare();
    });
  }

  #start(): Worker {
    return new Worker(this.#first.url);
  }

  #take(): Worker {
    const worker = this.#first.worker ?? this.#start();
    this.#first.worker = undefined;
    return worker;
  }

  /** A worker that is ready when the next is wanted; it starts when the others no longer need the cores. */
  #prepare(): void {
    this.#first.worker ??= this.#start();
  }
}

async function measureHere(
  points: readonly Point[],
  onRow: (row: Row, place: number) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const [place, point] of points.entries()) {
    if (signal.aborted) return;
    onRow(measureAndCount(point).row, place);
    // Lets the page answer in between.
    await new Promise((resolve) => setTimeout(resolve));
  }
}
