/**
 * The fair read-write queue lock of Mellor-Crummey and Scott ("Scalable Reader-Writer Synchronization for
 * Shared-Memory Multiprocessors", PPoPP 1991): the MCS lock's queue, in which neighbouring readers let each
 * other in.
 *
 * Waiting scales: everyone spins on a node of its own. Reading still writes two shared words, the tail and
 * the count of readers, so many short readers bounce those.
 * Its opposite: `read_write.ts`. Workload: `workloads/locks.ts`. Notebook: `03_locks`.
 */
import { int32, lineAligned, struct } from "../machine/layout.ts";
import type { ReadWriteLockKind } from "./lock.ts";
import { replaceable } from "./replaceable.ts";
import { lockPathCycles } from "./path_lengths.ts";
import { queueNodes } from "./queue_nodes.ts";
import { mustRun } from "../sim/must_run.ts";

/** `state`: bit 0 is "blocked", the bits above are the class of the successor. */
const queueNode = struct("rw_node", { next: lineAligned(int32), kind: int32, state: int32 });
/**
 * The words beside the tail. Reader count and next writer are written by different cores, so on lines of
 * their own.
 */
const shared = struct("rw_shared", { readerCount: lineAligned(int32), nextWriter: lineAligned(int32) });

const READER = 1, WRITER = 2;
const BLOCKED = 1, SUCCESSOR_READER = READER << 1, SUCCESSOR_WRITER = WRITER << 1;
const unblock = (state: number) => state & ~BLOCKED;
const isFree = (state: number) => (state & BLOCKED) === 0;
const isSet = (next: number) => next !== 0;

/** A queue of readers and writers, each of which spins on a node of its own; fair. */
export const scalableReadWrite: ReadWriteLockKind = replaceable({
  name: "scalable rwlock",
  place: (machine, tail) => {
    const { readerCount, nextWriter } = machine.memory.place(shared);
    const node = queueNodes(machine, queueNode, tail);
    return mustRun({
      *acquireRead(core) {
        core.compute(lockPathCycles.mcs.value);
        const id = core.number + 1, me = node(id);
        core.store(me.kind, READER);
        core.store(me.next, 0);
        core.store(me.state, BLOCKED);
        yield;
        const before = core.swap(tail, id);
        if (before === 0) {
          yield;
          core.fetchAdd(readerCount, 1);
          yield;
          core.update(me.state, unblock);
        } else {
          const previous = node(before);
          yield;
          let waits = core.load(previous.kind) === WRITER;
          yield;
          waits ||= core.compareAndSwap(previous.state, BLOCKED, BLOCKED | SUCCESSOR_READER);
          if (waits) {
            yield;
            core.publish(previous.next, id);
            yield core.spinUntil(me.state, isFree);
          } else {
            yield;
            core.fetchAdd(readerCount, 1);
            yield;
            core.publish(previous.next, id);
            yield;
            core.update(me.state, unblock);
          }
        }
        yield;
        if (core.load(me.state) === SUCCESSOR_READER) {
          yield core.spinUntil(me.next, isSet);
          const after = core.load(me.next);
          yield;
          core.fetchAdd(readerCount, 1);
          yield;
          core.update(node(after).state, unblock);
        }
        core.acquiredShared(tail);
      },
      *releaseRead(core) {
        const id = core.number + 1, me = node(id);
        yield;
        core.releasedShared(tail);
        let after = core.load(me.next);
        yield;
        if (after !== 0 || !core.compareAndSwap(tail, id, 0)) {
          yield core.spinUntil(me.next, isSet);
          after = core.load(me.next);
          yield;
          if ((core.load(me.state) & SUCCESSOR_WRITER) !== 0) {
            yield;
            core.publish(nextWriter, after);
          }
        }
        yield;
        if (core.fetchAdd(readerCount, -1) !== 1) return;
        yield;
        const writer = core.load(nextWriter);
        if (writer === 0) return;
        yield;
        if (core.load(readerCount) !== 0) return;
        yield;
        if (!core.compareAndSwap(nextWriter, writer, 0)) return;
        yield;
        core.update(node(writer).state, unblock);
      },
      *acquireWrite(core) {
        core.compute(lockPathCycles.mcs.value);
        const id = core.number + 1, me = node(id);
        core.store(me.kind, WRITER);
        core.store(me.next, 0);
        core.store(me.state, BLOCKED);
        yield;
        const before = core.swap(tail, id);
        if (before === 0) {
          yield;
          core.publish(nextWriter, id);
          yield;
          const readers = core.load(readerCount);
          yield;
          if (readers === 0 && core.swap(nextWriter, 0) === id) {
            yield;
            core.update(me.state, unblock);
          }
        } else {
          yield;
          core.update(node(before).state, (state) => state | SUCCESSOR_WRITER);
          yield;
          core.publish(node(before).next, id);
        }
        yield core.spinUntil(me.state, isFree);
        core.acquired(tail);
      },
      *releaseWrite(core) {
        const id = core.number + 1, me = node(id);
        yield;
        core.released(tail);
        let after = core.load(me.next);
        yield;
        if (after === 0 && core.compareAndSwap(tail, id, 0)) return;
        yield core.spinUntil(me.next, isSet);
        after = core.load(me.next);
        yield;
        if (core.load(node(after).kind) === READER) {
          yield;
          core.fetchAdd(readerCount, 1);
        }
        yield;
        core.update(node(after).state, unblock);
      },
    });
  },
});
