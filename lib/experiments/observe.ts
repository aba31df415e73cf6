/** Runs one point of a sweep under observation. */
import { sharingReport } from "../analysis/sharing_report.ts";
import { Machine } from "../machine/machine.ts";
import { SharingRecorder } from "../machine/sharing.ts";
import type { Row } from "../rows/row.ts";
import { activeCores, type SweepSpec } from "./points.ts";

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
export function sharingOf<Kernel>(
  spec: Pick<SweepSpec<Kernel>, "workload" | "placement" | "seed"> & {
    readonly machine: Machine["spec"];
    readonly system: { boot(machine: Machine): Kernel };
    readonly cores: number;
  },
): Row[] {
  const recorder = new SharingRecorder();
  const machine = new Machine(spec.machine, { observer: recorder });
  const cores = activeCores(machine, spec.cores, spec.placement);
  spec.workload.measure({ machine, kernel: spec.system.boot(machine), cores, seed: spec.seed ?? 1 });
  return sharingReport(recorder.rows(machine.memory.layout));
}
