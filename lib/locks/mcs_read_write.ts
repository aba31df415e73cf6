/**
 * Corey's scalable read-write lock (`struct mcsrwlock` in `kern/arch/amd64/mcs.h` of its source): writers
 * queue for an MCS lock; then the first of them takes a large bias off the counter that readers take ones
 * off, as in Linux's lock, and waits for the readers to leave.
 *
 * Writing scales as the MCS lock does: a hand-over moves the next one's queue node, and the counter with it.
 * Reading writes the one counter, and so does not scale. A writer that waits keeps new readers out.
 * Its opposite: `read_write.ts`. Workload: `workloads/locks.ts`. Notebook: `06_shares`.
 */
import type { Core } from "../machine/core.ts";
import { int32, lineAligned, struct } from "../machine/layout.ts";
import type { Machine } from "../machine/machine.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Program } from "../sim/task.ts";
import type { Lock, ReadWriteLock, ReadWriteLockKind } from "./lock.ts";
import { mcs } from "./mcs.ts";
import { lockPathCycles } from "./path_lengths.ts";
import { replaceable } from "./replaceable.ts";

const BIAS = 0x01000000;
const queueStruct = struct("mcsrw_queue", { tail: lineAligned(int32) });

class McsRwLock implements ReadWriteLock {
  readonly writers: Lock;

  constructor(machine: Machine, readonly x: number) {
    this.writers = mcs.place(machine, machine.memory.place(queueStruct).tail);
    machine.memory.initialise(x, BIAS);
  }

  *acquireRead(core: Core): Program {
    const { x } = this;
    core.compute(lockPathCycles.spin.value);
    yield;
    while (core.fetchAdd(x, -1) <= 0) {
      yield;
      core.fetchAdd(x, 1);
      yield core.spinUntil(x, (value) => value > 0);
    }
    core.acquiredShared(x);
  }

  *releaseRead(core: Core): Program {
    yield;
    core.releasedShared(this.x);
    core.fetchAdd(this.x, 1);
  }

  *acquireWrite(core: Core): Program {
    const { x } = this;
    yield* this.writers.acquire(core);
    yield;
    if (core.fetchAdd(x, -BIAS) !== BIAS) {
      yield core.spinUntil(x, (value) => value === 0);
    }
    core.acquired(x);
  }

  *releaseWrite(core: Core): Program {
    yield;
    core.released(this.x);
    core.fetchAdd(this.x, BIAS);
    yield* this.writers.release(core);
  }
}

mustRun(McsRwLock.prototype);

/** Writers queue for an MCS lock; readers count themselves in one word. */
export const mcsReadWrite: ReadWriteLockKind = replaceable({
  name: "mcs rwlock",
  place: (machine, x) => new McsRwLock(machine, x),
});
