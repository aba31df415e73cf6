/**
 * Watching a run from outside. Locks and kernels know nothing of it; the machine tells an observer, if there is one, what it does. An
 * observer implements what it wants to hear. All cycles are clocks of cores, and none of this changes any of them.
 */

/** Who served an access. */
export enum Source {
  /** The chip's L3. */
  L3,
  /** Another core's cache on the same chip. */
  SameChip,
  /** A cache on another chip. */
  Remote,
  /** Memory. */
  Dram,
  /** Nobody: the data were here, other copies had to go. */
  Upgrade,
}

/** What happened to a lock: a core has it for itself, or with other readers, or gave it back. */
export type LockEvent = "took" | "shared" | "gave";

/** Something that watches a run. */
export interface Observer {
  /**
   * An access left the core's own caches.
   *
   * @param core who made it
   * @param address in bytes
   * @param source who served it
   * @param from the chip that served it
   * @param cycles how long it took
   * @param queueCycles how much of that was waiting for others
   * @param atCycles when it began
   */
  access?(
    core: number,
    address: number,
    source: Source,
    from: number,
    cycles: number,
    queueCycles: number,
    atCycles: number,
  ): void;

  /** A core lost its copy of a line, because another core or a device wrote it. */
  invalidated?(core: number, line: number): void;

  /**
   * A program read or wrote a word, in a cache or not. Cores tell this only to an observer that has this method, since it costs time.
   *
   * @param value of the word before
   */
  touched?(core: number, address: number, writes: boolean, value: number): void;

  /** A core filled a page frame: what was in it before is gone. */
  filled?(core: number, address: number): void;

  /** A device read or wrote memory. */
  dma?(address: number, byteCount: number, writes: boolean): void;

  /** A device was busy for some time. */
  deviceBusy?(device: string, fromCycles: number, toCycles: number): void;

  /**
   * A core slept, and was woken.
   *
   * @param polling whether it had nothing to do, rather than waiting for something it needs, such as a lock
   * @param line that it watched and that was written; -1 if what woke it was no write
   */
  waited?(core: number, fromCycles: number, toCycles: number, polling: boolean, line: number): void;

  /** A core took the lock at an address, or gave it back. */
  lock?(core: number, address: number, event: LockEvent, atCycles: number): void;

  /** An access to a page found no translation that allows it: the kernel is called. */
  fault?(core: number, page: number, atCycles: number): void;

  /**
   * A core found a page's translation in a page table.
   *
   * @param frame address of its page frame
   * @param root address of the page table in use
   * @param table address of the page of it that has the entry
   */
  translated?(
    core: number,
    page: number,
    frame: number,
    root: number,
    table: number,
    atCycles: number,
  ): void;

  /** A core begins to serve an interrupt: until it has, what it accesses is the handler's. */
  interrupt?(core: number, atCycles: number): void;

  /**
   * An interrupt was served.
   *
   * @param stallCycles how much of the time its accesses took, of which {@link access} has told
   */
  interrupted?(core: number, fromCycles: number, toCycles: number, stallCycles: number): void;

  /** A core interrupted others and waited until all of them had served it. */
  interruptedOthers?(core: number, receivers: number, fromCycles: number, toCycles: number): void;

  /** The warm-up is over: what was seen before this cycle does not count. */
  reset(atCycles: number): void;
}

const methods = [
  "access",
  "invalidated",
  "touched",
  "filled",
  "dma",
  "deviceBusy",
  "waited",
  "lock",
  "fault",
  "translated",
  "interrupt",
  "interrupted",
  "interruptedOthers",
] as const;

/** One observer out of several; each is told in turn. */
export function observers(...all: readonly Observer[]): Observer {
  const together: Observer = { reset: (atCycles) => all.forEach((one) => one.reset(atCycles)) };
  for (const name of methods) {
    const told = all.filter((one) => one[name]) as unknown as Record<string, (...what: unknown[]) => void>[];
    if (told.length === 0) continue;
    Object.assign(together, {
      [name]: (...what: unknown[]) => {
        for (const one of told) one[name]!(...what);
      },
    });
  }
  return together;
}
