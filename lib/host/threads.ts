/** A team of threads: they share this process's address space and descriptors, and words of memory. */
import { Listener } from "./listener.ts";
import { endAll } from "./meeting.ts";
import { sharedBytes } from "./programs/program.ts";
import type { Order, Told } from "./run_rounds.ts";
import type { Note } from "./stretches.ts";

/** What a thread is to do, and the memory by which it hears when. */
export interface ThreadOrder extends Order {
  /** Memory that all threads see. */
  readonly shared: SharedArrayBuffer;
  /** A word that is 0 until all are to begin. */
  readonly begun: SharedArrayBuffer;
}

/**
 * Runs orders on threads. After a failure or an abort, all others undo what they did before it is thrown.
 *
 * @returns what each noted, round by round
 */
export async function runThreads(
  orders: readonly Order[],
  abort: AbortSignal,
): Promise<(readonly (readonly Note[])[])[]> {
  const shared = new SharedArrayBuffer(sharedBytes(orders.length)), begun = new SharedArrayBuffer(4);
  const threads = orders.map((order) => startThread({ ...order, shared, begun }));
  const begin = (): void => {
    Atomics.store(new Int32Array(begun), 0, 1);
    Atomics.notify(new Int32Array(begun), 0);
  };
  const late = { kind: "failed", reason: "a thread did not end in time" } as const;
  abort.addEventListener("abort", () => threads.forEach(({ listener }) => listener.hear(late)));
  const all = <Kind extends Told["kind"]>(kind: Kind) =>
    Promise.all(threads.map(({ listener }) => listener.next(kind)));
  try {
    await all("ready");
    begin();
    return (await all("finished")).map(({ notes }) => notes);
  } finally {
    // Whoever has not failed runs out of rounds now, and undoes what it did.
    endAll(new Int32Array(shared));
    begin();
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
