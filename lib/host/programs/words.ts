/** Words of memory that threads share, or that only lie beside each other. */
import { lineOf, type Prepare } from "./program.ts";

/** All threads add to one word. */
export const counter: Prepare = ({ shared }) => ({ operate: (at) => void Atomics.add(shared, at, 1) });

/** Each thread adds to a word of its own, and the words lie in one line: false sharing. */
export const packed: Prepare = ({ shared, me }) => ({
  operate: (at) => void Atomics.add(shared, at + me, 1),
});

/** Each thread adds to a word of its own, in a line of its own. */
export const padded: Prepare = ({ shared, me }) => {
  const line = lineOf(me);
  return { operate: (at) => void Atomics.add(shared, at + line, 1) };
};

/**
 * Two threads hand a word to and fro with compare-and-swap, as the public tool core-to-core-latency does. An
 * operation of both together is one way.
 */
export const pingPong: Prepare = ({ shared, me, isOver }) => ({
  operate(at) {
    while (Atomics.compareExchange(shared, at, me, 1 - me) !== me) if (isOver()) return false;
  },
});
