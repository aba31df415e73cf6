/**
 * What the paper says of the sizes of caches: one core can go round in so much memory before it leaves them.
 */
import type { Claim } from "../analysis/claims.ts";
import { opteron16 } from "../machine/presets.ts";

/** Kilobytes. */
const l1 = 64, l2 = 512, l3 = 2048;
/** Cycles of a load, by the level that serves it. */
const [fromL1, fromL2, fromL3, fromMemory] = [
  opteron16.l1.latencyCycles.value,
  opteron16.l2.latencyCycles.value,
  opteron16.l3.latencyCycles.value,
  opteron16.dram.latencyCyclesByHops.value[0]!,
] as const;

/**
 * The footprint, in KB, at which the latency is halfway from one level's to the next's, between the points
 * that were measured.
 */
const leaves = (latencyCycles: number, nextCycles: number): Claim["model"] => (rows) => {
  const half = (latencyCycles + nextCycles) / 2;
  const points = rows.map((row) => ({
    size: Number(row.footprintBytes) / 1024,
    cycles: Number(row.latencyCycles),
  }))
    .sort((a, b) => a.size - b.size);
  const after = points.findIndex(({ cycles }) => cycles > half);
  const a = points[after - 1], b = points[after];
  return a && b ? a.size + (b.size - a.size) * (half - a.cycles) / (b.cycles - a.cycles) : undefined;
};

// Halfway lies beyond the edge: with least-recently-used, sets thrash one after the other.
const size = { unit: "KB", sure: "P", kind: "calibrated", whose: "paper's number" } as const;

export const footprintClaims: readonly Claim[] = [
  {
    ...size,
    says: "The L1 holds {} KB: a chase is half out of it beyond",
    expect: { about: l1, within: 0.05 },
    model: leaves(fromL1, fromL2),
    gap: {
      model: 70,
      mechanism: "measurement",
      why: "The chase is measured at 64 and at 76 KB; between, it is interpolated.",
    },
  },
  {
    ...size,
    says: "L1 and L2 hold different lines, {} KB in all: a chase is half out of both beyond",
    expect: { about: l1 + l2, within: 0.05 },
    model: leaves(fromL2, fromL3),
  },
  {
    ...size,
    says: "The L3 holds what the L2s drove out, {} KB with them: a chase is half out of all three beyond",
    expect: { about: l1 + l2 + l3, within: 0.05 },
    model: leaves(fromL3, fromMemory),
  },
];
