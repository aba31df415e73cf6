/** Records what each core did, and when: misses, waits, page faults, interrupts, locks held. */
import type { Row } from "../../rows/row.ts";
import type { Layout } from "../layout.ts";
import type { Lines } from "../lines.ts";
import { type Events, type Observer, Source } from "../observer.ts";
import { FRAMES_ADDRESS } from "../physical_memory.ts";
import { Stretch, type TimelineOptions } from "./stretch.ts";

/** An interval, with the address it is about; -1 for none. */
interface Interval {
  readonly core: number;
  readonly track: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly address: number;
}

const missNames: Readonly<Record<Source, string>> = {
  [Source.L3]: "L3",
  [Source.SameChip]: "cache of the chip",
  [Source.Remote]: "cache of another chip",
  [Source.Dram]: "DRAM",
  [Source.Upgrade]: "invalidating",
};

/** Keeps intervals of one stretch of a run. */
export class TimelineRecorder implements Observer {
  readonly #intervals: Interval[] = [];
  readonly #faults = new Map<number, { readonly page: number; readonly since: number }>();
  readonly #held = new Map<string, number>();
  readonly #lines: Lines;
  readonly #stretch: Stretch;

  /**
   * Nothing has been seen yet of a machine with such lines.
   *
   * @param clockHertz turns cycles into microseconds
   */
  constructor(lines: Lines, clockHertz: number, options: TimelineOptions) {
    this.#lines = lines;
    this.#stretch = new Stretch(clockHertz, options);
  }

  /** See {@link Observer.access}. */
  access({ core, address, source, cycles, atCycles }: Events["access"]): void {
    this.#keep(core, "memory", missNames[source], atCycles, atCycles + cycles, address);
  }

  /** See {@link Observer.drained}. */
  drained({ core, address, source, fromCycles, toCycles }: Events["drained"]): void {
    this.#keep(core, "memory", missNames[source], fromCycles, toCycles, address);
  }

  /** See {@link Observer.waited}. */
  waited({ core, fromCycles, toCycles, polling, line }: Events["waited"]): void {
    this.#keep(
      core,
      "memory",
      polling ? "idle" : "waiting",
      fromCycles,
      toCycles,
      line < 0 ? -1 : this.#lines.startOf(line),
    );
  }

  /** See {@link Observer.lock}. */
  lock({ core, address, change, atCycles }: Events["lock"]): void {
    const key = `${core} ${address}`, since = this.#held.get(key);
    if (change !== "released") this.#held.set(key, atCycles);
    else if (since !== undefined) this.#keep(core, "locks", "holding", since, atCycles, address);
  }

  /** See {@link Observer.fault}. */
  fault({ core, page, atCycles }: Events["fault"]): void {
    if (this.#faults.get(core)?.page !== page) this.#faults.set(core, { page, since: atCycles });
  }

  /** See {@link Observer.translated}. */
  translated({ core, page, atCycles }: Events["translated"]): void {
    const fault = this.#faults.get(core);
    if (fault?.page !== page) return;
    this.#faults.delete(core);
    this.#keep(core, "faults", "page fault", fault.since, atCycles, -1);
  }

  /** See {@link Observer.interrupted}. */
  interrupted({ core, fromCycles, toCycles }: Events["interrupted"]): void {
    this.#keep(core, "interrupts", "interrupt", fromCycles, toCycles, -1);
  }

  /** See {@link Observer.reset}. */
  reset(atCycles: number): void {
    this.#stretch.begin(atCycles);
    this.#intervals.length = 0;
  }

  /**
   * One row an interval, in order of time: `core`, `track` (`memory`, `locks`, `faults` or `interrupts`:
   * intervals of one track do not overlap, but those of locks, which nest), `name`, `startMicroseconds`
   * (after the warm-up), `microseconds`, and `what` it is about.
   */
  rows(layout: Layout): Row[] {
    const what = (address: number) =>
      address < 0 ? "" : address >= FRAMES_ADDRESS ? "page frame" : layout.nameOf(address);
    return this.#intervals.sort((a, b) => a.from - b.from || a.core - b.core).map((interval) => ({
      core: interval.core,
      track: interval.track,
      name: interval.name,
      startMicroseconds: this.#stretch.microsecondsAt(interval.from),
      microseconds: this.#stretch.microseconds(interval.to - interval.from),
      what: what(interval.address),
    }));
  }

  #keep(core: number, track: string, name: string, from: number, to: number, address: number): void {
    if (this.#stretch.overlaps(from, to)) this.#intervals.push({ core, track, name, from, to, address });
  }
}
