/** A thread of a team: a Web Worker, whose rounds begin and end when words of shared memory say so. */
import { runRounds, type Told } from "./run_rounds.ts";
import { BEGUN, OVER, type ThreadOrder } from "./thread_order.ts";

const thread = self as unknown as {
  onmessage: ((event: MessageEvent<ThreadOrder>) => void) | null;
  postMessage(told: Told): void;
};

thread.onmessage = ({ data }) => {
  const words = new Int32Array(data.signals);
  const starter = {
    shared: new Int32Array(data.shared),
    begin: (round: number) => void Atomics.wait(words, BEGUN, round - 1),
    isOver: (round: number) => Atomics.load(words, OVER) >= round,
  };
  runRounds(data, starter, (told) => thread.postMessage(told));
};
