/**
 * Every core acquires and releases one lock, over and over, with nothing in between: the time that passes
 * from one holder to the next is the lock's own.
 */
import { checkInput } from "../input/check.ts";
import { optionsOf } from "../input/options.ts";
import type { System } from "../kernels/system.ts";
import { lockOption } from "../locks/as_option.ts";
import type { Lock, LockKind } from "../locks/lock.ts";
import { l3Misses } from "../machine/counters.ts";
import { int32, struct } from "../machine/layout.ts";
import { repeat, type Window, windowFields } from "./repeat.ts";
import type { Workload } from "./workload.ts";

const lockedStruct = struct("locked", { lock: int32 });

const checked = optionsOf<Partial<Window>>("contendedLock", windowFields);

/**
 * Columns: `nanosecondsPerAcquire` (the whole machine's time per acquire and release) and `l3MissesPerOp`.
 */
export function contendedLock(
  options: Partial<Window> = {},
): Workload<Lock> {
  const { warmUpMicroseconds = 100, microseconds = 250 } = checked(options);
  const window = { warmUpMicroseconds, microseconds };
  return {
    name: "locks",
    calls: ["acquire", "release"],
    measure(run) {
      const { kernel: lock } = run;
      const { operations, seconds, counts } = repeat(run, window, (core) =>
        function* () {
          yield* lock.acquire(core);
          yield* lock.release(core);
        });
      return {
        nanosecondsPerAcquire: seconds * 1e9 / operations,
        l3MissesPerOp: l3Misses(counts) / operations,
      };
    },
  };
}

/** One lock of a kind, in memory of chip 0: a "kernel" that consists of nothing else. */
export function loneLock(kind: LockKind): System<Lock> {
  checkInput(lockOption, kind, "the lock of loneLock");
  return {
    name: kind.name,
    boot: (machine) => kind.place(machine, machine.memory.place(lockedStruct).lock),
  };
}
