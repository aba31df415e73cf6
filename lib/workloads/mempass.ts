/**
 * Shared memory under stress (the paper's mempass): one core touches every page of a buffer, passes it on to
 * the next, and so on until every core has touched every page.
 */
import { optionsOf, positive } from "../input/options.ts";
import { l3Misses, totals } from "../machine/counters.ts";
import { int32, struct } from "../machine/layout.ts";
import { touchPage, type VirtualMemory } from "../kernels/virtual_memory.ts";
import type { Workload } from "./workload.ts";

const batonStruct = struct("baton", { turn: int32 });

const checked = optionsOf<{ readonly megabytes?: number }>("mempass", { megabytes: positive.optional() });

/**
 * Columns: `seconds` in all, `cyclesPerPage` (time in all per page and core), `l3MissesPerFault` and
 * `softFaults`.
 */
export function mempass(options: { readonly megabytes?: number } = {}): Workload<VirtualMemory> {
  const { megabytes = 100 } = checked(options);
  const pages = megabytes * 256;
  return {
    name: "mempass",
    calls: ["mapShared", "fault"],
    measure({ machine, kernel, cores, ownCycles = 0 }) {
      const baton = machine.memory.place(batonStruct);
      let first = 0;
      for (const [turn, core] of cores.entries()) {
        core.start((function* () {
          if (turn === 0) first = yield* kernel.mapShared(core, pages, cores);
          else {
            yield core.spinUntil(baton.turn, (now) => now === turn);
          }
          for (let page = first; page < first + pages; page++) {
            yield;
            if (yield* touchPage(kernel, core, page, "write")) core.compute(ownCycles);
          }
          yield;
          core.publish(baton.turn, turn + 1);
        })());
      }
      machine.run();
      const cycles = Math.max(...cores.map((core) => core.now));
      return {
        cyclesPerPage: cycles / pages / cores.length,
        l3MissesPerFault: l3Misses(totals(machine.memory.counters)) / kernel.faults,
        softFaults: kernel.faults,
        seconds: cycles / machine.spec.clockHertz.value,
      };
    },
  };
}
