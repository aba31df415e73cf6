/** A team of threads: they share an address space and descriptors, and words of memory. */
import { HostError } from "./libc.ts";
import { Listener, runMembers } from "./listener.ts";
import { endAll } from "./meeting.ts";
import { sharedBytes } from "./programs/program.ts";
import type { Order, Told } from "./run_rounds.ts";
import type { MemberNotes } from "./stretches.ts";

/** What a thread is to do, and the memory by which it hears when. */
export interface ThreadOrder extends Order {
  /** Memory that all threads see. */
  readonly shared: SharedArrayBuffer;
  /** A word that is 0 until all are to begin. */
  readonly begun: SharedArrayBuffer;
}

/** What came of a team of threads: what each noted, or why it failed. */
export type Ended =
  | { readonly notes: readonly MemberNotes[] }
  | { readonly reason: string };

/**
 * Runs orders on threads of a process of their own: in the kernel of a notebook, each would wait for a second
 * to be debugged before it begins.
 *
 * @returns what each noted
 * @throws {HostError} when one has failed, or they do not end in time
 */
export async function runThreadsApart(
  orders: readonly Order[],
  abort: AbortSignal,
): Promise<readonly MemberNotes[]> {
  const file = `${orders[0]!.folder}/orders`, main = new URL("./threads_main.ts", import.meta.url).href;
  Deno.writeTextFileSync(file, JSON.stringify(orders));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", main, file],
    signal: abort,
    stdin: "piped", // it ends when this is closed, however this program ends
    stdout: "piped",
  }).spawn();
  const [{ code }, text] = await Promise.all([child.status, new Response(child.stdout).text()]);
  await child.stdin.close();
  if (abort.aborted) throw new HostError("threads did not end in time");
  if (code !== 0) throw new HostError(`a process of threads ended with ${code}`);
  const ended: Ended = JSON.parse(text);
  if ("reason" in ended) throw new HostError(ended.reason);
  return ended.notes;
}

/**
 * Runs orders on threads of this process.
 *
 * @returns what each noted
 * @throws {HostError} when one has failed; the others end first, and undo what they did
 */
export async function runThreads(orders: readonly Order[]): Promise<readonly MemberNotes[]> {
  const shared = new SharedArrayBuffer(sharedBytes(orders.length)), begun = new SharedArrayBuffer(4);
  const threads = orders.map((order) => startThread({ ...order, shared, begun }));
  const begin = (): void => {
    Atomics.store(new Int32Array(begun), 0, 1);
    Atomics.notify(new Int32Array(begun), 0);
  };
  try {
    const listeners = threads.map(({ listener }) => listener);
    return await runMembers(listeners, begin, () => endAll(new Int32Array(shared)));
  } finally {
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
