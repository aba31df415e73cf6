/**
 * Workers of the bench, made from the page's own script, since a page that was opened as a file may load no
 * other. Where a page may have no workers at all, the page measures itself.
 */
import type { Point } from "../../experiments/points.ts";
import { measureAndCount } from "../../experiments/run_points.ts";
import { measureOnWorkers, type Task } from "../../experiments/workers.ts";
import type { TimelineOptions } from "../../machine/recorders/stretch.ts";
import type { Row } from "../../rows/row.ts";
import { type BenchState, parametersOf, pointsOfState } from "../bench_state.ts";
import { type Look, lookAt } from "../look.ts";

/** Where the simulation runs. */
export class LabWorkers {
  readonly #url: string;
  readonly #count = Math.max(1, Math.min(8, (navigator.hardwareConcurrency || 2) - 1));
  readonly #areAllowed: Promise<boolean> = areAllowed();
  #spare: Worker | undefined;

  /**
   * No worker runs yet but one, which waits for its work.
   *
   * @param script the page's own
   */
  constructor(script: string) {
    this.#url = urlOf(script);
    void this.#prepare();
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
    if (!await this.#areAllowed) return await measureHere(points.map(({ point }) => point), onRow, signal);
    await measureOnWorkers(
      points.map(({ index, point }): Task => ({ index, labels: point.labels })),
      { module: "the page", name: state.experiment, parameters: parametersOf(state) },
      {
        workers: Math.min(this.#count, points.length),
        newWorker: () => this.#take(),
        signal,
        onMeasured: ({ index }, { row }) => onRow(row, place.get(index)!),
      },
    );
  }

  /** Looks at one point of a state more closely. */
  async look(state: BenchState, place: number, stretch: TimelineOptions, signal: AbortSignal): Promise<Look> {
    const chosen = pointsOfState(state)[place];
    if (!chosen) throw new RangeError("there is no such point");
    if (!await this.#areAllowed) return lookAt(chosen.point, stretch);
    const worker = this.#take(), { promise, resolve, reject } = Promise.withResolvers<Look>();
    signal.addEventListener("abort", () => worker.terminate());
    worker.onerror = (event) => reject(new Error(event.message.replace(/^Uncaught (?:\w*Error: )?/, "")));
    worker.onmessage = ({ data }: MessageEvent<"ready" | Look>) => {
      if (data === "ready") worker.postMessage({ index: chosen.index, stretch });
      else resolve(data);
    };
    worker.postMessage({ module: "the page", name: state.experiment, parameters: parametersOf(state) });
    return await promise.finally(() => worker.terminate());
  }

  /** A worker, and another one in its place that will be ready when the next is wanted. */
  #take(): Worker {
    const worker = this.#spare ?? new Worker(this.#url);
    this.#spare = undefined;
    setTimeout(() => void this.#prepare(), 50);
    return worker;
  }

  async #prepare(): Promise<void> {
    if (await this.#areAllowed) this.#spare ??= new Worker(this.#url);
  }
}

function urlOf(script: string): string {
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}

/** Whether the page may have workers: the page around it may forbid them, at once or later. */
function areAllowed(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  try {
    const worker = new Worker(urlOf("postMessage(true)"));
    worker.onmessage = () => {
      worker.terminate();
      resolve(true);
    };
    worker.onerror = () => resolve(false);
  } catch {
    resolve(false);
  }
  return promise;
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
