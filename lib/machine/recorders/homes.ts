/** Records whose memory served accesses: do cores use the memory of their own chip, and all chips alike? */
import type { Row } from "../../rows/row.ts";
import type { Core } from "../core.ts";
import { type Events, type Observer, Source } from "../observer.ts";

/** What the cores got from the memory of one chip. */
interface Served {
  accesses: number;
  remoteAccesses: number;
  cycles: number;
  queueCycles: number;
}

/** Counts accesses by the chip whose memory served them. */
export class HomeRecorder implements Observer {
  /** Accesses by home and core. */
  readonly #served = new Map<number, Map<number, { count: number; cycles: number; queueCycles: number }>>();

  /** See {@link Observer.access}. */
  access({ core, source, from, cycles, queueCycles }: Events["access"]): void {
    if (source === Source.Dram) this.#add(core, from, 1, cycles, queueCycles);
  }

  /** See {@link Observer.drained}. */
  drained({ core, source, from, queueCycles, fromCycles, toCycles }: Events["drained"]): void {
    if (source === Source.Dram) this.#add(core, from, 0, toCycles - fromCycles, queueCycles);
  }

  #add(core: number, from: number, count: number, cycles: number, queueCycles: number): void {
    let ofHome = this.#served.get(from);
    if (!ofHome) this.#served.set(from, ofHome = new Map());
    const sum = ofHome.get(core) ?? { count: 0, cycles: 0, queueCycles: 0 };
    ofHome.set(core, sum);
    sum.count += count;
    sum.cycles += cycles;
    sum.queueCycles += queueCycles;
  }

  /** See {@link Observer.reset}. */
  reset(): void {
    this.#served.clear();
  }

  /**
   * One row a `chip`: `accesses` that its memory served, and how many of them were of cores on other chips
   * (`remoteAccesses`); how long they took (`dramCycles`), and for how long of that they waited for others
   * (`dramQueueCycles`).
   */
  rows(cores: readonly Core[], chips: number): Row[] {
    return Array.from({ length: chips }, (_, chip) => {
      const sum: Served = { accesses: 0, remoteAccesses: 0, cycles: 0, queueCycles: 0 };
      for (const [core, { count, cycles, queueCycles }] of this.#served.get(chip) ?? []) {
        sum.accesses += count;
        if (cores[core]!.chip !== chip) sum.remoteAccesses += count;
        sum.cycles += cycles;
        sum.queueCycles += queueCycles;
      }
      const { accesses, remoteAccesses, cycles, queueCycles } = sum;
      return { chip, accesses, remoteAccesses, dramCycles: cycles, dramQueueCycles: queueCycles };
    });
  }
}
