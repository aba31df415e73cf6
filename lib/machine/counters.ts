/**
 * What a core counts, like the performance counters of a real one. Hits in the L1 are not counted: they are
 * the fast path of the whole simulation.
 */

import { Source } from "./observer.ts";

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
  waitCycles: "cycles spent spinning on a cached word that had yet to change, such as a lock's",
  idleCycles: "cycles in which a program that polls found nothing to do",
} as const;

/** Name of a counter. */
export type CounterName = keyof typeof counterNames;

/** What was counted: one number a counter. */
export type Counts = Record<CounterName, number>;

/** The counters of all cores: for each counter, a number a core. */
export type Counters = Readonly<Record<CounterName, Float64Array>>;

const names = Object.keys(counterNames) as CounterName[];

/** Counters at zero. */
export function newCounters(cores: number): Counters {
  return Object.fromEntries(names.map((name) => [name, new Float64Array(cores)])) as Counters;
}

/** Counts an access that left the core's own L1 and L2. */
export function countAccess(
  counters: Counters,
  core: number,
  source: Source,
  stallCycles: number,
  queueCycles: number,
): void {
  if (source === Source.L3) counters.l3Hits[core]!++;
  else if (source === Source.SameChip) counters.sameChipTransfers[core]!++;
  else if (source === Source.Remote) counters.remoteTransfers[core]!++;
  else if (source === Source.Dram) counters.dramReads[core]!++;
  else counters.upgrades[core]!++;
  counters.stallCycles[core]! += stallCycles;
  counters.queueCycles[core]! += queueCycles;
}

/** The sums over all cores, at this moment. */
export function totals(counters: Counters): Counts {
  const sums = names.map((name) => [name, counters[name].reduce((sum, count) => sum + count, 0)]);
  return Object.fromEntries(sums) as Counts;
}

/** How many accesses of all cores an L1 could not serve. */
export function beyondL1(counters: Counters): number {
  const { l2Hits, l3Hits, sameChipTransfers, remoteTransfers, dramReads, upgrades } = counters;
  let sum = 0;
  for (const counts of [l2Hits, l3Hits, sameChipTransfers, remoteTransfers, dramReads, upgrades]) {
    for (const count of counts) sum += count;
  }
  return sum;
}

/**
 * Misses as the hardware's "L3 cache miss" event counts them: data came from outside the chip's L3, be it
 * memory or another core's private cache. An upgrade moves no data and is not among them.
 */
export function l3Misses(counts: Counts): number {
  return counts.sameChipTransfers + counts.remoteTransfers + counts.dramReads;
}

/** What was counted between two moments. */
export function difference(later: Counts, earlier: Counts): Counts {
  return Object.fromEntries(names.map((name) => [name, later[name] - earlier[name]])) as Counts;
}
