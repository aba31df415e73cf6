/**
 * What is expected of a kernel core that keeps the table of descriptors. The paper says it of such tables,
 * and measures none.
 */
import type { Claim } from "../analysis/claims.ts";
import { ratio, series, smallest, value } from "../analysis/readings.ts";

const rate = (system: string, cores: number) => value({ system, cores }, "opensPerSecond");
const misses = (system: string, cores: number) => value({ system, cores }, "l3MissesPerOpen");

export const fdKernelCoreClaims: readonly Claim[] = [
  {
    says: "With the shared table, sixteen cores open fewer files, in all, than one",
    expect: { atMost: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "paper's words",
    model: ratio(rate("shared-table", 16), rate("shared-table", 1)),
  },
  {
    says: "A kernel core takes the contention away: from four to sixteen cores the rate does not fall, the " +
      "smallest against four",
    expect: { atLeast: 0.9 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "ours",
    model: ratio(smallest(series({ system: "kernel-core" }, "opensPerSecond", 4)), rate("kernel-core", 4)),
    gap: {
      model: 0.847,
      mechanism: "distance",
      why:
        "It falls by a sixth, by distance and not by contention: four cores are all on the kernel core's " +
        "chip, of sixteen only three others are. With placement=round-robin, where three of four are as " +
        "far away as twelve of sixteen, it falls by half of that.",
    },
  },
  {
    says: "On sixteen cores a kernel core opens more files than the shared table",
    expect: { atLeast: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "paper's words",
    model: ratio(rate("kernel-core", 16), rate("shared-table", 16)),
  },
  {
    says: "On sixteen cores it takes fewer L3 misses per open",
    expect: { atMost: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "paper's words",
    model: ratio(misses("kernel-core", 16), misses("shared-table", 16)),
  },
];
