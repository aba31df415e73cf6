/**
 * Records which field's line cost how much, and to whom: the raw material of the sharing report. It watches a run from
 * outside, as an observer of the memory.
 */
import type { Row } from "../rows/row.ts";
import type { Layout } from "./layout.ts";
import { type Observer, Source } from "./observer.ts";

/** What one core did to one word. */
interface Tally {
  misses: number;
  upgrades: number;
  stallCycles: number;
  queueCycles: number;
}

/** Counts, for each word and core, the accesses that left the core's own caches. */
export class SharingRecorder implements Observer {
  #tallies = new Map<number, Map<number, Tally>>();

  /** See {@link Observer.access}. */
  access(
    core: number,
    address: number,
    source: Source,
    _from: number,
    cycles: number,
    queueCycles: number,
  ): void {
    let ofCore = this.#tallies.get(address);
    if (!ofCore) this.#tallies.set(address, ofCore = new Map());
    let tally = ofCore.get(core);
    if (!tally) ofCore.set(core, tally = { misses: 0, upgrades: 0, stallCycles: 0, queueCycles: 0 });
    if (source === Source.Upgrade) tally.upgrades++;
    else if (source !== Source.L3) tally.misses++;
    tally.stallCycles += cycles;
    tally.queueCycles += queueCycles;
  }

  /** See {@link Observer.reset}. */
  reset(): void {
    this.#tallies.clear();
  }

  /** One row a word and core: `line`, `field`, `core`, `misses`, `upgrades`, `stallCycles`, `queueCycles`. */
  rows(layout: Layout): Row[] {
    return [...this.#tallies].sort(([a], [b]) => a - b).flatMap(([address, ofCore]) => {
      const line = layout.lineName(address >>> 6), field = layout.nameOf(address);
      return [...ofCore].sort(([a], [b]) => a - b).map(([core, tally]) => ({ line, field, core, ...tally }));
    });
  }
}
