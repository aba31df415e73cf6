/**
 * Watching a run from outside. Locks and kernels know nothing of it; the memory tells an observer, if there is one,
 * of every access that left a core's own caches.
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
   */
  access(
    core: number,
    address: number,
    source: Source,
    from: number,
    cycles: number,
    queueCycles: number,
  ): void;

  /**
   * A core slept on what it had cached, and a write woke it.
   *
   * @param polling whether it had nothing to do, rather than waiting for something it needs, such as a lock
   */
  waited?(core: number, fromCycles: number, toCycles: number, polling: boolean): void;

  /** The warm-up is over: what was seen so far does not count. */
  reset(): void;
}
