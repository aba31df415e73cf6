/** Runs one point of a sweep under observation. */
import { sharingReport } from "../analysis/sharing_report.ts";
import { Machine } from "../machine/machine.ts";
import type { Observer } from "../machine/observer.ts";
import { SharingRecorder } from "../machine/sharing.ts";
import { TimelineRecorder } from "../machine/timeline.ts";
import type { Row } from "../rows/row.ts";
import { activeCores, type SweepSpec } from "./points.ts";

/** A sweep of one machine, one system and one core count. */
export type ObservedPoint<Kernel> = Pick<SweepSpec<Kernel>, "workload" | "placement" | "seed"> & {
  /** On which machine. */
  readonly machine: Machine["spec"];
  /** On which system. */
  readonly system: { boot(machine: Machine): Kernel };
  /** On how many cores. */
  readonly cores: number;
};

/**
 * The sharing report of one run: a row a line, dearest first.
 *
 * @param spec a sweep of one machine, one system and one core count
 * @example
 * ```ts
 * import { dupClose, linux, opteron16, sharingOf } from "corey-lab";
 * const report = sharingOf({ workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 16 });
 * console.log(report[0].line, report[0].shareOfStall, report[0].cores);
 * ```
 */
export function sharingOf<Kernel>(spec: ObservedPoint<Kernel>): Row[] {
  return sharingReport(wordsOf(spec).words);
}

/** What the sharing report of one run is made of, a row a word and core, and the row that the run measured. */
export function wordsOf<Kernel>(spec: ObservedPoint<Kernel>): { readonly row: Row; readonly words: Row[] } {
  const recorder = new SharingRecorder(), { machine, row } = run(spec, recorder);
  return { row, words: recorder.rows(machine.memory.layout) };
}

/**
 * What each core did when, in one run: a row a stretch of time, for `timeline`.
 *
 * @param microseconds how long, from the end of the warm-up on
 */
export function timelineOf<Kernel>(spec: ObservedPoint<Kernel>, microseconds: number): Row[] {
  const recorder = new TimelineRecorder(microseconds);
  run(spec, recorder, (machine) => recorder.watch(machine));
  return recorder.rows();
}

function run<Kernel>(
  spec: ObservedPoint<Kernel>,
  observer: Observer,
  begin: (machine: Machine) => void = () => {},
): { readonly machine: Machine; readonly row: Row } {
  const machine = new Machine(spec.machine, { observer });
  begin(machine);
  const cores = activeCores(machine, spec.cores, spec.placement);
  const row = spec.workload.measure({
    machine,
    kernel: spec.system.boot(machine),
    cores,
    seed: spec.seed ?? 1,
  });
  return { machine, row };
}
