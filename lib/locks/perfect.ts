/**
 * Locks that cost nothing: they exclude whom they must and serve cores in order, but touch no memory and take
 * no time. No machine has them. Put one in place of a real lock to see what that lock is worth: what remains
 * is the serial work it guards, and the data that move with it: its release waits until they are written.
 *
 * A real lock beside its data does them a service: its atomic fetches their line for writing, where a load
 * and then a store would ask twice; and who waits for it has asked for their line meanwhile, so that only the
 * data's way remains. A perfect lock does the same for what lies on its line, for a core that writes.
 */
import type { Core } from "../machine/core.ts";
import type { Memory } from "../machine/memory.ts";
import type { Machine } from "../machine/machine.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Program } from "../sim/task.ts";
import type { LockKind, ReadWriteLock, ReadWriteLockKind } from "./lock.ts";
import { replaceable } from "./replaceable.ts";

class PerfectLock implements ReadWriteLock {
  readonly #waiting: { readonly core: Core; readonly writes: boolean }[] = [];
  /** How many read; -1 for a writer. */
  #inside = 0;
  readonly #memory: Memory;
  readonly #line: number;
  readonly #describe: () => string;

  constructor({ memory }: Machine, readonly word: number) {
    this.#memory = memory;
    this.#line = memory.physical.lineOf(word);
    this.#describe = () => `the perfect lock ${memory.layout.nameOf(word)}`;
  }

  *acquireRead(core: Core): Program {
    yield;
    if (!this.#admits(core, false)) yield core.sleep(this.#describe);
    core.acquiredShared(this.word);
  }

  *releaseRead(core: Core): Program {
    yield;
    core.releasedShared(this.word);
    this.#leave(core);
  }

  *acquireWrite(core: Core): Program {
    yield;
    if (!this.#admits(core, true)) {
      yield core.sleep(this.#describe);
      this.#askedFor(core, this.#line);
    }
    core.acquired(this.word);
    core.toWrite.add(this.#line);
  }

  *releaseWrite(core: Core): Program {
    // As with any lock, who is next finds what was written under it.
    core.fence();
    yield;
    core.released(this.word);
    core.toWrite.delete(this.#line);
    this.#askedFor(core, -1);
    this.#leave(core);
  }

  #askedFor({ number }: Core, line: number): void {
    this.#memory.transfers.askedFor[this.#memory.caches.coreOf[number]!] = line;
  }

  /** Lets a core in, if nobody waits and it may go in; otherwise it waits. */
  #admits(core: Core, writes: boolean): boolean {
    const isIn = this.#waiting.length === 0 && this.#lets(writes);
    if (!isIn) this.#waiting.push({ core, writes });
    return isIn;
  }

  /** Counts a reader or a writer in, if it may go in. */
  #lets(writes: boolean): boolean {
    if (writes ? this.#inside !== 0 : this.#inside < 0) return false;
    this.#inside = writes ? -1 : this.#inside + 1;
    return true;
  }

  #leave({ now }: Core): void {
    const waiting = this.#waiting;
    this.#inside = Math.max(0, this.#inside - 1);
    while (waiting.length > 0 && this.#lets(waiting[0]!.writes)) waiting.shift()!.core.wake(now);
  }
}

mustRun(PerfectLock.prototype);

/** A read-write lock that costs nothing. Readers go in together, unless somebody waits. */
export const perfectReadWrite: ReadWriteLockKind = replaceable({
  name: "perfect rwlock",
  place: (machine, word) => new PerfectLock(machine, word),
});

/** A lock that costs nothing; fair. */
export const perfect: LockKind = replaceable({
  name: "perfect",
  fair: true,
  place: (machine, word) => {
    const lock = perfectReadWrite.place(machine, word);
    return { acquire: (core) => lock.acquireWrite(core), release: (core) => lock.releaseWrite(core) };
  },
});
