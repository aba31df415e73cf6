/**
 * The read-write spin lock of Linux 2.6.25 (`include/asm-x86/spinlock.h`, `arch/x86/lib/rwlock_64.S`): one counter that
 * starts at a large bias. A reader subtracts 1, a writer the whole bias; whoever makes it negative takes that back and waits.
 *
 * Readers do not exclude each other, but they do not scale either: every one of them writes the one counter.
 * Its opposite: `scalable_read_write.ts`. Workload: `workloads/locks.ts`. Notebook: `03_locks`.
 */
import type { ReadWriteLockKind } from "./lock.ts";
import { lockPathCycles } from "./path_lengths.ts";

const BIAS = 0x01000000;

/** See the head of this file. */
export const readWrite: ReadWriteLockKind = {
  name: "rwlock",
  place: (machine, word) => {
    machine.memory.initialise(word, BIAS);
    return {
      *acquireRead(core) {
        core.compute(lockPathCycles.spin.value);
        yield;
        while (core.fetchAdd(word, -1) <= 0) {
          yield;
          core.fetchAdd(word, 1);
          core.spinUntil(word, (value) => value > 0);
          yield;
        }
        core.tookShare(word);
      },
      *releaseRead(core) {
        yield;
        core.gaveLock(word);
        core.fetchAdd(word, 1);
      },
      *acquireWrite(core) {
        core.compute(lockPathCycles.spin.value);
        yield;
        while (core.fetchAdd(word, -BIAS) !== BIAS) {
          yield;
          core.fetchAdd(word, BIAS);
          core.spinUntil(word, (value) => value === BIAS);
          yield;
        }
        core.tookLock(word);
      },
      *releaseWrite(core) {
        yield;
        core.gaveLock(word);
        core.fetchAdd(word, BIAS);
      },
    };
  },
};
