/**
 * A team of processes: each has an address space and descriptors of its own. What its program shares are
 * words in a file that all map, and a file to map as it likes.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { Listener } from "./listener.ts";
import { SHARED_BYTES } from "./programs/program.ts";
import { preemptionsOf, type Round, roundOf, type TeamRun } from "./rounds.ts";
import type { Order, Told } from "./run_rounds.ts";

/** What a process is told. */
export interface ProcessOrder extends Order {
  /** The file of the words that all share. */
  readonly words: string;
  readonly roundSeconds: number;
}

/** From when all are ready to when the first round begins: what is written has to arrive. */
const NOTICE_MILLISECONDS = 50;

/** Runs orders on processes. After a failure, all others end by themselves before it is thrown. */
export async function runProcesses(
  orders: readonly Order[],
  roundSeconds: number,
  abort: AbortSignal,
): Promise<TeamRun> {
  const folder = Deno.makeTempDirSync({ ...inMemory(), prefix: "corey-lab-here-" });
  const words = `${folder}/words`, file = `${folder}/memory`;
  Deno.writeFileSync(words, new Uint8Array(SHARED_BYTES));
  Deno.writeFileSync(file, new Uint8Array());
  const processes = orders.map((order) => startProcess({ ...order, words, file, roundSeconds }, abort));
  const all = <Kind extends Told["kind"]>(kind: Kind) =>
    Promise.all(processes.map(({ listener }) => listener.next(kind)));
  const begin = () => {
    for (const { child } of processes) child.stdin.end(`${Date.now() + NOTICE_MILLISECONDS}\n`);
  };
  const measured: Round[] = [];
  try {
    await all("ready");
    begin();
    for (let round = 1; round <= orders[0]!.rounds; round++) measured.push(roundOf(await all("round")));
    return { rounds: measured, preemptions: preemptionsOf(await all("finished")) };
  } finally {
    if (measured.length === 0) begin();
    await Promise.allSettled(processes.map(({ listener }) => listener.next("finished")));
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Where Linux keeps files that are on no disk; elsewhere they are where temporary files are. */
function inMemory(): { dir?: string } {
  return existsSync("/dev/shm") ? { dir: "/dev/shm" } : {};
}

function startProcess(order: ProcessOrder, abort: AbortSignal) {
  const listener = new Listener(), main = new URL("./process_main.ts", import.meta.url).href;
  const child = spawn(Deno.execPath(), ["run", "-A", "--no-prompt", main, JSON.stringify(order)], {
    signal: abort,
    stdio: ["pipe", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => listener.hear(JSON.parse(line)));
  const fail = (reason: string) => listener.hear({ kind: "failed", reason });
  child.on("error", (error) => fail(`a process did not end in time, or did not start: ${error.message}`));
  child.on("exit", (code) => {
    if (code !== 0) fail(`a process ended with ${code}`);
  });
  return { child, listener };
}
