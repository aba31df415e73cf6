/** Words of memory that threads share, or that only lie beside each other. */
import { LINE_WORDS, type Prepare } from "./program.ts";

/** All threads add to one word. */
export const counter: Prepare = ({ shared }) => ({ operate: () => void Atomics.add(shared, 0, 1) });

/** Each thread adds to a word of its own, and the words lie in one line: false sharing. */
export const packed: Prepare = ({ shared, me }) => ({ operate: () => void Atomics.add(shared, me, 1) });

/** Each thread adds to a word of its own, in a line of its own. */
export const padded: Prepare = ({ shared, me }) => {
  const word = me * LINE_WORDS;
  return { operate: () => void Atomics.add(shared, word, 1) };
};

/**
 * Two threads hand a word to and fro with compare-and-swap, as the public tool core-to-core-latency does. An
 * operation of both together is one way.
 */
export const pingPong: Prepare = ({ shared, me, isOver }) => ({
  operate() {
    while (Atomics.compareExchange(shared, 0, me, 1 - me) !== me) if (isOver()) return false;
  },
});
