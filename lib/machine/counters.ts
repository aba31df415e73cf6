/**
 * What a core counts, like the performance counters of a real one. Hits in the L1 are not counted: they are the
 * fast path of the whole simulation.
 */

/** The counters, with what each counts. */
export const counterNames = {
  l2Hits: "accesses that the core's own L2 served",
  l3Hits: "accesses that the chip's L3 served",
  sameChipTransfers: "misses that another core's cache on the same chip served",
  remoteTransfers: "misses that a cache on another chip served",
  dramReads: "misses that memory served",
  upgrades: "writes to a line the chip had, for which other copies had to be invalidated",
  invalidations: "copies this core lost because another core wrote the line",
  atomics: "atomic read-modify-writes",
  stallCycles: "cycles spent on accesses that left the core's own caches, queueing included",
  queueCycles: "of these, cycles spent waiting for the line, a link or a controller that served someone else",
} as const;

/** Name of a counter. */
export type CounterName = keyof typeof counterNames;

/** What was counted: one number a counter. */
export type Counts = Record<CounterName, number>;

/** The counters of all cores. */
export class Counters {
  readonly l2Hits: Float64Array;
  readonly l3Hits: Float64Array;
  readonly sameChipTransfers: Float64Array;
  readonly remoteTransfers: Float64Array;
  readonly dramReads: Float64Array;
  readonly upgrades: Float64Array;
  readonly invalidations: Float64Array;
  readonly atomics: Float64Array;
  readonly stallCycles: Float64Array;
  readonly queueCycles: Float64Array;

  /** @param cores how many cores count */
  constructor(cores: number) {
    this.l2Hits = new Float64Array(cores);
    this.l3Hits = new Float64Array(cores);
    this.sameChipTransfers = new Float64Array(cores);
    this.remoteTransfers = new Float64Array(cores);
    this.dramReads = new Float64Array(cores);
    this.upgrades = new Float64Array(cores);
    this.invalidations = new Float64Array(cores);
    this.atomics = new Float64Array(cores);
    this.stallCycles = new Float64Array(cores);
    this.queueCycles = new Float64Array(cores);
  }

  /** The sums over all cores, at this moment. */
  totals(): Counts {
    const totals = {} as Counts;
    for (const name of Object.keys(counterNames) as CounterName[]) {
      totals[name] = this[name].reduce((sum, count) => sum + count, 0);
    }
    return totals;
  }
}

/**
 * Misses as the hardware's "L3 cache miss" event counts them: data came from outside the chip's L3, be it memory or
 * another core's private cache. An upgrade moves no data and is not among them.
 */
export function l3Misses(counts: Counts): number {
  return counts.sameChipTransfers + counts.remoteTransfers + counts.dramReads;
}

/** What was counted between two moments. */
export function difference(later: Counts, earlier: Counts): Counts {
  const result = {} as Counts;
  for (const name of Object.keys(counterNames) as CounterName[]) result[name] = later[name] - earlier[name];
  return result;
}
