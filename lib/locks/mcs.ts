/**
 * The queue lock of Mellor-Crummey and Scott ("Algorithms for Scalable Synchronization on Shared-Memory
 * Multiprocessors", ACM TOCS 9(1), 1991): the lock word points to the last of a queue of waiters, and each
 * waiter spins on a node of its own.
 *
 * It scales: a release writes one line that one core waits for. So a hand-over is two transfers, there and
 * back, however many wait; with two cores it is more, since nobody stands ready in the queue, and linking up
 * is on the way. The price is a second atomic and the queue node, which one core alone pays for nothing.
 * Its opposite: `ticket.ts`. Workload: `workloads/locks.ts`. Notebook: `03_locks`.
 */
import type { Core } from "../machine/core.ts";
import { int32, lineAligned, struct } from "../machine/layout.ts";
import type { Machine } from "../machine/machine.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Program } from "../sim/task.ts";
import type { Lock, LockKind } from "./lock.ts";
import { replaceable } from "./replaceable.ts";
import { lockPathCycles } from "./path_lengths.ts";
import { queueNodes } from "./queue_nodes.ts";

/** A waiter's place in the queue. */
const queueNode = struct("mcs_node", { next: lineAligned(int32), blocked: int32 });

class McsLock implements Lock {
  readonly node: ReturnType<typeof queueNodes<"next" | "blocked">>;

  constructor(machine: Machine, readonly tail: number) {
    this.node = queueNodes(machine, queueNode, tail);
  }

  *acquire(core: Core): Program {
    const { tail, node } = this;
    core.compute(lockPathCycles.mcs.value);
    const me = node(core.number + 1);
    core.store(me.next, 0);
    yield;
    const before = core.swap(tail, core.number + 1);
    if (before !== 0) {
      core.store(me.blocked, 1);
      yield;
      core.publish(node(before).next, core.number + 1);
      yield core.spinUntil(me.blocked, (blocked) => blocked === 0);
    }
    core.acquired(tail);
  }

  *release(core: Core): Program {
    const { tail, node } = this, me = node(core.number + 1);
    yield;
    core.released(tail);
    let after = core.load(me.next);
    if (after === 0) {
      yield;
      if (core.compareAndSwap(tail, core.number + 1, 0)) return;
      // Somebody is in the queue behind us, but has not yet told us who.
      yield core.spinUntil(me.next, (next) => next !== 0);
      after = core.load(me.next);
      yield;
    }
    yield;
    core.publish(node(after).blocked, 0);
  }
}

mustRun(McsLock.prototype);

/** A queue of waiters, each of which spins on a node of its own; fair. */
export const mcs: LockKind = replaceable({
  name: "mcs",
  fair: true,
  place: (machine, tail) => new McsLock(machine, tail),
});
