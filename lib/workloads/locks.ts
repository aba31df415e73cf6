/**
 * Every core acquires and releases one lock, over and over, with nothing in between: the time that passes
 * from one holder to the next is the lock's own.
 */
import { checkInput } from "../input/check.ts";
import { optionsOf } from "../input/options.ts";
import type { System } from "../kernels/system.ts";
import { lockOption, readWriteLockOption } from "../locks/as_option.ts";
import type { Lock, LockKind, ReadWriteLockKind } from "../locks/lock.ts";
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
      // deno-lint-ignore require-yield
      const { operations, seconds, counts } = repeat(run, window, function* (core) {
        return function* () {
          yield* lock.acquire(core);
          yield* lock.release(core);
        };
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

/** A read-write lock of which every core wants the writing side. */
export function writersOf(kind: ReadWriteLockKind): LockKind {
  checkInput(readWriteLockOption, kind, "the lock of writersOf");
  return {
    name: `${kind.name}, writing`,
    fair: false,
    place(machine, address) {
      const lock = kind.place(machine, address);
      return { acquire: (core) => lock.acquireWrite(core), release: (core) => lock.releaseWrite(core) };
    },
  };
}

/** A read-write lock of which every core wants the reading side. */
export function readersOf(kind: ReadWriteLockKind): LockKind {
  checkInput(readWriteLockOption, kind, "the lock of readersOf");
  return {
    name: `${kind.name}, reading`,
    fair: false,
    place(machine, address) {
      const lock = kind.place(machine, address);
      return { acquire: (core) => lock.acquireRead(core), release: (core) => lock.releaseRead(core) };
    },
  };
}
