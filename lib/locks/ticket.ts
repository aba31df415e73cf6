/**
 * The spin lock of Linux 2.6.25 on x86-64: a ticket lock in one word, the next ticket in its upper half and
 * the ticket being served in its lower half (`include/asm-x86/spinlock.h`, `__raw_spin_lock`).
 *
 * Fair, and cheap while nobody contends. It does not scale: all waiters spin on the one word, so each release
 * invalidates every waiter's copy, and they fetch it again one after the other. The next in turn gets it
 * after half of them on average, and its own release waits behind the rest, so a hand-over takes time in
 * proportion to the number of waiters.
 * Its opposite: `mcs.ts`. Workload: `workloads/locks.ts`. Notebook: `03_locks`.
 */
import type { Core } from "../machine/core.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Program } from "../sim/task.ts";
import type { Lock, LockKind } from "./lock.ts";
import { replaceable } from "./replaceable.ts";
import { lockPathCycles } from "./path_lengths.ts";

class TicketLock implements Lock {
  constructor(readonly word: number) {}

  *acquire(core: Core): Program {
    const { word } = this;
    core.compute(lockPathCycles.spin.value);
    yield;
    const taken = core.fetchAdd(word, 1 << 16);
    const mine = taken >>> 16;
    if ((taken & 0xffff) !== mine) {
      yield core.spinUntil(word, (value) => (value & 0xffff) === mine);
    }
    core.acquired(word);
  }

  *release(core: Core): Program {
    yield;
    core.released(this.word);
    core.update(this.word, (value) => (value & ~0xffff) | ((value + 1) & 0xffff));
  }
}

mustRun(TicketLock.prototype);

/** Tickets in one word, on which all waiters spin; fair. */
export const ticket: LockKind = replaceable({
  name: "ticket",
  fair: true,
  place: (_machine, word) => new TicketLock(word),
});
