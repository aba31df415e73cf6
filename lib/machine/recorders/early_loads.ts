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
  core: number;
  atCycles: number;
  resumedAtCycles: number;
}

/** The last load and the last store of a word. */
interface Word {
  readonly load: Touch;
  readonly store: Touch;
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
  readonly #words = new Map<number, Word>();
  readonly #early = new Map<number, Map<number, Early>>();
  readonly #interrupted = new Set<number>();

  /** See {@link Observer.touched}. */
  touched(touch: Events["touched"]): void {
    const { core, address, writes, atCycles } = touch;
    if (address >= FRAMES_ADDRESS || this.#interrupted.has(core)) return;
    const { load, store } = this.#word(address);
    if (writes) {
      if (atCycles < load.atCycles && isEarly(load, touch)) this.#note(address, load, touch);
      overwrite(store, touch);
    } else {
      if (isEarly(touch, store)) this.#note(address, touch, store);
      if (load.atCycles <= atCycles) overwrite(load, touch);
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

  #word(address: number): Word {
    let word = this.#words.get(address);
    if (!word) this.#words.set(address, word = { load: nobodys(), store: nobodys() });
    return word;
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

/** Before anything else. */
function nobodys(): Touch {
  return { core: -1, atCycles: -Infinity, resumedAtCycles: 0 };
}

/** Makes a touch what another is: this is done at each load and store, so it allocates nothing. */
function overwrite(touch: Touch, { core, atCycles, resumedAtCycles }: Touch): void {
  touch.core = core;
  touch.atCycles = atCycles;
  touch.resumedAtCycles = resumedAtCycles;
}
