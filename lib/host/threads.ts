/** A team of threads: they share this process's address space and descriptors, and words of memory. */
import { Listener } from "./listener.ts";
import { SHARED_BYTES } from "./programs/program.ts";
import { preemptionsOf, type Round, roundOf, type TeamRun } from "./rounds.ts";
import type { Order, Told } from "./run_rounds.ts";
import { BEGUN, OVER, type ThreadOrder } from "./thread_order.ts";

/** Runs orders on threads. After a failure or an abort, all others undo what they did before it is thrown. */
export async function runThreads(
  orders: readonly Order[],
  roundSeconds: number,
  abort: AbortSignal,
): Promise<TeamRun> {
  const shared = new SharedArrayBuffer(SHARED_BYTES), signals = new SharedArrayBuffer(128);
  const words = new Int32Array(signals), rounds = orders[0]!.rounds;
  const signal = (word: number, value: number): void => {
    Atomics.store(words, word, value);
    Atomics.notify(words, word);
  };
  const threads = orders.map((order) => startThread({ ...order, shared, signals }));
  const late = { kind: "failed", reason: "a thread did not end in time" } as const;
  abort.addEventListener("abort", () => threads.forEach(({ listener }) => listener.hear(late)));
  const all = <Kind extends Told["kind"]>(kind: Kind) =>
    Promise.all(threads.map(({ listener }) => listener.next(kind)));
  try {
    await all("ready");
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      signal(BEGUN, round);
      await new Promise((resolve) => setTimeout(resolve, 1000 * roundSeconds));
      signal(OVER, round);
      measured.push(roundOf(await all("round")));
    }
    return { rounds: measured, preemptions: preemptionsOf(await all("finished")) };
  } finally {
    // Whoever has not failed runs out of rounds now, and undoes what it did.
    signal(OVER, rounds);
    signal(BEGUN, rounds);
    await Promise.allSettled(threads.map(({ listener }) => listener.next("finished")));
    for (const { worker } of threads) worker.terminate();
  }
}

function startThread(order: ThreadOrder): { readonly worker: Worker; readonly listener: Listener } {
  const worker = new Worker(new URL("./thread_worker.ts", import.meta.url), { type: "module" });
  const listener = new Listener();
  worker.onmessage = ({ data }: MessageEvent<Told>) => listener.hear(data);
  worker.onerror = (event) => {
    event.preventDefault();
    listener.hear({ kind: "failed", reason: event.message });
  };
  worker.postMessage(order);
  return { worker, listener };
}
