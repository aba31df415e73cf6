/** A closer look at one point of an experiment: its run once more, under observation. */
import { diagnose, diagnosisRows } from "../analysis/diagnosis.ts";
import { sharingReport } from "../analysis/sharing_report.ts";
import { watch } from "../experiments/observe.ts";
import type { Point } from "../experiments/points.ts";
import { InputError } from "../input/check.ts";
import type { TimelineOptions } from "../machine/recorders/stretch.ts";
import type { Row } from "../rows/row.ts";

/** What was seen. */
export interface Look {
  /** A row a line, costliest first. */
  readonly sharing: readonly Row[];
  /** The four steps of the answer. */
  readonly diagnosis: readonly Row[];
  /** What each core did, for the stretch asked for. */
  readonly timeline: readonly Row[];
  /** What became of each line, for the stretch asked for. */
  readonly lineSteps: readonly Row[];
}

/**
 * Looks at a point.
 *
 * @param stretch of which part of the run everything is kept
 * @throws {InputError} when the point is more than one run of programs
 * @example
 * ```ts
 * import { dupClose, linux, opteron16, range } from "corey-lab";
 * import { pointsOf } from "corey-lab/experiments";
 * const workload = dupClose({ warmUpMicroseconds: 50, microseconds: 50 });
 * const [point] = pointsOf({ workload, machine: opteron16, system: linux.threads(), cores: range(4, 4) });
 * console.log(lookAt(point!, { microseconds: 2 }).diagnosis[0]!.answer);
 * ```
 */
export function lookAt(point: Point, stretch: TimelineOptions): Look {
  if (!point.run) {
    throw new InputError("this point measures more than one run of programs: nothing to look at");
  }
  const report = watch(point.run, stretch);
  return {
    sharing: sharingReport(report.words),
    diagnosis: diagnosisRows(diagnose(report)),
    timeline: report.timeline,
    lineSteps: report.lineSteps,
  };
}
