/**
 * What is expected of the buffer caches. The paper describes Corey's, and measures none alone: all that it
 * says is that its three techniques help.
 */
import type { Claim } from "../analysis/claims.ts";
import { quotients, ratio, series, smallest, value } from "../analysis/readings.ts";

const rate = (cores: number) =>
  value({ workload: "read-mostly", system: "scalable", cores }, "throughputPerSecond");
/** From two cores on. */
const writeHeavy = (system: string) => series({ workload: "write-heavy", system }, "throughputPerSecond", 2);

const ours = { sure: "P", kind: "predicted", whose: "ours" } as const;

export const bufferCacheClaims: readonly Claim[] = [
  {
    ...ours,
    says:
      "Read-mostly, the tree lets cores find blocks without contention: sixteen cores do {} times what one " +
      "does",
    expect: { about: 16, within: 0.25 },
    unit: "ratio",
    model: ratio(rate(16), rate(1)),
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
    whose: "paper's words",
    says: "Write-heavy, the three techniques help: the least advantage over one lock, from two cores on",
    expect: { atLeast: 1 },
    unit: "ratio",
    model: smallest(quotients(writeHeavy("scalable"), writeHeavy("one-lock"))),
  },
];
