/**
 * Records stalls on coherence: on other cores' caches, and until other copies were gone. By lock for a core
 * that holds one, else by line.
 */
import type { Row } from "../../rows/row.ts";
import type { Layout } from "../layout.ts";
import type { Lines } from "../lines.ts";
import { type Events, type Observer, Source } from "../observer.ts";
import { FRAMES_ADDRESS } from "../physical_memory.ts";

/** Some stalls. */
export interface Stalls {
  /** In all. */
  cycles: number;
  /** Of these, waiting for others. */
  queueCycles: number;
  /** How many there were. */
  transfers: number;
  /** Of these, in page faults. */
  inFaults: number;
}

/** What has to be known of a core, or of a line, to put a stall down to something. */
export interface Whereabouts {
  /** The lock that a core acquired last and still holds. */
  holding(core: number): number | undefined;
  /** Whether a core handles a page fault. */
  inFault(core: number): boolean;
  /** The lock whose word, or whose queue, is on a line. */
  lockOfLine(line: number): number | undefined;
}

/** Sums up stalls; those in interrupt handlers are the interrupts'. */
export class StallRecorder implements Observer {
  readonly #lines: Lines;
  readonly #where: Whereabouts;
  readonly #underLock = new Map<number, Stalls>();
  readonly #onLine = new Map<number, Stalls>();
  readonly #interrupted = new Set<number>();
  /** By core and line: the lock under which the core missed on it last. */
  readonly #lockOfMiss = new Map<number, Map<number, number | undefined>>();
  /** By lock: waiting after its release for stores that were made under it. */
  readonly #drains = new Map<number, Stalls>();

  /** Nothing has been seen yet of a machine with such lines. */
  constructor(lines: Lines, where: Whereabouts) {
    this.#lines = lines;
    this.#where = where;
  }

  /** See {@link Observer.interrupt}. */
  interrupt({ core }: Events["interrupt"]): void {
    this.#interrupted.add(core);
  }

  /** See {@link Observer.interrupted}. */
  interrupted({ core }: Events["interrupted"]): void {
    this.#interrupted.delete(core);
  }

  /** See {@link Observer.access}. */
  access({ core, address, source, cycles, queueCycles }: Events["access"]): void {
    if (!this.#counts(core, address, source)) return;
    const lock = this.#where.holding(core), ofCore = this.#lockOfMiss.get(core) ?? new Map();
    this.#lockOfMiss.set(core, ofCore.set(this.#lines.of(address), lock));
    const stalls = lock === undefined ? at(this.#onLine, this.#lines.of(address)) : at(this.#underLock, lock);
    stalls.cycles += cycles;
    stalls.queueCycles += queueCycles;
    stalls.transfers++;
    if (this.#where.inFault(core)) stalls.inFaults++;
  }

  /** See {@link Observer.drained}. Whatever the core does by now, it stalls on a store made before. */
  drained({ core, address, source, queueCycles, fromCycles, toCycles }: Events["drained"]): void {
    if (!this.#counts(core, address, source)) return;
    const line = this.#lines.of(address), lock = this.#lockOfMiss.get(core)?.get(line);
    const stalls = lock === undefined
      ? at(this.#onLine, line)
      : at(this.#where.holding(core) === lock ? this.#underLock : this.#drains, lock);
    stalls.cycles += toCycles - fromCycles;
    stalls.queueCycles += queueCycles;
  }

  #counts(core: number, address: number, source: Source): boolean {
    return source !== Source.Dram && source !== Source.L3 && address < FRAMES_ADDRESS &&
      !this.#interrupted.has(core);
  }

  /** See {@link Observer.reset}. */
  reset(): void {
    this.#drains.clear();
    this.#underLock.clear();
    this.#onLine.clear();
  }

  /**
   * Of one lock: `holdStallCycles` and `holdTransfers` while it was held, which it is until the stores are
   * done that were made under it; with those on its own lines `stallCycles`, `stallQueueCycles`, `transfers`;
   * and `drainCycles`, which its holder waited for those stores when it released it.
   */
  ofLock(lock: number): Row {
    const drains = at(this.#drains, lock), held = added(at(this.#underLock, lock), drains);
    const all = [...this.#onLine].filter(([line]) => this.#where.lockOfLine(line) === lock)
      .reduce((sum, [, stalls]) => added(sum, stalls), held);
    return {
      holdStallCycles: held.cycles,
      holdTransfers: held.transfers,
      stallCycles: all.cycles,
      stallQueueCycles: all.queueCycles,
      transfers: all.transfers,
      drainCycles: drains.cycles,
    };
  }

  /**
   * One row a line that cores stalled on without a lock, and that is no lock's: `structure`, `at`, `line`,
   * `lineNumber`, `stallCycles`, `stallQueueCycles`, `transfers`, `transfersInFaults`.
   */
  unlockedRows(layout: Layout): Row[] {
    return [...this.#onLine].filter(([line]) => this.#where.lockOfLine(line) === undefined)
      .map(([line, { cycles, queueCycles, transfers, inFaults }]) => {
        const { label, address } = layout.structureAt(this.#lines.startOf(line));
        return {
          structure: label,
          at: address,
          line: layout.lineName(line),
          lineNumber: line,
          stallCycles: cycles,
          stallQueueCycles: queueCycles,
          transfers,
          transfersInFaults: inFaults,
        };
      });
  }
}

function at(map: Map<number, Stalls>, key: number): Stalls {
  let stalls = map.get(key);
  if (!stalls) map.set(key, stalls = { cycles: 0, queueCycles: 0, transfers: 0, inFaults: 0 });
  return stalls;
}

function added(a: Stalls, b: Stalls): Stalls {
  return {
    cycles: a.cycles + b.cycles,
    queueCycles: a.queueCycles + b.queueCycles,
    transfers: a.transfers + b.transfers,
    inFaults: a.inFaults + b.inFaults,
  };
}
