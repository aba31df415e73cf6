/**
 * The translations that a core remembers: a small first level and a larger second one, least recently used
 * out. Only software keeps them coherent: a core that changes a translation has to tell every core that may
 * remember it (`interrupts.ts`).
 */
import { Cache } from "./cache.ts";
import type { MachineSpec } from "./spec.ts";

/** A remembered translation: the frame's address, and whether the page may be written. */
export interface Translation {
  /** Address of the page frame. */
  readonly frame: number;
  /** Whether stores are allowed. */
  readonly writable: boolean;
}

/** The TLB of one core. */
export class Tlb {
  /** Loads and stores that had to walk the page table. */
  misses = 0;
  readonly #l1: Cache;
  readonly #l2: Cache;
  readonly #l2Cycles: number;
  readonly #translations = new Map<number, Translation>();

  /** An empty TLB. */
  constructor({ tlb }: MachineSpec) {
    this.#l1 = new Cache(tlb.l1Entries.value, tlb.l1Entries.value);
    this.#l2 = new Cache(tlb.l2Entries.value, tlb.l2Ways.value);
    this.#l2Cycles = tlb.l2LatencyCycles.value;
  }

  /**
   * The translation of a page, if it is remembered; undefined is a miss. `take` is told the cycles it took.
   */
  find(page: number, take: (cycles: number) => void): Translation | undefined {
    const translation = this.#translations.get(page);
    if (!translation) {
      this.misses++;
    } else if (!this.#l1.hit(page)) {
      this.#l2.remove(page);
      take(this.#l2Cycles);
      this.#fill(page);
    }
    return translation;
  }

  /** Remembers a translation, in place of an older one of the same page. */
  insert(page: number, translation: Translation): void {
    if (!this.#translations.has(page)) this.#fill(page);
    this.#translations.set(page, translation);
  }

  /** Forgets a page (`invlpg`). */
  forget(page: number): void {
    if (!this.#translations.delete(page)) return;
    if (!this.#l1.remove(page)) this.#l2.remove(page);
  }

  /** Forgets everything, as when another page table is loaded. */
  flush(): void {
    if (this.#translations.size === 0) return;
    this.#translations.clear();
    this.#l1.clear();
    this.#l2.clear();
  }

  /** Pages that are remembered, for tests. */
  pages(): Iterable<number> {
    return this.#translations.keys();
  }

  #fill(page: number): void {
    const older = this.#l1.insert(page);
    if (older < 0) return;
    const oldest = this.#l2.insert(older);
    if (oldest >= 0) this.#translations.delete(oldest);
  }
}
