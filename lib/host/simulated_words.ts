/**
 * The programs on words of shared memory (`programs/words.ts`, `programs/locks.ts`) on a machine of the
 * model: no kernel takes part.
 */
import type { System } from "../kernels/system.ts";
import type { Lock, LockKind } from "../locks/lock.ts";
import { array, int32, lineAligned, struct } from "../machine/layout.ts";
import { LINE_WORDS } from "./programs/program.ts";
import { repeat, type Window } from "../workloads/repeat.ts";
import type { Workload } from "../workloads/workload.ts";

const MOST_CORES = 1024;

const wordsStruct = struct("words", { word: lineAligned(array(int32, MOST_CORES * LINE_WORDS)) });
const lockedStruct = struct("locked", { lock: lineAligned(int32), guarded: lineAligned(int32) });

/** Words that all cores share: no more than their address. */
export const sharedWords: System<number> = {
  name: "words",
  boot: ({ memory }) => memory.place(wordsStruct).word,
};

/** Every core adds to a word, so many bytes from the next core's: 0 for one word that all add to. */
export function adding(bytesApart: number, window: Window): Workload<number> {
  return {
    name: "adding",
    measure(run) {
      const { operations, seconds } = repeat(run, window, function* (core) {
        const mine = run.kernel + bytesApart * run.cores.indexOf(core);
        yield;
        return function* () {
          yield;
          core.fetchAdd(mine, 1);
        };
      });
      return { throughputPerSecond: operations / seconds };
    },
  };
}

/** A lock, and a word that it guards. */
interface Guarded {
  readonly lock: Lock;
  readonly word: number;
}

/** A lock and a word that it guards, in lines of their own. */
export function guardedBy(kind: LockKind): System<Guarded> {
  return {
    name: kind.name,
    boot(machine) {
      const { lock, guarded } = machine.memory.place(lockedStruct);
      return { lock: kind.place(machine, lock), word: guarded };
    },
  };
}

/** Every core acquires the lock, adds to the word, and releases it. */
export function guardedAdding(window: Window): Workload<Guarded> {
  return {
    name: "guarded adding",
    measure(run) {
      const { lock, word } = run.kernel;
      const { operations, seconds } = repeat(run, window, (core) =>
        function* () {
          yield* lock.acquire(core);
          core.store(word, core.load(word) + 1);
          yield* lock.release(core);
        });
      return { throughputPerSecond: operations / seconds };
    },
  };
}
