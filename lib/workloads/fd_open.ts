/**
 * Cores that open files of their own and close them again: no two open the same file, but all get their
 * descriptors from one table. (The question of the exam: two threads on two cores open distinct files; does
 * Corey help?)
 */
import { optionsOf } from "../input/options.ts";
import type { FdTable } from "../libos/fd_tables.ts";
import { linuxPathCycles } from "../kernels/linux/path_lengths.ts";
import type { Core } from "../machine/core.ts";
import { l3Misses } from "../machine/counters.ts";
import type { Program } from "../sim/task.ts";
import { repeat, type Window, windowFields } from "./repeat.ts";
import type { Workload } from "./workload.ts";

const checked = optionsOf<Partial<Window>>("fdOpen", windowFields);

/**
 * Columns: `opensPerSecond` (an open and a close), `l3MissesPerOpen`, `waitShare` (of the applications' time,
 * waiting for a lock or for the kernel core), and `kernelIdle`, the share of the kernel core's time in which
 * it found nothing to do.
 */
export function fdOpen(
  options: Partial<Window> = {},
): Workload<FdTable> {
  const { warmUpMicroseconds = 200, microseconds = 500 } = checked(options);
  const window = { warmUpMicroseconds, microseconds };
  return {
    name: "fd-kernel-core",
    calls: ["serve", "add", "remove"],
    measure(run) {
      const { machine, kernel: table } = run;
      const applications = table.serve(run.cores);
      const open = function* (core: Core): Program {
        // What opening and closing take besides the table, on private data: the name, the `struct file`.
        core.compute(linuxPathCycles.open.value + linuxPathCycles.lookUp.value);
        const fd = yield* table.add(core, core.number + 1);
        core.compute(linuxPathCycles.close.value + linuxPathCycles.lastPut.value);
        yield* table.remove(core, fd);
      };
      const applicationRun = { ...run, cores: applications };
      const { operations, seconds, counts } = repeat(applicationRun, window, (core) => () => open(core));
      const cycles = seconds * machine.spec.clockHertz.value;
      return {
        opensPerSecond: operations / seconds,
        l3MissesPerOpen: l3Misses(counts) / operations,
        waitShare: counts.waitCycles / cycles / applications.length,
        ...(table.kernelCore ? { kernelIdle: counts.idleCycles / cycles } : {}),
      };
    },
  };
}
