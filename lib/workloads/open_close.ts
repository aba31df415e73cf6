/**
 * The paper's opening example, with `open` in place of `dup`: every core opens a file of its own and closes
 * it again, over and over. Threads get their descriptors from one table; besides, each call walks a path,
 * whose directories all cores share.
 */
import { optionsOf } from "../input/options.ts";
import { l3Misses } from "../machine/counters.ts";
import type { FileDescriptors } from "./dup_close.ts";
import { repeat, type Window, windowFields } from "./repeat.ts";
import type { Workload } from "./workload.ts";

const checked = optionsOf<Partial<Window>>("openClose", windowFields);

/** Columns: `throughputPerSecond` and `l3MissesPerOp`, one operation being an open and a close. */
export function openClose(options: Partial<Window> = {}): Workload<Omit<FileDescriptors, "dup">> {
  const { warmUpMicroseconds = 500, microseconds = 1000 } = checked(options);
  const window = { warmUpMicroseconds, microseconds };
  return {
    name: "open-close",
    calls: ["open", "close"],
    measure(run) {
      const { kernel } = run;
      const { operations, seconds, counts } = repeat(run, window, (core) =>
        function* () {
          yield* kernel.close(core, yield* kernel.open(core, `/file${core.number}`));
        });
      return { throughputPerSecond: operations / seconds, l3MissesPerOp: l3Misses(counts) / operations };
    },
  };
}
