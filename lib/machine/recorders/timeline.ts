/** Records what each core did, and when: misses, waits, page faults, interrupts, locks held. */
import type { Row } from "../../rows/row.ts";
import type { Layout } from "../layout.ts";
import type { Lines } from "../lines.ts";
import { type Events, type Observer, sourceNames, type Span } from "../observer.ts";
import { FRAMES_ADDRESS } from "../physical_memory.ts";
import { Stretch, type TimelineOptions } from "./stretch.ts";

/** An interval, with the address it is about, if there is one. */
interface Interval extends Span {
  readonly core: number;
  readonly track: "memory" | "locks" | "faults" | "interrupts";
  readonly name: string;
  readonly address?: number;
}

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
  access({ core, address, source, cycles, atCycles: fromCycles }: Events["access"]): void {
    const name = sourceNames[source], toCycles = fromCycles + cycles;
    this.#keep({ core, track: "memory", name, fromCycles, toCycles, address });
  }

  /** See {@link Observer.drained}. */
  drained({ core, address, source, fromCycles, toCycles }: Events["drained"]): void {
    this.#keep({ core, track: "memory", name: sourceNames[source], fromCycles, toCycles, address });
  }

  /** See {@link Observer.waited}. */
  waited({ core, fromCycles, toCycles, polling, line }: Events["waited"]): void {
    const name = polling ? "idle" : "waiting", at = line < 0 ? {} : { address: this.#lines.startOf(line) };
    this.#keep({ core, track: "memory", name, fromCycles, toCycles, ...at });
  }

  /** See {@link Observer.lock}. */
  lock({ core, address, change, atCycles }: Events["lock"]): void {
    const key = `${core} ${address}`, fromCycles = this.#held.get(key);
    if (change !== "released") this.#held.set(key, atCycles);
    else if (fromCycles !== undefined) {
      this.#keep({ core, track: "locks", name: "holding", fromCycles, toCycles: atCycles, address });
    }
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
    this.#keep({ core, track: "faults", name: "page fault", fromCycles: fault.since, toCycles: atCycles });
  }

  /** See {@link Observer.interrupted}. */
  interrupted({ core, fromCycles, toCycles }: Events["interrupted"]): void {
    this.#keep({ core, track: "interrupts", name: "interrupt", fromCycles, toCycles });
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
    const what = (address: number) => address >= FRAMES_ADDRESS ? "page frame" : layout.nameOf(address);
    return this.#intervals.sort((a, b) => a.fromCycles - b.fromCycles || a.core - b.core).map((
      { core, track, name, fromCycles, toCycles, address },
    ) => ({
      core,
      track,
      name,
      startMicroseconds: this.#stretch.microsecondsAt(fromCycles),
      microseconds: this.#stretch.microseconds(toCycles - fromCycles),
      what: address === undefined ? "" : what(address),
    }));
  }

  #keep(interval: Interval): void {
    if (this.#stretch.overlaps(interval.fromCycles, interval.toCycles)) this.#intervals.push(interval);
  }
}
