/** Threads of Linux on one descriptor table, one a core: what the bench measures, and how much work it is. */
import { Machine, type MachineSpec, opteron16, totals } from "corey-lab/machine";
import { linux } from "corey-lab/linux";

/** How much was done in a run. */
export interface Work {
  /** Programs resumed and conditions tried. */
  readonly steps: number;
  /** Loads, stores and atomics, hits in the L1 included. */
  readonly accesses: number;
  /** Accesses that left the core's own caches. */
  readonly transfers: number;
}

/** A machine warmed up for half a simulated millisecond; `run` goes on for some more. */
export function contended(
  milliseconds: number,
  spec: MachineSpec = opteron16,
): { readonly machine: Machine; readonly run: () => void } {
  const machine = new Machine(spec), kernel = linux.threads().boot(machine), warmUp = 1e6;
  for (const core of machine.cores) {
    core.start((function* () {
      const fd = yield* kernel.open(core, `/file${core.number}`);
      for (;;) yield* kernel.close(core, yield* kernel.dup(core, fd));
    })());
  }
  machine.run(warmUp);
  return { machine, run: () => machine.run(warmUp + milliseconds * 2e6) };
}

/** Runs it once and counts. To be called in a worker: counting makes the classes' methods slower for good. */
function countWork(milliseconds: number): Work {
  const { machine, run } = contended(milliseconds), { memory, scheduler } = machine;
  let accesses = 0;
  for (const core of machine.cores) {
    const read = core.read;
    core.read = (address) => {
      accesses++;
      read.call(core, address);
    };
  }
  const write = memory.write;
  memory.write = (...given) => {
    accesses++;
    return write.apply(memory, given);
  };
  const away = () => {
    const { sameChipTransfers, remoteTransfers, dramReads, upgrades } = totals(memory.counters);
    return sameChipTransfers + remoteTransfers + dramReads + upgrades;
  };
  const before = { steps: scheduler.steps, transfers: away() };
  run();
  return { steps: scheduler.steps - before.steps, accesses, transfers: away() - before.transfers };
}

/** Counts the work of a run in a worker. */
export function workOf(milliseconds: number): Promise<Work> {
  const worker = new Worker(import.meta.url, { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<Work>) => {
      worker.terminate();
      resolve(data);
    };
    worker.postMessage(milliseconds);
  });
}

if ("WorkerGlobalScope" in globalThis) {
  const scope = globalThis as unknown as Worker;
  scope.onmessage = ({ data }: MessageEvent<number>) => scope.postMessage(countWork(data));
}
