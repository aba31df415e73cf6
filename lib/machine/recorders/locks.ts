/**
 * Records what locks cost: how long cores waited for each, how long they held it, and which words they
 * touched meanwhile.
 *
 * Locks themselves tell only when they are acquired and released. So a wait counts for the lock that the core
 * acquires next, if it misses on no other line in between; and a line on which cores were once seen to wait
 * for a lock is that lock's from then on (a queue lock's nodes).
 */
import type { Row } from "../../rows/row.ts";
import type { Layout } from "../layout.ts";
import type { Lines } from "../lines.ts";
import type { Events, Observer } from "../observer.ts";

/** What one lock cost. */
interface Use {
  acquires: number;
  /** Of these, in a page fault; together with other readers; and with data written before the release. */
  acquiresInFaults: number;
  sharedAcquires: number;
  writingAcquires: number;
  holdCycles: number;
  /** Cycles for which it was held while its holder waited for others to serve interrupts. */
  holdInterruptCycles: number;
  /** Waits that no line's write ended. */
  sleepCycles: number;
  readonly cores: Set<number>;
  readonly words: Set<number>;
}

/** A lock that a core holds. */
interface Holding {
  readonly address: number;
  readonly since: number;
  /** Whether it has written data meanwhile. */
  wrote: boolean;
}

/** A wait that has ended, of which the purpose is not known yet. */
interface Wait {
  readonly line: number;
  cycles: number;
}

/** Sums up what locks cost. */
export class LockRecorder implements Observer {
  readonly #lines: Lines;
  #start = 0;
  readonly #uses = new Map<number, Use>();
  readonly #held = new Map<number, Holding[]>();
  readonly #recent = new Map<number, Wait>();
  /** Cycles that cores waited, by line and core. */
  readonly #waits = new Map<number, Map<number, number>>();
  readonly #sleeps = new Map<number, number>();
  /** Lines whose writes have woken cores that had nothing to do. */
  readonly #wakers = new Set<number>();
  readonly #lockOfLine = new Map<number, number>();
  readonly #interrupted = new Set<number>();
  readonly #inFault: (core: number) => boolean;

  /**
   * Nothing has been seen yet of a machine with such lines.
   *
   * @param inFault says whether a core handles a page fault
   */
  constructor(lines: Lines, inFault: (core: number) => boolean) {
    this.#lines = lines;
    this.#inFault = inFault;
  }

  /** The lock that a core acquired last and still holds; undefined if it holds none. */
  holding(core: number): number | undefined {
    return this.#held.get(core)?.at(-1)?.address;
  }

