/**
 * What the hardware threads of one core share besides its caches. Its issue slots: while another of them
 * works, each computes more slowly. Its store buffer, of which each has a part (Intel and AMD divide it). And
 * the line of an atomic: another thread's on the same line begins when it is done. A word that one writes and
 * the other waits for never leaves the core: the other looks again at once; as it does when one drives out of
 * their caches what the other waits for.
 */
import type { Core } from "./core.ts";
import type { Memory } from "./memory.ts";
import type { MachineSpec } from "./spec.ts";
import { type Verb, wrap } from "./wrap_verb.ts";

/** The spec as one of so many threads of a core sees it. */
export function specOfThread(spec: MachineSpec, threads: number): MachineSpec {
  const entries = spec.core.storeBufferEntries;
  if (threads === 1 || entries === undefined) return spec;
  const part = { ...entries, value: Math.floor(entries.value / threads) };
  return { ...spec, core: { ...spec.core, storeBufferEntries: part } };
}

/** Makes the threads of one core share it. */
export function shareCore(threads: readonly Core[], spec: MachineSpec, { caches, physical }: Memory): void {
  const together = spec.core.threadsTogether?.value ?? 1;
  const works = (thread: Core) => !thread.idle && !thread.asleep;
  /** The line of the last atomic, and until when that takes. */
  let atomicLine = -1, until = 0;
  const hear = threads.map((thread) => thread.lineChanged.bind(thread));
  const tellAll = (line: number, atCycles: number) => {
    if (line >= 0) { for (const hears of hear) hears(line, atCycles); }
  };
  caches.drivesOut[caches.coreOf[threads[0]!.number]!] = tellAll;
  // What the core hears of probes, its first thread does.
  wrap(threads[0]!, "lineChanged", () => tellAll as Verb);
  for (const [i, thread] of threads.entries()) {
    const others = threads.filter((other) => other !== thread), hearing = hear.filter((_, j) => j !== i);
    const tell = (address: number) => {
      for (const hears of hearing) hears(physical.lineOf(address), thread.now);
    };
    wrap(thread, "compute", (act) => (cycles) => {
      const working = 1 + others.filter(works).length;
      act.call(thread, working === 1 ? cycles : cycles * Math.max(1, working / together));
    });
    wrap(thread, "write", (act) => (address) => {
      act.call(thread, address);
      tell(address);
    });
    for (const verb of ["fetchAdd", "swap", "compareAndSwap"] as const) {
      wrap(thread, verb, (act) => (address, ...operands) => {
        const waits = physical.lineOf(address) === atomicLine ? Math.max(0, until - thread.now) : 0;
        const outcome = act.call(thread, address, ...operands);
        thread.now += waits;
        atomicLine = physical.lineOf(address);
        until = thread.now;
        tell(address);
        return outcome;
      });
    }
  }
}
