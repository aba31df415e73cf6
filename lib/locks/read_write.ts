/**
 * The read-write spin lock of Linux 2.6.25 (`include/asm-x86/spinlock.h`, `arch/x86/lib/rwlock_64.S`): one
 * counter that starts at a large bias. A reader subtracts 1, a writer the whole bias; a core that makes it
 * negative undoes that and waits.
 *
 * Readers do not exclude each other, but they do not scale either: every one of them writes the one counter.
 * Its opposite: `scalable_read_write.ts`. Workload: `workloads/locks.ts`. Notebook: `03_locks`.
 */
import type { Core } from "../machine/core.ts";
import type { Machine } from "../machine/machine.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Program } from "../sim/task.ts";
import type { ReadWriteLock, ReadWriteLockKind } from "./lock.ts";
import { replaceable } from "./replaceable.ts";
import { lockPathCycles } from "./path_lengths.ts";

/** What a writer takes off the counter: more than there are readers. */
export const BIAS = 0x01000000;

/** One counter for readers and writers. */
export class RwLock implements ReadWriteLock {
  /** Makes a word a free lock. */
  constructor(machine: Machine, readonly word: number) {
    machine.memory.initialise(word, BIAS);
  }

  /** See {@link ReadWriteLock.acquireRead}. */
  *acquireRead(core: Core): Program {
    const { word } = this;
    core.compute(lockPathCycles.spin.value);
    yield;
    while (core.fetchAdd(word, -1) <= 0) {
      yield;
      core.fetchAdd(word, 1);
      yield core.spinUntil(word, (value) => value > 0);
    }
    core.acquiredShared(word);
  }

  /** See {@link ReadWriteLock.releaseRead}. */
  *releaseRead(core: Core): Program {
    yield;
    core.releasedShared(this.word);
    core.fetchAdd(this.word, 1);
  }

  /** See {@link ReadWriteLock.acquireWrite}. */
  *acquireWrite(core: Core): Program {
    const { word } = this;
    core.compute(lockPathCycles.spin.value);
    yield;
    while (core.fetchAdd(word, -BIAS) !== BIAS) {
      yield;
      core.fetchAdd(word, BIAS);
      yield core.spinUntil(word, (value) => value === BIAS);
    }
    core.acquired(word);
  }

  /** See {@link ReadWriteLock.releaseWrite}. */
  *releaseWrite(core: Core): Program {
    yield;
    core.released(this.word);
    core.fetchAdd(this.word, BIAS);
  }
}

mustRun(RwLock.prototype);

/** One counter, which every reader and every writer changes; not fair. */
export const readWrite: ReadWriteLockKind = replaceable({
  name: "rwlock",
  place: (machine, word) => new RwLock(machine, word),
});