  /** See {@link Observer.access}. */
  access({ core, address }: Events["access"]): void {
    if (this.#interrupted.has(core)) return;
    const recent = this.#recent.get(core);
    // A core that sleeps, rather than spins on a line, sleeps until it has the lock.
    if (recent && recent.line >= 0 && recent.line !== this.#lines.of(address)) this.#recent.delete(core);
  }

  /** See {@link Observer.interrupt}. */
  interrupt({ core }: Events["interrupt"]): void {
    this.#interrupted.add(core);
  }

  /** See {@link Observer.interrupted}. */
  interrupted({ core }: Events["interrupted"]): void {
    this.#interrupted.delete(core);
  }

  /** See {@link Observer.interruptedOthers}. */
  interruptedOthers({ core, fromCycles, toCycles }: Events["interruptedOthers"]): void {
    const lock = this.holding(core);
    if (lock !== undefined) this.#use(lock).holdInterruptCycles += toCycles - fromCycles;
  }

  /** See {@link Observer.touched}. */
  touched({ core, address, writes }: Events["touched"]): void {
    const holding = this.#held.get(core)?.at(-1);
    if (!holding) return;
    this.#use(holding.address).words.add(address);
    if (!writes || holding.wrote || this.isLockWord(address)) return;
    holding.wrote = true;
    this.#use(holding.address).writingAcquires++;
  }

  /** See {@link Observer.waited}. */
  waited({ core, fromCycles, toCycles, polling, line }: Events["waited"]): void {
    const cycles = toCycles - Math.max(fromCycles, this.#start);
    if (polling && line >= 0) this.#wakers.add(line);
    if (polling || cycles <= 0) return;
    const recent = this.#recent.get(core);
    if (recent?.line === line) recent.cycles += cycles;
    else this.#recent.set(core, { line, cycles });
    if (line < 0) return;
    const ofLine = this.#waits.get(line) ?? new Map<number, number>();
    this.#waits.set(line, ofLine.set(core, (ofLine.get(core) ?? 0) + cycles));
  }

  /** See {@link Observer.lock}. */
  lock({ core, address, change, atCycles }: Events["lock"]): void {
    const held = this.#held.get(core) ?? [], use = this.#use(address);
    this.#held.set(core, held);
    if (change === "released") {
      const at = held.findLastIndex((one) => one.address === address);
      if (at < 0) return;
      use.holdCycles += atCycles - Math.max(this.#start, held[at]!.since);
      held.splice(at, 1);
      return;
    }
    held.push({ address, since: atCycles, wrote: false });
    use.acquires++;
    if (change === "acquired shared") use.sharedAcquires++;
    use.cores.add(core);
    if (this.#inFault(core)) use.acquiresInFaults++;
    this.#lockOfLine.set(this.#lines.of(address), address);
    const recent = this.#recent.get(core);
    if (!recent) return;
    this.#recent.delete(core);
    if (recent.line >= 0) {
      if (!this.#lockOfLine.has(recent.line)) this.#lockOfLine.set(recent.line, address);
      return;
    }
    use.sleepCycles += recent.cycles;
    this.#sleeps.set(core, (this.#sleeps.get(core) ?? 0) + recent.cycles);
  }

  /** See {@link Observer.reset}. */
  reset(atCycles: number): void {
    this.#start = atCycles;
    for (const map of [this.#uses, this.#recent, this.#waits, this.#sleeps, this.#wakers]) map.clear();
  }

  /** The lock whose word, or whose queue, is on a line. */
  lockOfLine(line: number): number | undefined {
    return this.#lockOfLine.get(line);
  }

  /**
   * The other lock whose word a lock guards, as the queue of a read-write lock guards its counter; undefined
   * if it guards none.
   */
  guardedBy(lock: number): number | undefined {
    return [...this.#uses.get(lock)?.words ?? []].find((address) =>
      address !== lock && this.#uses.has(address)
    );
  }

  /** Whether a word is a lock, or on a line of a lock's queue. */
  isLockWord(address: number): boolean {
    const lock = this.#lockOfLine.get(this.#lines.of(address));
    return this.#uses.has(address) ||
      (lock !== undefined && this.#lines.of(lock) !== this.#lines.of(address));
  }

  /** Whether cores waited for a write to a line that is no lock's. */
  isAwaited(line: number): boolean {
    return this.#waits.has(line) && !this.#lockOfLine.has(line);
  }

  /** Whether a write to a line has woken a core that had nothing to do. */
  wakes(line: number): boolean {
    return this.#wakers.has(line);
  }

  /** The lock of which a word is a part, or whose queue it is in; undefined for data. */
  lockOfWord(address: number): number | undefined {
    if (this.#uses.has(address)) return address;
    return this.isLockWord(address) ? this.#lockOfLine.get(this.#lines.of(address)) : undefined;
  }

  /** Cycles that a core waited for locks. */
  lockWaitCycles(core: number): number {
    let cycles = this.#sleeps.get(core) ?? 0;
    for (const [line, ofLine] of this.#waits) if (this.#lockOfLine.has(line)) cycles += ofLine.get(core) ?? 0;
    return cycles;
  }

  /** The words that were touched under each lock, by the lock's address. */
  words(): ReadonlyMap<number, ReadonlySet<number>> {
    return new Map([...this.#uses].map(([address, { words }]) => [address, words]));
  }

  /**
   * One row a lock: `lock`, its `structure` and where that begins (`at`), `address` and `spot` (see
   * `Layout.spotOf`), `acquires` and how many of them were in page faults, together with other readers
   * (`sharedAcquires`), and with data written before the release (`writingAcquires`), `cores`, `waitCycles`,
   * `holdCycles`, and `holdInterruptCycles`, for which it was held while its holder waited for others to
   * serve interrupts.
   */
  rows(layout: Layout): Row[] {
    const waits = (address: number) => {
      let cycles = 0;
      for (const [line, ofLine] of this.#waits) {
        if (this.#lockOfLine.get(line) !== address) continue;
        for (const some of ofLine.values()) cycles += some;
      }
      return cycles;
    };
    return [...this.#uses].sort(([a], [b]) => a - b).map(([address, use]) => {
      const { label, address: at } = layout.structureAt(address);
      return {
        lock: layout.nameOf(address),
        structure: label,
        at,
        address,
        spot: layout.spotOf(address),
        acquires: use.acquires,
        acquiresInFaults: use.acquiresInFaults,
        sharedAcquires: use.sharedAcquires,
        writingAcquires: use.writingAcquires,
        cores: use.cores.size,
        waitCycles: waits(address) + use.sleepCycles,
        holdCycles: use.holdCycles,
        holdInterruptCycles: use.holdInterruptCycles,
      };
    });
  }

  #use(address: number): Use {
    let use = this.#uses.get(address);
    if (!use) {
      use = {
        acquires: 0,
        acquiresInFaults: 0,
        sharedAcquires: 0,
        writingAcquires: 0,
        holdCycles: 0,
        holdInterruptCycles: 0,
        sleepCycles: 0,
        cores: new Set(),
        words: new Set(),
      };
      this.#uses.set(address, use);
    }
    return use;
  }
}
