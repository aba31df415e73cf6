/**
 * The paper's opening example: every thread opens a file of its own, then repeatedly duplicates its
 * descriptor and closes the duplicate. No thread ever touches another's descriptor, yet they share the table
 * that descriptors are in.
 */
import { optionsOf } from "../input/options.ts";
import { l3Misses } from "../machine/counters.ts";
import type { Core } from "../machine/core.ts";
import type { Program } from "../sim/task.ts";
import { repeat, type Window, windowFields } from "./repeat.ts";
import type { Workload } from "./workload.ts";

/** The calls that this workload needs of a kernel. */
export interface FileDescriptors {
  /** A new descriptor for a file. */
  open(core: Core, path: string): Program<number>;
  /** A second descriptor for the same open file. */
  dup(core: Core, fd: number): Program<number>;
  /** Gives a descriptor back. */
  close(core: Core, fd: number): Program;
}

const checked = optionsOf<Partial<Window>>("dupClose", windowFields);

/**
 * Columns: `throughputPerSecond` and `l3MissesPerOp`, one operation being a dup and a close; of the misses,
 * those that another core of the chip served (`sameChipPerOp`); `upgradesPerOp`, writes that moved no data
 * but had to invalidate; `locksPerOp`.
 */
export function dupClose(
  options: Partial<Window> = {},
): Workload<FileDescriptors> {
  const { warmUpMicroseconds = 500, microseconds = 1000 } = checked(options);
  const window = { warmUpMicroseconds, microseconds };
  return {
    name: "dup-close",
    calls: ["open", "dup", "close"],
    measure(run) {
      const { kernel } = run;
      const { operations, seconds, counts, locksTaken } = repeat(run, window, function* (core) {
        const fd = yield* kernel.open(core, `/file${core.number}`);
        return function* () {
          yield* kernel.close(core, yield* kernel.dup(core, fd));
        };
      });
      return {
        throughputPerSecond: operations / seconds,
        l3MissesPerOp: l3Misses(counts) / operations,
        sameChipPerOp: counts.sameChipTransfers / operations,
        upgradesPerOp: counts.upgrades / operations,
        locksPerOp: locksTaken / operations,
      };
    },
  };
}
