/** The progress of a long run with the rows that came last, while it lasts. */
import type { Row } from "../rows/row.ts";
import type { Cost } from "../sim/cost.ts";
import { kernelBroadcast } from "./broadcast.ts";
import { Progress } from "./progress.ts";
import { notebookSurface } from "./progress_surface.ts";
import { table } from "./table.ts";

/** How many rows are shown. */
const LATEST = 8;

/**
 * A progress bar as `progressBar` makes, in a notebook with the latest rows below.
 *
 * @param label What is being measured.
 * @returns A function to be told of each row, as `onRow`.
 *
 * @example
 * ```ts
 * const onRow = liveRows("two points"), cost = { steps: 10, accesses: 5 };
 * onRow({ cores: 1, seconds: 2 }, 1, 2, cost);
 * onRow({ cores: 2, seconds: 1 }, 2, 2, cost);
 * ```
 */
export function liveRows(label: string): (row: Row, done: number, total: number, cost: Cost) => void {
  const since = performance.now(), broadcast = kernelBroadcast(), latest: Row[] = [];
  let progress: Progress | undefined;
  return (row, _done, total, cost) => {
    latest.push(row);
    if (latest.length > LATEST) latest.shift();
    progress ??= new Progress(total, {
      label,
      since,
      ...(broadcast && { surface: notebookSurface(broadcast, () => table(latest).html) }),
    });
    progress.advance(1, cost);
  };
}
