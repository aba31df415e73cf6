/**
 * A lock that costs nothing: it excludes others and serves them in order, but touches no memory and takes no time. No
 * machine has one. Put it in place of a real lock to see what that lock is worth: what remains is the serial work it
 * guards, and the data that move with it.
 */
import type { Core } from "../machine/core.ts";
import type { LockKind } from "./lock.ts";

/** See the head of this file. */
export const perfect: LockKind = {
  name: "perfect",
  fair: true,
  place: (machine, word) => {
    const waiting: Core[] = [];
    let held = false;
    const describe = () => `the perfect lock ${machine.memory.layout.nameOf(word)}`;
    return {
      *acquire(core) {
        yield;
        if (held) {
          waiting.push(core);
          core.sleep(describe);
          yield;
        }
        held = true;
        core.tookLock(word);
      },
      *release(core) {
        yield;
        core.gaveLock(word);
        const next = waiting.shift();
        if (next) next.wake(core.now);
        else held = false;
      },
    };
  },
};
