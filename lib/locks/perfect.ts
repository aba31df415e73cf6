/**
 * Locks that cost nothing: they exclude whom they must and serve cores in order, but touch no memory and take
 * no time. No machine has them. Put one in place of a real lock to see what that lock is worth: what remains
 * is the serial work it guards, and the data that move with it.
 *
 * A real lock beside its data does them a service: its atomic fetches their line for writing, where a load
 * and then a store would ask twice. A perfect lock does the same for what lies on its line, for a core that
 * writes.
 */
import type { Core } from "../machine/core.ts";
import type { LockKind, ReadWriteLockKind } from "./lock.ts";
import { replaceable } from "./replaceable.ts";
import { mustRun } from "../sim/must_run.ts";

/** A read-write lock that costs nothing. Readers go in together, unless somebody waits. */
export const perfectReadWrite: ReadWriteLockKind = replaceable({
  name: "perfect rwlock",
  place: (machine, word) => {
    const waiting: { readonly core: Core; readonly writes: boolean }[] = [];
    /** How many read; -1 for a writer. */
    let inside = 0;
    const admits = (writes: boolean) => writes ? inside === 0 : inside >= 0;
    const admit = (writes: boolean) => inside = writes ? -1 : inside + 1;
    const describe = () => `the perfect lock ${machine.memory.layout.nameOf(word)}`;
    const enter = function* (core: Core, writes: boolean) {
      yield;
      if (waiting.length === 0 && admits(writes)) {
        admit(writes);
        return;
      }
      waiting.push({ core, writes });
      yield core.sleep(describe);
    };
    const leave = function* (core: Core, writes: boolean) {
      yield;
      if (writes) {
        core.released(word);
        core.toWrite.delete(machine.memory.physical.lineOf(word));
      } else core.releasedShared(word);
      inside = Math.max(0, inside - 1);
      while (waiting.length > 0 && admits(waiting[0]!.writes)) {
        const next = waiting.shift()!;
        admit(next.writes);
        next.core.wake(core.now);
      }
    };
    return mustRun({
      *acquireRead(core) {
        yield* enter(core, false);
        core.acquiredShared(word);
      },
      releaseRead: (core) => leave(core, false),
      *acquireWrite(core) {
        yield* enter(core, true);
        core.acquired(word);
        core.toWrite.add(machine.memory.physical.lineOf(word));
      },
      releaseWrite: (core) => leave(core, true),
    });
  },
});

/** A lock that costs nothing; fair. */
export const perfect: LockKind = replaceable({
  name: "perfect",
  fair: true,
  place: (machine, word) => {
    const { acquireWrite, releaseWrite } = perfectReadWrite.place(machine, word);
    return { acquire: acquireWrite, release: releaseWrite };
  },
});
