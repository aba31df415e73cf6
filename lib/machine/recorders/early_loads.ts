/**
 * Finds loads that came too early: of a word that another core wrote since the loading core's last yield. A
 * core runs ahead of others between its yields, so what such a load finds is not what the machine would have
 * had there at that time: the program has to yield right before it.
 */
import type { Row } from "../../rows/row.ts";
import type { Layout } from "../layout.ts";
import type { Events, Observer } from "../observer.ts";
import { FRAMES_ADDRESS } from "../physical_memory.ts";

/** A load or a store. */
interface Touch {
  readonly core: number;
  readonly atCycles: number;
  readonly resumedAtCycles: number;
}

/** Early loads of one word by one core. */
interface Early {
  readonly writer: number;
  readonly loadedAtCycles: number;
  readonly writtenAtCycles: number;
  loads: number;
}

/** Notes who loaded and stored each word last; of accesses in interrupt handlers nothing. */
export class EarlyLoadRecorder implements Observer {
  readonly #stores = new Map<number, Touch>();
  readonly #loads = new Map<number, Touch>();
  readonly #early = new Map<number, Map<number, Early>>();
  readonly #interrupted = new Set<number>();

  /** See {@link Observer.touched}. */
  touched({ core, address, writes, atCycles, resumedAtCycles }: Events["touched"]): void {
    if (address >= FRAMES_ADDRESS || this.#interrupted.has(core)) return;
    const touch = { core, atCycles, resumedAtCycles };
    if (writes) {
      const load = this.#loads.get(address);
      if (load && atCycles < load.atCycles && isEarly(load, touch)) this.#note(address, load, touch);
      this.#stores.set(address, touch);
    } else {
      const store = this.#stores.get(address);
      if (store && isEarly(touch, store)) this.#note(address, touch, store);
      const last = this.#loads.get(address);
      if (!last || last.atCycles <= atCycles) this.#loads.set(address, touch);
    }
  }

  /** See {@link Observer.interrupt}. */
  interrupt({ core }: Events["interrupt"]): void {
    this.#interrupted.add(core);
  }

  /** See {@link Observer.interrupted}. */
  interrupted({ core }: Events["interrupted"]): void {
    this.#interrupted.delete(core);
  }

  /** See {@link Observer.reset}: a mistake in the warm-up counts, too. */
  reset(): void {}

  /**
   * One row a word and core: `core`, `field`, `writer`, `loadedAtCycles`, `writtenAtCycles` (the first time)
   * and `loads`.
   */
  rows(layout: Layout): Row[] {
    return [...this.#early].flatMap(([address, ofCore]) =>
      [...ofCore].map(([core, early]) => ({ core, field: layout.nameOf(address), ...early }))
    );
  }

  #note(address: number, load: Touch, store: Touch): void {
    let ofCore = this.#early.get(address);
    if (!ofCore) this.#early.set(address, ofCore = new Map());
    const early = ofCore.get(load.core);
    if (early) early.loads++;
    else {
      ofCore.set(load.core, {
        writer: store.core,
        loadedAtCycles: load.atCycles,
        writtenAtCycles: store.atCycles,
        loads: 1,
      });
    }
  }
}

/** Whether a load saw, or missed, what another core stored after the loading core's last yield. */
function isEarly(load: Touch, store: Touch): boolean {
  return load.core !== store.core && load.atCycles > load.resumedAtCycles &&
    store.atCycles > load.resumedAtCycles;
}
