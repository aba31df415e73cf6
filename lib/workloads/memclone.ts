/**
 * Private memory under stress (the paper's memclone): every core allocates an array and modifies each of its
 * pages. Nothing is shared but, perhaps, the address space.
 */
import { optionsOf, positive } from "../input/options.ts";
import { l3Misses, totals } from "../machine/counters.ts";
import { touchPage, type VirtualMemory } from "../kernels/virtual_memory.ts";
import type { Workload } from "./workload.ts";

const checked = optionsOf<{ readonly megabytes?: number }>("memclone", { megabytes: positive.optional() });

/**
 * Columns: `cyclesPerPage` (mean over cores), `l3MissesPerFault`, `softFaults` (page faults of all kinds) and
 * `seconds`.
 */
export function memclone(options: { readonly megabytes?: number } = {}): Workload<VirtualMemory> {
  const { megabytes = 100 } = checked(options);
  const pages = megabytes * 256;
  return {
    name: "memclone",
    calls: ["mapPrivate", "fault"],
    measure({ machine, kernel, cores, ownCycles = 0 }) {
      for (const core of cores) {
        core.start((function* () {
          const first = yield* kernel.mapPrivate(core, pages);
          for (let page = first; page < first + pages; page++) {
            yield;
            if (yield* touchPage(kernel, core, page, "write")) core.compute(ownCycles);
          }
        })());
      }
      machine.run();
      const cycles = cores.reduce((sum, core) => sum + core.now, 0) / cores.length;
      return {
        cyclesPerPage: cycles / pages,
        l3MissesPerFault: l3Misses(totals(machine.memory.counters)) / kernel.faults,
        softFaults: kernel.faults,
        seconds: Math.max(...cores.map((core) => core.now)) / machine.spec.clockHertz.value,
      };
    },
  };
}
