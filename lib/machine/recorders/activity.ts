/**
 * Records what each core's cycles went to. Every cycle counts once: a miss inside a page fault is a miss, and
 * what is left of the fault is the handler's own instructions.
 */
import type { Row } from "../../rows/row.ts";
import type { Core } from "../core.ts";
import { type Events, type Observer, sourceNames } from "../observer.ts";
import type { LockRecorder } from "./locks.ts";

/** What a core's cycles can go to, in the order in which figures show them. */
export const activities = {
  computing: "instructions, and hits in the core's own caches",
  "handling faults": "instructions of the page-fault handler",
  "L3": "waiting for the chip's L3",
  "cache of the chip": "waiting for another core's cache on the chip",
  "cache of another chip": "waiting for a cache on another chip",
  "invalidating": "waiting for other cores' copies to be gone",
  "DRAM": "waiting for memory",
  "waiting for a lock": "spinning or sleeping until a lock was free",
  "waiting for a word": "spinning or sleeping until another core or a device had done something",
  "sending interrupts": "interrupting other cores, and waiting until they had served it",
  "serving interrupts": "instructions of interrupt handlers",
  "idle": "polling, with nothing to do",
} as const;

/** Name of an activity. */
export type Activity = keyof typeof activities;

/** A page fault that is being handled. */
interface Fault {
  readonly page: number;
  readonly since: number;
  /** What had been accounted for when it began. */
  readonly accounted: number;
}

/** Sums up cycles by core and activity. */
export class ActivityRecorder implements Observer {
  #start = 0;
  readonly #cycles = new Map<number, Map<Activity, number>>();
  readonly #faults = new Map<number, Fault>();
  readonly #locks: LockRecorder;

  /**
   * Nothing has been seen yet.
   *
   * @param locks knows which waits were for locks
   */
  constructor(locks: LockRecorder) {
    this.#locks = locks;
  }

  /** Whether a core handles a page fault. */
  inFault(core: number): boolean {
    return this.#faults.has(core);
  }

  /** See {@link Observer.access}. */
  access({ core, source, cycles }: Events["access"]): void {
    this.#add(core, sourceNames[source], cycles);
  }

  /** See {@link Observer.drained}. */
  drained({ core, source, fromCycles, toCycles }: Events["drained"]): void {
    this.#add(core, sourceNames[source], toCycles - fromCycles);
  }

  /** See {@link Observer.waited}. What was waited for is sorted out in the end. */
  waited({ core, fromCycles, toCycles, polling }: Events["waited"]): void {
    const cycles = toCycles - Math.max(fromCycles, this.#start);
    if (cycles > 0) this.#add(core, polling ? "idle" : "waiting for a word", cycles);
  }

  /** See {@link Observer.fault}. */
  fault({ core, page, atCycles }: Events["fault"]): void {
    this.#endFault(core, atCycles);
    this.#faults.set(core, { page, since: atCycles, accounted: this.#accounted(core) });
  }

  /** See {@link Observer.translated}. */
  translated({ core, page, atCycles }: Events["translated"]): void {
    if (this.#faults.get(core)?.page === page) this.#endFault(core, atCycles);
  }

  /** See {@link Observer.interrupted}. */
  interrupted({ core, fromCycles, toCycles, stallCycles }: Events["interrupted"]): void {
    this.#add(core, "serving interrupts", toCycles - fromCycles - stallCycles);
  }

  /** See {@link Observer.interruptedOthers}. */
  interruptedOthers({ core, fromCycles, toCycles }: Events["interruptedOthers"]): void {
    this.#add(core, "sending interrupts", toCycles - fromCycles);
  }

  /** See {@link Observer.reset}. */
  reset(atCycles: number): void {
    this.#start = atCycles;
    this.#cycles.clear();
    // Of a fault that is being handled, nothing that lies before counts.
    for (const [core, fault] of this.#faults) this.#faults.set(core, { ...fault, accounted: 0 });
  }

  /**
   * One row a core that took part and activity: `core`, `activity`, `cycles` and `share` of the core's time.
   */
  rows(cores: readonly Core[]): Row[] {
    const end = Math.max(...cores.map(({ now }) => now));
    return cores.filter(({ number, now }) => now > this.#start || this.#cycles.has(number)).flatMap(
      (core) => {
        const { number } = core, spent = new Map(this.#cycles.get(number));
        const add = (activity: Activity, cycles: number) => {
          spent.set(activity, (spent.get(activity) ?? 0) + cycles);
        };
        const open = core.asleep ? end - Math.max(core.now, this.#start) : 0;
        if (open > 0) add(core.polls ? "idle" : "waiting for a word", open);
        const forLocks = this.#locks.lockWaitCycles(number);
        add("waiting for a lock", forLocks);
        add("waiting for a word", -forLocks);
        const total = (core.asleep ? end : core.now + core.owed) - this.#start;
        add("computing", total - [...spent.values()].reduce((sum, cycles) => sum + cycles, 0));
        return (Object.keys(activities) as Activity[]).map((activity) => {
          // A core that was looked at in the middle of a step may have spent a little more than its time.
          const cycles = Math.max(0, spent.get(activity) ?? 0);
          return { core: number, activity, cycles, share: total > 0 ? cycles / total : 0 };
        });
      },
    );
  }

  #endFault(core: number, atCycles: number): void {
    const fault = this.#faults.get(core);
    if (!fault) return;
    this.#faults.delete(core);
    const inside = this.#accounted(core) - fault.accounted;
    this.#add(core, "handling faults", Math.max(0, atCycles - Math.max(fault.since, this.#start) - inside));
  }

  #accounted(core: number): number {
    return [...(this.#cycles.get(core)?.values() ?? [])].reduce((sum, cycles) => sum + cycles, 0);
  }

  #add(core: number, activity: Activity, cycles: number): void {
    let ofCore = this.#cycles.get(core);
    if (!ofCore) this.#cycles.set(core, ofCore = new Map());
    ofCore.set(activity, (ofCore.get(activity) ?? 0) + cycles);
  }
}
