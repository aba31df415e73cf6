/**
 * What the hardware threads of one core share besides its caches. Its issue slots: while another of them
 * works, each computes more slowly. Its store buffer, of which each has a part (Intel and AMD divide it).
 *
 * And its lines. What one thread has asked for comes for the others at the same time, and not before. An
 * atomic has its line to itself: what another thread does with it begins when that is done. But if the line
 * does not stay for so long as another atomic takes, whoever waits for it gets it between the two, and the
 * thread has to ask anew: for atomics, two threads of a core are as two cores. A word that one writes and
 * the other waits for never leaves the core: the other looks again at once; as it does when one drives out
 * of their caches what the other waits for.
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
export function shareCore(threads: readonly Core[], spec: MachineSpec, memory: Memory): void {
  const { caches, directory, physical, rules, transfers } = memory, core = caches.coreOf[threads[0]!.number]!;
  const hit = spec.l1.latencyCycles.value, atomicTakes = spec.core.atomicCycles.value;
  const together = spec.core.threadsTogether?.value ?? 1;
  const works = (thread: Core) => !thread.idle && !thread.asleep;
  /** The line of the last atomic, and until when that takes. */
  let atomicLine = -1, until = 0;
  /** By thread: the line for which its last access left the core, and when that comes. */
  const asked = threads.map(() => -1), comes = threads.map(() => 0);
  const hear = threads.map((thread) => thread.lineChanged.bind(thread));
  const tellAll = (line: number, atCycles: number) => {
    if (line >= 0) { for (const hears of hear) hears(line, atCycles); }
  };
  caches.drivesOut[core] = tellAll;
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
    /** Notes when a line comes that the thread has waited for since a cycle, longer than an access takes. */
    const note = (line: number, since: number, takes: number) => {
      asked[i] = thread.now > since + takes ? line : -1;
      comes[i] = thread.now;
    };
    wrap(thread, "write", (act) => (address) => {
      act.call(thread, address);
      tell(address);
    });
    /** When a line is there, for all that other threads have asked for. */
    const here = (line: number) => {
      let at = thread.now;
      for (const [j, cycle] of comes.entries()) if (j !== i && asked[j] === line && cycle > at) at = cycle;
      return at;
    };
    /** Until when an atomic has a line to itself. */
    const locked = (line: number) => line === atomicLine ? until : 0;
    wrap(thread, "read", (act) => (address) => {
      const line = physical.lineOf(address);
      const begins = thread.now = Math.max(here(line), locked(line));
      act.call(thread, address);
      note(line, begins, hit);
    });
    for (const verb of ["publish", "update", "fetchAdd", "swap", "compareAndSwap"] as const) {
      const isAtomic = verb !== "publish" && verb !== "update", takes = isAtomic ? atomicTakes : hit;
      wrap(thread, verb, (act) => (address, ...operands) => {
        const line = physical.lineOf(address), at = here(line), begins = Math.max(at, locked(line));
        const stays = directory.ownerOf(line) === core && rules.storesSilently[directory.stateOf(line)] === 1
          ? transfers.turns.of(line)?.last.until ?? Infinity
          : transfers.pending.endOf(core, line);
        memory.isOnItsWay = at > thread.now && begins + takes > stays;
        if (!memory.isOnItsWay) thread.resumedAt = thread.now = begins;
        const asks = thread.now, outcome = act.call(thread, address, ...operands);
        memory.isOnItsWay = false;
        note(line, asks, takes);
        if (!isAtomic) return outcome;
        atomicLine = line;
        until = thread.now;
        tell(address);
        return outcome;
      });
    }
  }
}
