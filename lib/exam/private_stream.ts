/**
 * A loop that is bound by memory: every core reads private memory from its first byte to its last, twice. The
 * kernel is asked for the pages before the clock is started, and not again.
 */
import { touchPage, type VirtualMemory } from "../kernels/virtual_memory.ts";
import { PAGE_BYTES } from "../machine/physical_memory.ts";
import type { Workload } from "../workloads/workload.ts";

const PASSES = 2;

/**
 * Column: `bytesPerSecond`, of all cores.
 *
 * @param kilobytes of memory that each core reads
 */
export function privateStream(kilobytes: number): Workload<VirtualMemory> {
  const pages = kilobytes * 1024 / PAGE_BYTES;
  return {
    name: "private-stream",
    calls: ["mapPrivate", "fault"],
    measure({ machine, kernel, cores }) {
      const framesOf = new Map(cores.map((core) => [core, [] as number[]]));
      for (const [core, frames] of framesOf) {
        core.start((function* () {
          const first = yield* kernel.mapPrivate(core, pages);
          for (let page = first; page < first + pages; page++) {
            yield* touchPage(kernel, core, page, "write");
            frames.push(core.mmu.translate(page, "read"));
          }
        })());
      }
      machine.run();
      const start = Math.max(...cores.map(({ now }) => now));
      for (const [core, frames] of framesOf) {
        core.now = start;
        core.start((function* () {
          for (let pass = 0; pass < PASSES; pass++) {
            for (const frame of frames) {
              yield;
              core.streamRead(frame, PAGE_BYTES);
            }
          }
        })());
      }
      machine.run();
      const cycles = Math.max(...cores.map(({ now }) => now)) - start;
      return {
        bytesPerSecond: PASSES * cores.length * pages * PAGE_BYTES * machine.spec.clockHertz.value / cycles,
      };
    },
  };
}
