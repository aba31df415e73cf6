/**
 * A team of processes: each has an address space and descriptors of its own. What its program shares are
 * words in a file that all map, and a file to map as it likes.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Listener, runMembers } from "./listener.ts";
import { endAll } from "./meeting.ts";
import { sharedBytes } from "./programs/program.ts";
import { cString, openLibc } from "./libc.ts";
import type { Order } from "./run_rounds.ts";
import type { MemberNotes } from "./stretches.ts";

/** What a process is told. */
export interface ProcessOrder extends Order {
  /** The file of the words that all share. */
  readonly words: string;
}

/**
 * Runs orders on processes.
 *
 * @returns what each noted
 * @throws {HostError} when one has failed, or does not end in time; the others end first
 */
export async function runProcesses(
  orders: readonly Order[],
  abort: AbortSignal,
): Promise<readonly MemberNotes[]> {
  const [{ folder }] = orders as [Order], words = `${folder}/words`, file = `${folder}/memory`;
  for (const path of [words, file]) Deno.writeFileSync(path, new Uint8Array());
  Deno.truncateSync(words, sharedBytes(orders.length));
  const processes = orders.map((order) => startProcess({ ...order, words, file }, abort));
  const begin = () => {
    for (const { child } of processes) child.stdin.end("\n");
  };
  const listeners = processes.map(({ listener }) => listener);
  return await runMembers(listeners, begin, () => endAllIn(words, sharedBytes(orders.length)));
}

/** Ends the rounds of processes that share words in a file. */
function endAllIn(words: string, bytes: number): void {
  const libc = openLibc(), mapping = libc.mapFile(cString(words), bytes);
  endAll(new Int32Array(Deno.UnsafePointerView.getArrayBuffer(mapping.pointer, bytes)));
  libc.unmap(mapping);
}

function startProcess(order: ProcessOrder, abort: AbortSignal) {
  const listener = new Listener(), main = new URL("./process_main.ts", import.meta.url).href;
  const child = spawn(Deno.execPath(), ["run", "-A", "--no-prompt", main, JSON.stringify(order)], {
    signal: abort,
    stdio: ["pipe", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => listener.hear(JSON.parse(line)));
  const fail = (reason: string) => listener.hear({ kind: "failed", reason });
  child.stdin.on("error", () => {}); // it ended before it could hear: its end says why
  child.on("error", (error) => fail(`a process did not end in time, or did not start: ${error.message}`));
  child.on("exit", (code) => {
    if (code !== 0) fail(`a process ended with ${code}`);
  });
  return { child, listener };
}
