/**
 * Corey: an exokernel that shares nothing unless the application says so. Its objects are shares, segments, address ranges, pcores and
 * devices; everything else is left to library operating systems (`libos/`).
 * Its opposite: `kernels/linux/linux.ts`. Workloads: all of them. Notebook: `10_tour`.
 */
import type { Machine } from "../../machine/machine.ts";
import type { CoreyOptions } from "./kernel.ts";
import { PcoreCalls } from "./pcore_calls.ts";
import { mustRun } from "../../sim/must_run.ts";

/**
 * A running Corey.
 *
 * @example
 * ```ts
 * import { Corey, Machine, opteron16 } from "corey-lab";
 * const machine = new Machine(opteron16), [core] = machine.cores;
 * const corey = new Corey(machine);
 * core!.start(function* () {
 *   const root = corey.rootShare(core!);
 *   const segment = yield* corey.segmentAlloc(core!, root, { pages: 4 });
 *   console.log(yield* corey.segmentGetNbytes(core!, segment)); // 16384
 *   yield* corey.shareDelobj(core!, segment);
 * }());
 * machine.run();
 * ```
 */
export class Corey extends PcoreCalls {
  /** Brings Corey up on a machine that has not run yet, at no cost in simulated time. */
  constructor(machine: Machine, options: CoreyOptions = {}) {
    super(machine, options);
    for (const core of options.running ?? machine.cores) this.bootCore(core);
  }
}

mustRun(Corey.prototype);
