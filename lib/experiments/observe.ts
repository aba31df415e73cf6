/** Runs one point of a sweep under observation. */
import { sharingReport } from "../analysis/sharing_report.ts";
import { InputError } from "../input/check.ts";
import { anything, made, optionsOf } from "../input/options.ts";
import { Lines } from "../machine/lines.ts";
import { Machine } from "../machine/machine.ts";
import type { Observer } from "../machine/observer.ts";
import { LineStepRecorder } from "../machine/recorders/line_steps.ts";
import { RunRecorder } from "../machine/recorders/run.ts";
import { SharingRecorder } from "../machine/recorders/sharing.ts";
import type { TimelineOptions } from "../machine/recorders/stretch.ts";
import { TimelineRecorder } from "../machine/recorders/timeline.ts";
import type { Row } from "../rows/row.ts";
import type { RunReport } from "../rows/run_report.ts";
import { mustRun } from "../sim/must_run.ts";
import { checkCalls } from "./fit.ts";
import { activeCores, type RunSpec, withWarnings } from "./one_run.ts";
import { runFields } from "./points.ts";

const checked = optionsOf<RunSpec<never>>("watch", {
  ...runFields,
  system: made<RunSpec<never>["system"]>(["boot"], "linux.threads()"),
  // What is wrong with it depends on the machine.
  cores: anything,
  count: anything.optional(),
  rearrangement: anything.optional(),
});

/** A machine that is watched. */
interface Watched {
  readonly machine: Machine;
  /** Runs the one point on it. */
  readonly measure: () => Row;
}

function check(spec: RunSpec<never>): void {
  const several = Object.entries(spec).find(([, value]) => Array.isArray(value));
  if (several) throw new InputError(`${several[0]} is a list; one run is watched at a time`);
  checked(spec);
}

function watched<Kernel>(spec: RunSpec<Kernel>, observer: Observer): Watched {
  const { count, rearrangement, seed = 1 } = spec;
  const machine = new Machine(spec.machine, { observer, count, rearrangement });
  const measure = () => {
    const cores = activeCores(machine, spec.cores, spec.placement);
    const kernel = mustRun(spec.system.boot(machine, seed));
    checkCalls(spec.workload, spec.system.name ?? "that was given", kernel);
    const warnings = new Set<string>(), warn = (sentence: string) => void warnings.add(sentence);
    return withWarnings(spec.workload.measure({ machine, kernel, cores, seed, warn }), warnings);
  };
  return { machine, measure };
}

/**
 * Runs once, and reports on all that was seen.
 *
 * @param timeline keeps what each core did when, and what became of each line, for a stretch of the run
 * @throws {InputError} when a core count is not possible on the machine, or something is not what it should
 * be
 * @example
 * ```ts
 * import { dupClose, linux, opteron16, watch } from "corey-lab";
 * const report = watch({ workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 4 });
 * console.log(
 *   report.activities.filter(({ core }) => core === 0).map(({ activity, share }) => `${activity}: ${share}`),
 * );
 * ```
 */
export function watch<Kernel>(spec: RunSpec<Kernel>, timeline?: TimelineOptions): RunReport {
  check(spec as RunSpec<never>);
  const hertz = spec.machine.clockHertz.value, lines = new Lines(spec.machine.lineBytes.value);
  const recorder = new RunRecorder(
    lines,
    timeline && {
      timeline: new TimelineRecorder(lines, hertz, timeline),
      lineSteps: new LineStepRecorder(() => run.machine.memory, hertz, timeline),
    },
  );
  const run: Watched = watched(spec, recorder.observer);
  return { measured: run.measure(), ...recorder.report(run.machine) };
}

/**
 * The sharing report of one run: a row a line, costliest first.
 *
 * @throws {InputError} as {@link watch} does
 * @example
 * ```ts
 * import { dupClose, linux, opteron16, sharingOf } from "corey-lab";
 * const report = sharingOf({ workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 16 });
 * console.log(report[0].line, report[0].shareOfStall, report[0].cores);
 * ```
 */
export function sharingOf<Kernel>(spec: RunSpec<Kernel>): Row[] {
  check(spec as RunSpec<never>);
  const recorder = new SharingRecorder(new Lines(spec.machine.lineBytes.value));
  const { machine, measure } = watched(spec, recorder);
  measure();
  return sharingReport(recorder.rows(machine.memory.layout));
}
