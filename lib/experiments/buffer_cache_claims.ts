/**
 * What is expected of the buffer caches. The paper describes Corey's, and measures none alone, so all bounds
 * are ours.
 */
import type { Claim } from "../analysis/claims.ts";
import { largest, quotients, ratio, series, smallest, value } from "../analysis/readings.ts";

const rate = (workload: string, system: string, cores: number) =>
  value({ workload, system, cores }, "throughputPerSecond");
const rates = (workload: string, system: string, from = 1) =>
  series({ workload, system }, "throughputPerSecond", from);

const ours = { sure: "P", kind: "predicted", whose: "ours" } as const;

export const bufferCacheClaims: readonly Claim[] = [
  {
    ...ours,
    says:
      "Read-mostly, the tree lets cores find blocks without contention: sixteen cores do {} times what one " +
      "does",
    expect: { about: 16, within: 0.25 },
    unit: "ratio",
    model: ratio(rate("read-mostly", "scalable", 16), rate("read-mostly", "scalable", 1)),
  },
  {
    ...ours,
    says:
      "Read-mostly, under one lock no number of cores does more than one core alone: the most, against one",
    expect: { atMost: 1.05 },
    unit: "ratio",
    model: ratio(largest(rates("read-mostly", "one-lock")), rate("read-mostly", "one-lock", 1)),
  },
  // A write in a thousand makes fifteen others fetch 64 lines: a miss an operation.
  {
    ...ours,
    says:
      "Read-mostly, what finds a block is not written: {} L3 miss an operation, of the block, on sixteen " +
      "cores of the scalable cache",
    expect: { about: 1, within: 0.25 },
    unit: "misses",
    model: value({ workload: "read-mostly", system: "scalable", cores: 16 }, "l3MissesPerOp"),
  },
  {
    ...ours,
    says: "Write-heavy, cores contend for the blocks themselves, whatever finds them: sixteen cores of the " +
      "scalable cache do hardly more than one",
    expect: { atMost: 1.25 },
    unit: "ratio",
    model: ratio(rate("write-heavy", "scalable", 16), rate("write-heavy", "scalable", 1)),
  },
  {
    ...ours,
    says:
      "Write-heavy, per-core allocators and the tree are worth something still: the least advantage over " +
      "one lock, from two cores on",
    expect: { atLeast: 1.2 },
    unit: "ratio",
    model: smallest(quotients(rates("write-heavy", "scalable", 2), rates("write-heavy", "one-lock", 2))),
  },
];
