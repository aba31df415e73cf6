/**
 * Locks on real memory, each round a counter in a line of its own. Words of JavaScript's shared memory and
 * `Atomics` are words and locked instructions of the computer.
 */
import { LINE_WORDS, lineOf, type Prepare } from "./program.ts";

/** The word that the lock guards, from the beginning of a place. */
const GUARDED = 8 * LINE_WORDS;

function addToGuarded(shared: Int32Array, at: number): void {
  shared[at + GUARDED] = shared[at + GUARDED]! + 1;
}

/** Draw a number, wait until it is served: all waiters read the word that each release writes. */
export const ticket: Prepare = ({ shared }) => ({
  operate(at) {
    const next = at, served = at + LINE_WORDS, mine = Atomics.add(shared, next, 1);
    while (Atomics.load(shared, served) !== mine) Atomics.pause();
    addToGuarded(shared, at);
    Atomics.store(shared, served, (mine + 1) | 0);
  },
});

/** Test, and test and set: whoever sees the lock free tries to get it. */
export const testAndSet: Prepare = ({ shared }) => ({
  operate(at) {
    while (Atomics.load(shared, at) !== 0 || Atomics.compareExchange(shared, at, 0, 1) !== 0) Atomics.pause();
    addToGuarded(shared, at);
    Atomics.store(shared, at, 0);
  },
});

/** Each waits at a word of its own, and is told by the one before it. */
export const mcs: Prepare = ({ shared, me }) => ({
  operate(at) {
    const tail = at, next = at + lineOf(me), blocked = next + 1;
    Atomics.store(shared, next, 0);
    const before = Atomics.exchange(shared, tail, me + 1);
    if (before !== 0) {
      Atomics.store(shared, blocked, 1);
      Atomics.store(shared, at + lineOf(before - 1), me + 1);
      while (Atomics.load(shared, blocked) !== 0) Atomics.pause();
    }
    addToGuarded(shared, at);
    if (Atomics.load(shared, next) === 0) {
      if (Atomics.compareExchange(shared, tail, me + 1, 0) === me + 1) return;
      while (Atomics.load(shared, next) === 0) Atomics.pause();
    }
    Atomics.store(shared, at + lineOf(Atomics.load(shared, next) - 1) + 1, 0);
  },
});
