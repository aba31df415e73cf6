/**
 * The spin lock of Linux before 2.6.25: one byte that is 1 when free. An acquire decrements it; the core that
 * brings it to 0 has the lock, all others read it until it is positive and try again.
 *
 * Not fair: the core that has just released it tends to win, others may starve. Where nobody has other things
 * to do, that saves hand-overs; elsewhere it scales worse than tickets: each release makes every waiter not
 * only read the line but also try to write it. Its opposite, and its successor in Linux: `ticket.ts`.
 * Workload: `workloads/locks.ts`. Notebook: `03_locks`.
 */
import type { Core } from "../machine/core.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Program } from "../sim/task.ts";
import type { Lock, LockKind } from "./lock.ts";
import { lockPathCycles } from "./path_lengths.ts";
import { replaceable } from "./replaceable.ts";

class UnfairLock implements Lock {
  constructor(readonly word: number) {}

  *acquire(core: Core): Program {
    const { word } = this;
    core.compute(lockPathCycles.spin.value);
    yield;
    while (core.fetchAdd(word, -1) !== 1) {
      yield core.spinUntil(word, (value) => value > 0);
    }
    core.acquired(word);
  }

  *release(core: Core): Program {
    yield;
    core.released(this.word);
    core.publish(this.word, 1);
  }
}

mustRun(UnfairLock.prototype);

/** One word, which goes to the core that reaches it first after a release. */
export const unfair: LockKind = replaceable({
  name: "unfair",
  fair: false,
  place: (machine, word) => {
    machine.memory.initialise(word, 1);
    return new UnfairLock(word);
  },
});
