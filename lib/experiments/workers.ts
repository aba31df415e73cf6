/**
 * Measures points on Web Workers: the one way to all cores, for named experiments and for studies. Points do
 * not know each other, so which worker measures which, and when, does not show in the rows.
 */
import { stoppable } from "../input/stop.ts";
import type { Row } from "../rows/row.ts";
import { type Measured, notMeasured } from "./run_points.ts";

/** Where a worker finds the points again: it makes the same list from the same parameters. */
export interface Source {
  /** URL of the module that exports the experiment or study. */
  readonly module: string;
  /** Its name. */
  readonly name: string;
  /** Its parameters, as plain data. */
  readonly parameters?: unknown;
}

/** One point to be measured. */
export interface Task {
  /** Its place among the points. */
  readonly index: number;
  /** Its labels. */
  readonly labels: Row;
  /** In place of the sweep's own seed. */
  readonly seed?: number | undefined;
}

/** How they are measured. */
export interface Measuring {
  /** How many workers. */
  readonly workers: number;
  /** A point that takes longer is given up; no limit unless given. */
  readonly limitSeconds?: number | undefined;
  /** Makes a worker that answers as `worker.ts` does; that one unless given. */
  readonly newWorker?: () => Worker;
  /** Ends the measuring where it stands, without an error; a notebook's stop button unless given. */
  readonly signal?: AbortSignal | undefined;
  /** Is called when a worker begins with a point. */
  readonly onBegin?: (task: Task) => void;
  /** Is called with what was measured, or with a row whose column `error` says why nothing was. */
  readonly onMeasured: (task: Task, measured: Measured) => void;
}

/**
 * Measures points; a worker that is free takes the next. A point on which a worker ends, or that takes too
 * long, has failed; another worker goes on with the others. Of what is under way when it is stopped, nothing
 * is measured.
 *
 * @throws {Error} when the points cannot be made in a worker, and what the functions given throw
 */
export async function measureOnWorkers(tasks: Iterable<Task>, source: Source, how: Measuring): Promise<void> {
  const alive = new Set<Worker>(), queue = tasks[Symbol.iterator](), { newWorker = denosWorker } = how;
  using underWay = stoppable();
  const { signal = underWay.signal } = how;
  const begun = async (): Promise<Worker> => {
    const worker = newWorker();
    alive.add(worker);
    await answer(worker, source);
    return worker;
  };
  const lane = async (): Promise<void> => {
    let worker: Worker | undefined;
    for (let { value: task, done } = queue.next(); !done; { value: task, done } = queue.next()) {
      worker ??= await begun();
      if (signal?.aborted) return;
      how.onBegin?.(task!);
      let measured: Measured;
      try {
        measured = await answer(worker, task!, { limitSeconds: how.limitSeconds, signal }) as Measured;
      } catch (error) {
        if (signal?.aborted) return;
        worker.terminate();
        alive.delete(worker);
        worker = undefined;
        measured = notMeasured(task!, (error as Error).message);
      }
      how.onMeasured(task!, measured);
    }
  };
  const { promise: ended, resolve } = Promise.withResolvers<unknown>();
  signal?.addEventListener("abort", resolve);
  try {
    if (signal?.aborted) return;
    await Promise.race([Promise.all(Array.from({ length: how.workers }, lane)), ended]);
  } finally {
    for (const worker of alive) worker.terminate();
  }
}

function denosWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

/** Sends a worker something, and waits for its answer. */
function answer(
  worker: Worker,
  message: Source | Task,
  { limitSeconds, signal }: {
    readonly limitSeconds?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const timer = limitSeconds === undefined ? undefined : setTimeout(
    () => reject(new Error(`took longer than the limit of ${limitSeconds} s`)),
    limitSeconds * 1000,
  );
  worker.onmessage = ({ data }: MessageEvent) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    // Of a worker that must not begin, a browser says nothing.
    const { message = "it cannot begin" } = event;
    reject(new Error(message.replace(/^Uncaught (?:\(in promise\) )?(?:Error: )?/, "")));
  };
  const stop = () => reject(signal!.reason);
  signal?.addEventListener("abort", stop);
  worker.postMessage(message);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  });
}
