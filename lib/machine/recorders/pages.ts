/**
 * Records page faults and who uses which page. A fault on a page that was in memory already is *soft*: all it brings is one more entry in a
 * page table.
 */
import type { Row } from "../../rows/row.ts";
import type { Observer } from "../observer.ts";

/** Notes faults and pages. */
export class PageRecorder implements Observer {
  readonly #users = new Map<number, Set<number>>();
  readonly #coresOfRoot = new Map<number, Set<number>>();
  readonly #faultsOfRoot = new Map<number, number>();
  readonly #open = new Map<number, { readonly page: number; readonly since: number }>();
  readonly #filled = new Map<number, Set<number>>();
  #faults = 0;
  #faultCycles = 0;
  #softFaults = 0;
  #softFaultCycles = 0;
  #interrupts = 0;
  #interruptCycles = 0;

  /** See {@link Observer.fault}. */
  fault(core: number, page: number, atCycles: number): void {
    if (this.#open.get(core)?.page === page) return;
    this.#open.set(core, { page, since: atCycles });
    this.#filled.set(core, new Set());
  }

  /** See {@link Observer.filled}: the page is another one from now on. */
  filled(core: number, address: number): void {
    this.#users.delete(address);
    this.#filled.get(core)?.add(address);
  }

  /** See {@link Observer.translated}. */
  translated(core: number, page: number, frame: number, root: number, atCycles: number): void {
    grow(this.#users, frame, core);
    grow(this.#coresOfRoot, root, core);
    const open = this.#open.get(core);
    if (open?.page !== page) return;
    this.#open.delete(core);
    this.#faults++;
    this.#faultCycles += atCycles - open.since;
    this.#faultsOfRoot.set(root, (this.#faultsOfRoot.get(root) ?? 0) + 1);
    if (this.#filled.get(core)!.has(frame)) return;
    this.#softFaults++;
    this.#softFaultCycles += atCycles - open.since;
  }

  /** See {@link Observer.interrupted}. */
  interrupted(_core: number, fromCycles: number, toCycles: number): void {
    this.#interruptCycles += toCycles - fromCycles;
  }

  /** See {@link Observer.interruptedOthers}. */
  interruptedOthers(_core: number, receivers: number, fromCycles: number, toCycles: number): void {
    this.#interruptCycles += toCycles - fromCycles;
    this.#interrupts += receivers;
  }

  /** See {@link Observer.reset}: pages keep their users. */
  reset(): void {
    this.#faults =
      this.#faultCycles =
      this.#softFaults =
      this.#softFaultCycles =
        0;
    this.#interrupts = this.#interruptCycles = 0;
    this.#faultsOfRoot.clear();
  }

  /**
   * One row: `faults`, `faultCycles`, `softFaults`, `softFaultCycles` (from the access that faults to the one that succeeds, all included);
   * `faultsInSharedSpaces`, with a page table that other cores use too; `pagesOfOne` and `pagesOfMany`, by how many cores use a page;
   * `interrupts` that cores sent each other and waited for, and `interruptCycles` that went to them on both sides, misses included.
   */
  row(): Row {
    let shared = 0;
    for (const [root, faults] of this.#faultsOfRoot) {
      if (this.#coresOfRoot.get(root)!.size > 1) shared += faults;
    }
    const users = [...this.#users.values()];
    return {
      faults: this.#faults,
      faultCycles: this.#faultCycles,
      softFaults: this.#softFaults,
      softFaultCycles: this.#softFaultCycles,
      faultsInSharedSpaces: shared,
      pagesOfOne: users.filter(({ size }) => size === 1).length,
      pagesOfMany: users.filter(({ size }) => size > 1).length,
      interrupts: this.#interrupts,
      interruptCycles: this.#interruptCycles,
    };
  }
}

function grow(map: Map<number, Set<number>>, key: number, core: number): void {
  const set = map.get(key);
  if (set) set.add(core);
  else map.set(key, new Set([core]));
}
