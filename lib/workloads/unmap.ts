/**
 * Which cores have to be told when private memory is unmapped? Every core maps a page of its own, writes it
 * and unmaps it again, over and over.
 */
import { optionsOf } from "../input/options.ts";
import { touchPage, type VirtualMemory } from "../kernels/virtual_memory.ts";
import { repeat, type Window, windowFields } from "./repeat.ts";
import type { Workload } from "./workload.ts";

const checked = optionsOf<Partial<Window>>("unmap", windowFields);

/** Columns: `interruptsPerUnmap` and `cyclesPerUnmap` (map, touch and unmap one page; mean over cores). */
export function unmap(
  options: Partial<Window> = {},
): Workload<VirtualMemory> {
  const { warmUpMicroseconds = 200, microseconds = 2000 } = checked(options);
  const window = { warmUpMicroseconds, microseconds };
  return {
    name: "unmap",
    calls: ["mapPrivate", "unmap", "fault"],
    measure(run) {
      const { kernel, machine, cores } = run, { interrupts } = machine;
      const hertz = machine.spec.clockHertz.value, start = window.warmUpMicroseconds * hertz / 1e6;
      let unmaps = 0, sent = 0;
      const { operations, seconds } = repeat(run, window, function* (core) {
        // Every core has run in its address space before the counting starts.
        yield* touchPage(kernel, core, yield* kernel.mapPrivate(core, 1), "write");
        return function* () {
          const page = yield* kernel.mapPrivate(core, 1);
          yield* touchPage(kernel, core, page, "write");
          const before = interrupts.sentBy[core.number] ?? 0;
          yield* kernel.unmap(core, page, 1);
          if (core.now < start) return;
          unmaps++;
          sent += (interrupts.sentBy[core.number] ?? 0) - before;
        };
      });
      return {
        interruptsPerUnmap: sent / unmaps,
        cyclesPerUnmap: seconds * hertz * cores.length / operations,
      };
    },
  };
}
