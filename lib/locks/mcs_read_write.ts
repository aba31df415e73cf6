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
import type { Lock, ReadWriteLockKind } from "./lock.ts";
import { mcs } from "./mcs.ts";
import { BIAS, RwLock } from "./read_write.ts";
import { replaceable } from "./replaceable.ts";

const queueStruct = struct("mcsrw_queue", { tail: lineAligned(int32) });

/** Readers do as with Linux's lock. */
class McsRwLock extends RwLock {
  readonly #writers: Lock;

  constructor(machine: Machine, word: number) {
    super(machine, word);
    this.#writers = mcs.place(machine, machine.memory.place(queueStruct).tail);
  }

  override *acquireWrite(core: Core): Program {
    const { word } = this;
    yield* this.#writers.acquire(core);
    yield;
    if (core.fetchAdd(word, -BIAS) !== BIAS) {
      yield core.spinUntil(word, (value) => value === 0);
    }
    core.acquired(word);
  }

  override *releaseWrite(core: Core): Program {
    yield* super.releaseWrite(core);
    yield* this.#writers.release(core);
  }
}

mustRun(McsRwLock.prototype);

/** Writers queue for an MCS lock; readers count themselves in one word. */
export const mcsReadWrite: ReadWriteLockKind = replaceable({
  name: "mcs rwlock",
  place: (machine, word) => new McsRwLock(machine, word),
});
