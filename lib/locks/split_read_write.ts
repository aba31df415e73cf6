/**
 * A read-write lock with a counter for each core (W. Hsieh, W. Weihl, "Scalable Reader-Writer Locks for
 * Parallel Systems", IPPS 1992; Linux's "big reader" lock; `srwlock` in `lib/rwlock.c` of Corey's source,
 * whose writers are less patient). A reader counts itself in on a line of its own and looks whether somebody
 * writes; a writer keeps new readers out and then waits until each counter is zero.
 *
 * Reading scales perfectly: as long as nobody writes, it touches a line of its own and one that everybody
 * only reads. Writing is costly, and more so the more cores there are. Corey's buffer cache uses it
 * (`libos/buffer_cache/scalable.ts`).
 * Its opposite: `read_write.ts`. Workload: `workloads/buffer_cache.ts`. Notebook: `09_buffer_cache`.
 */
import { int32, lineAligned, struct } from "../machine/layout.ts";
import type { ReadWriteLockKind } from "./lock.ts";
import { replaceable } from "./replaceable.ts";
import { lockPathCycles } from "./path_lengths.ts";
import { queueNodes } from "./queue_nodes.ts";
import { mustRun } from "../sim/must_run.ts";

const counter = struct("reader_count", { locked: lineAligned(int32) });

const isZero = (value: number) => value === 0;

/** A counter for each core: reading touches one of them, writing looks at all. */
export const splitReadWrite: ReadWriteLockKind = replaceable({
  name: "split rwlock",
  place: (machine, word) => {
    const counters = queueNodes(machine, counter, word);
    const countOf = (core: number) => counters(core + 1).locked;
    return mustRun({
      *acquireRead(core) {
        core.compute(lockPathCycles.spin.value);
        const mine = countOf(core.number);
        for (;;) {
          yield;
          core.fetchAdd(mine, 1);
          yield;
          if (core.load(word) === 0) break;
          yield;
          core.fetchAdd(mine, -1);
          yield core.spinUntil(word, isZero);
        }
        core.acquiredShared(word);
      },
      *releaseRead(core) {
        yield;
        core.releasedShared(word);
        core.fetchAdd(countOf(core.number), -1);
      },
      *acquireWrite(core) {
        core.compute(lockPathCycles.spin.value);
        yield;
        while (!core.compareAndSwap(word, 0, 1)) {
          yield core.spinUntil(word, isZero);
        }
        for (const reader of machine.cores) {
          yield core.spinUntil(countOf(reader.number), isZero);
        }
        core.acquired(word);
      },
      *releaseWrite(core) {
        yield;
        core.released(word);
        core.publish(word, 0);
      },
    });
  },
});
