/** A thread of a team: a Web Worker, which begins when a word of shared memory says so. */
import { runRounds, type Told } from "./run_rounds.ts";
import type { ThreadOrder } from "./threads.ts";

const thread = self as unknown as {
  onmessage: ((event: MessageEvent<ThreadOrder>) => void) | null;
  postMessage(told: Told): void;
};

thread.onmessage = ({ data }) =>
  runRounds(
    data,
    new Int32Array(data.shared),
    () => void Atomics.wait(new Int32Array(data.begun), 0, 0),
    (told) => thread.postMessage(told),
  );
