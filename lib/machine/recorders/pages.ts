/**
 * Records page faults and who uses which page. A fault on a page that was in memory already, for want of an
 * entry in the core's own page table, is *soft*: all it brings is that entry.
 */
import type { Row } from "../../rows/row.ts";
import type { Events, Observer } from "../observer.ts";

/** Faults that were handled with one page of a page table. */
interface Faults {
  count: number;
  /** Of these, on pages that were in memory, and what they took. */
  inMemory: number;
  inMemoryCycles: number;
}

/** Notes faults and pages. */
export class PageRecorder implements Observer {
  /**
   * Cores that use a page frame, an address space (by the root of its page table), a page of a page table.
   */
  readonly #users = new Map<number, Set<number>>();
  readonly #usersOfRoot = new Map<number, Set<number>>();
  readonly #usersOfTable = new Map<number, Set<number>>();
  readonly #faultsByRoot = new Map<number, number>();
  readonly #faultsByTable = new Map<number, Faults>();
  readonly #open = new Map<number, { readonly page: number; readonly since: number }>();
  readonly #filled = new Map<number, Set<number>>();
  #faultCycles = 0;
  #interrupts = 0;
  #interruptCycles = 0;

  /** See {@link Observer.fault}. */
  fault({ core, page, atCycles }: Events["fault"]): void {
    if (this.#open.get(core)?.page === page) return;
    this.#open.set(core, { page, since: atCycles });
    this.#filled.set(core, new Set());
  }

  /** See {@link Observer.filled}: the page is another one from now on. */
  filled({ core, address }: Events["filled"]): void {
    this.#users.delete(address);
    this.#filled.get(core)?.add(address);
  }

  /** See {@link Observer.translated}. */
  translated({ core, page, frame, root, table, atCycles }: Events["translated"]): void {
    grow(this.#users, frame, core);
    grow(this.#usersOfRoot, root, core);
    grow(this.#usersOfTable, table, core);
    const open = this.#open.get(core);
    if (open?.page !== page) return;
    this.#open.delete(core);
    this.#faultCycles += atCycles - open.since;
    this.#faultsByRoot.set(root, (this.#faultsByRoot.get(root) ?? 0) + 1);
    const faults = this.#faultsByTable.get(table) ?? { count: 0, inMemory: 0, inMemoryCycles: 0 };
    this.#faultsByTable.set(table, faults);
    faults.count++;
    if (this.#filled.get(core)!.has(frame)) return;
    faults.inMemory++;
    faults.inMemoryCycles += atCycles - open.since;
  }

  /** See {@link Observer.interrupted}. */
  interrupted({ fromCycles, toCycles }: Events["interrupted"]): void {
    this.#interruptCycles += toCycles - fromCycles;
  }

  /** See {@link Observer.interruptedOthers}. */
  interruptedOthers({ receivers, fromCycles, toCycles }: Events["interruptedOthers"]): void {
    this.#interruptCycles += toCycles - fromCycles;
    this.#interrupts += receivers;
  }

  /** See {@link Observer.reset}: pages keep their users. */
  reset(): void {
    this.#faultCycles = this.#interrupts = this.#interruptCycles = 0;
    this.#faultsByRoot.clear();
    this.#faultsByTable.clear();
  }

  /**
   * One row: `faults` and `faultCycles` (from the access that faults to the one that succeeds, all included);
   * of these `softFaults` and `softFaultCycles`; `faultsInSharedSpaces` and `faultsInSharedTables`, with a
   * page table, or a page of one, that other cores use too; `pagesOfOne` and `pagesOfMany`, by how many cores
   * use a page; `interrupts` that cores sent each other and waited for, and `interruptCycles` that went to
   * them on both sides, misses included.
   */
  row(): Row {
    const isShared = (users: Map<number, Set<number>>, key: number) => users.get(key)!.size > 1;
    const byTable = [...this.#faultsByTable];
    const own = byTable.filter(([table]) => !isShared(this.#usersOfTable, table)).map(([, faults]) => faults);
    const users = [...this.#users.values()];
    return {
      faults: byTable.reduce((sum, [, { count }]) => sum + count, 0),
      faultCycles: this.#faultCycles,
      softFaults: own.reduce((sum, { inMemory }) => sum + inMemory, 0),
      softFaultCycles: own.reduce((sum, { inMemoryCycles }) => sum + inMemoryCycles, 0),
      faultsInSharedSpaces: [...this.#faultsByRoot].filter(([root]) => isShared(this.#usersOfRoot, root))
        .reduce((sum, [, count]) => sum + count, 0),
      faultsInSharedTables: byTable.filter(([table]) => isShared(this.#usersOfTable, table))
        .reduce((sum, [, { count }]) => sum + count, 0),
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
