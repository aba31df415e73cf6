/** How far a study is: one clear list of what has failed and what is missing. */
import type { Row } from "../rows/row.ts";
import type { Loaded } from "./load.ts";
import { Results } from "./results.ts";
import { keysUnderWay } from "./under_way.ts";

/** Points by what has become of them, each list in the order of the study. */
export interface Status {
  /** Rows of all that have a result; those that have failed have a column `error`. */
  readonly rows: readonly Row[];
  /** Rows of points that have been measured. */
  readonly done: readonly Row[];
  /** Labels of points that are being measured just now. */
  readonly running: readonly Row[];
  /** Rows of points that have failed; the column `error` says why. */
  readonly failed: readonly Row[];
  /** Labels of the others. */
  readonly missing: readonly Row[];
}

/** Reads it off the files. */
export function statusOf({ points, results }: Loaded): Status {
  const underWay = keysUnderWay(results), list = (): Row[] => [];
  const status = { rows: list(), done: list(), running: list(), failed: list(), missing: list() };
  for (const point of points) {
    const kept = results.of(point);
    if (kept) status.rows.push(kept.row);
    if (kept?.state === "done") status.done.push(kept.row);
    else if (underWay.has(Results.keyOf(point))) status.running.push(point.labels);
    else if (kept) status.failed.push(kept.row);
    else status.missing.push(point.labels);
  }
  return status;
}
