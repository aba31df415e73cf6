/** The computer's processors: which share a core, a package, caches and memory. */

/** A cache that some processors share. */
export interface HostCache {
  /** 1 is nearest to the core. */
  readonly level: number;
  /** What it holds; 0 where nobody says. */
  readonly bytes: number;
  /** Lines in a set; 0 where the system does not say. */
  readonly ways: number;
  /** Bytes of a line; 0 where nobody says. */
  readonly lineBytes: number;
  /** The processors that share it. */
  readonly processors: readonly number[];
}

/** A logical processor. */
export interface HostProcessor {
  /** As the system numbers it. */
  readonly number: number;
  /** The processors of the same core, itself included: more than one with simultaneous multithreading. */
  readonly siblings: readonly number[];
  /** Its package, or socket. */
  readonly package: number;
  /** Its caches of data, nearest first. */
  readonly caches: readonly HostCache[];
}

/** The computer. */
export interface HostTopology {
  /** What its processors are called. */
  readonly model: string;
  /** All processors that are switched on, and that this process may run on. */
  readonly processors: readonly HostProcessor[];
  /** The processors of each NUMA node. */
  readonly nodes: readonly (readonly number[])[];
  /** Memory there is. */
  readonly memoryBytes: number;
  /** Memory that programs can still have. */
  readonly freeBytes: number;
}

/**
 * The processors in the order in which a run takes them: one of each core first, package by package, then
 * their siblings.
 */
export function inOrder({ processors }: HostTopology): number[] {
  const usable = new Set(processors.map(({ number }) => number));
  const rank = ({ siblings, number }: HostProcessor): number =>
    siblings.filter((sibling) => usable.has(sibling)).indexOf(number);
  return processors.toSorted((a, b) => rank(a) - rank(b) || a.package - b.package || a.number - b.number)
    .map(({ number }) => number);
}
