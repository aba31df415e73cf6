/**
 * The queued spin lock that Linux has had since 4.2, as `lockhammer` takes it over
 * (kernel/locking/qspinlock.c): one word with a byte that says whether the lock is held, one for a core that
 * waits for it alone, and the tail of a queue of all others, in which each spins on a node of its own.
 *
 * It is not the queue lock of Mellor-Crummey and Scott (`locks/mcs.ts`): who is first in the queue spins on
 * the lock's word, which all who come change, and so a hand-over takes four to five transfers instead of two.
 */
import type { LockKind } from "../../locks/lock.ts";
import { queueNodes } from "../../locks/queue_nodes.ts";
import type { Core } from "../../machine/core.ts";
import { int32, lineAligned, struct } from "../../machine/layout.ts";
import { mustRun } from "../../sim/must_run.ts";
import type { Program } from "../../sim/task.ts";

const HELD = 1, PENDING = 1 << 8, HELD_OR_PENDING = 0xffff, TAIL = 0xffff << 16;

const queueNode = struct("qspinlock_node", { next: lineAligned(int32), first: int32 });

/** One word for the holder and the next, and a queue of nodes for all others; fair. */
export const queuedSpinLock: LockKind = {
  name: "queued spin lock",
  fair: true,
  place(machine, lock) {
    const node = queueNodes(machine, queueNode, lock);
    /** What the word is now: a program looks at it and changes it in one step. */
    const word = () => machine.memory.words[lock >>> 2]!;

    function* queue(core: Core): Program {
      const number = core.number + 1, me = node(number);
      core.store(me.first, 0);
      core.store(me.next, 0);
      yield;
      if (core.load(lock) === 0) {
        yield;
        if (core.compareAndSwap(lock, 0, HELD)) return;
      }
      yield;
      const before = core.swap(lock, (word() & HELD_OR_PENDING) | (number << 16)) >>> 16;
      if (before !== 0) {
        yield;
        core.publish(node(before).next, number);
        yield core.spinUntil(me.first, (first) => first === 1);
      }
      yield core.spinUntil(lock, (value) => (value & HELD_OR_PENDING) === 0);
      yield;
      if (word() >>> 16 === number) {
        if (core.compareAndSwap(lock, number << 16, HELD)) return;
        yield;
      }
      core.update(lock, (value) => value | HELD);
      yield core.spinUntil(me.next, (next) => next !== 0);
      const next = core.load(me.next);
      yield;
      core.publish(node(next).first, 1);
    }

    return mustRun({
      *acquire(core) {
        yield;
        let seen = word();
        if (core.compareAndSwap(lock, 0, HELD)) return;
        while ((seen & ~HELD) === 0) {
          yield;
          const there = word();
          if (!core.compareAndSwap(lock, seen, seen === HELD ? HELD | PENDING : HELD)) {
            seen = there;
            continue;
          }
          if (seen === 0) return;
          yield core.spinUntil(lock, (value) => (value & HELD) === 0);
          yield;
          core.update(lock, (value) => (value & TAIL) | HELD);
          return;
        }
        yield* queue(core);
      },
      *release(core) {
        yield;
        core.update(lock, (value) => value & ~HELD);
      },
    });
  },
};
