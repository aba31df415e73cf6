/**
 * Watching a run from outside. Locks and kernels know nothing of it; the machine tells an observer, if there
 * is one, what it does. An observer implements what it wants to hear. All cycles are clocks of cores, and
 * none of this changes any of them.
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

/** What rows call them. */
export const sourceNames = {
  [Source.L3]: "L3",
  [Source.SameChip]: "cache of the chip",
  [Source.Remote]: "cache of another chip",
  [Source.Dram]: "DRAM",
  [Source.Upgrade]: "invalidating",
} as const satisfies Readonly<Record<Source, string>>;

/** A stretch of time. */
export interface Span {
  /** When it began. */
  readonly fromCycles: number;
  /** When it ended. */
  readonly toCycles: number;
}

/**
 * What a machine tells, by event: one record each. Addresses are in bytes; `core` is the number of the core
 * that did it.
 */
export interface Events {
  /**
   * An access left the core's own caches: which chip served it (`from`), how long it took, and how much of
   * that was waiting for others.
   */
  readonly access: {
    readonly core: number;
    readonly address: number;
    readonly source: Source;
    readonly from: number;
    readonly cycles: number;
    readonly queueCycles: number;
    readonly atCycles: number;
  };

  /**
   * A core waited until its own stores were done, whose accesses had been told of when it went on without
   * them: the address of the last, who served it, and how much of the wait was waiting for others.
   */
  readonly drained: Span & {
    readonly core: number;
    readonly address: number;
    readonly source: Source;
    readonly from: number;
    readonly queueCycles: number;
  };

  /** A core lost its copy of a line, because another core or a device wrote it. */
  readonly invalidated: { readonly core: number; readonly line: number };

  /**
   * A program read or wrote a word, in a cache or not. `value` is what was in it before; what others wrote
   * since the core was last resumed, it cannot rely on seeing. Cores tell this only to an observer that asks
   * for it, since it costs time.
   */
  readonly touched: {
    readonly core: number;
    readonly address: number;
    readonly writes: boolean;
    readonly value: number;
    readonly atCycles: number;
    readonly resumedAtCycles: number;
  };

  /** A core filled a page frame: what was in it before is gone. */
  readonly filled: { readonly core: number; readonly address: number };

  /** A device read or wrote memory. */
  readonly dma: { readonly address: number; readonly byteCount: number; readonly writes: boolean };

  /** A device was busy for some time. */
  readonly deviceBusy: Span & { readonly device: string };

  /**
   * A core slept, and was woken. It was `polling` if it had nothing to do, rather than waiting for something
   * it needs, such as a lock; `line` is what it watched and was written, -1 if what woke it was no write.
   */
  readonly waited: Span & { readonly core: number; readonly polling: boolean; readonly line: number };

  /** A core has acquired a lock, alone or with other readers, or released it. */
  readonly lock: {
    readonly core: number;
    readonly address: number;
    readonly change: "acquired" | "acquired shared" | "released";
    readonly atCycles: number;
  };

  /** An access to a page found no translation that allows it: the kernel is called. */
  readonly fault: { readonly core: number; readonly page: number; readonly atCycles: number };

  /**
   * A core found a page's translation in a page table: the addresses of the page's frame, of the table's
   * root, and of the page of it that has the entry.
   */
  readonly translated: {
    readonly core: number;
    readonly page: number;
    readonly frame: number;
    readonly root: number;
    readonly table: number;
    readonly atCycles: number;
  };

  /** A core begins to serve an interrupt: until it has, what it accesses is the handler's. */
  readonly interrupt: { readonly core: number; readonly atCycles: number };

  /** An interrupt was served; accesses, of which `access` has told, took `stallCycles` of the time. */
  readonly interrupted: Span & { readonly core: number; readonly stallCycles: number };

  /** A core interrupted others and waited until all of them had served it. */
  readonly interruptedOthers: Span & { readonly core: number; readonly receivers: number };
}

/** Something that watches a run: a method for each event it wants to hear of. */
export type Observer = { readonly [Name in keyof Events]?: (event: Events[Name]) => void } & {
  /** The warm-up is over: what was seen before this cycle does not count. */
  reset(atCycles: number): void;
};

const names: Readonly<Record<keyof Events, true>> = {
  access: true,
  drained: true,
  invalidated: true,
  touched: true,
  filled: true,
  dma: true,
  deviceBusy: true,
  waited: true,
  lock: true,
  fault: true,
  translated: true,
  interrupt: true,
  interrupted: true,
  interruptedOthers: true,
};

/** One observer out of several; each is told in turn. */
export function observers(...all: readonly Observer[]): Observer {
  const together: Record<string, unknown> = {};
  for (const name of Object.keys(names) as (keyof Events)[]) {
    const told = all.filter((one) => one[name]) as unknown as Record<string, (event: unknown) => void>[];
    if (told.length === 0) continue;
    together[name] = (event: unknown) => {
      for (const one of told) one[name]!(event);
    };
  }
  return { ...together, reset: (atCycles) => all.forEach((one) => one.reset(atCycles)) };
}
