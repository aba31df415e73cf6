/**
 * What the paper says of its machine. All of it is put into the model and read back, the latencies by
 * measuring them from inside.
 */
import type { Claim } from "../analysis/claims.ts";
import { value } from "../analysis/readings.ts";

const latency = (level: string, distance: string) => value({ level, distance, cores: 1 }, "latencyCycles");
const cleared = (column: string) => value({ level: "DRAM, cleared" }, column);
const spec = (column: string) => value({ level: "spec" }, column);

type Said = Pick<Claim, "says" | "expect" | "sure" | "model">;
const input = { kind: "calibrated", whose: "paper's number" } as const;
const near = (about: number, within = 0.03) => ({ about, within });

const latencies: readonly Said[] = [
  {
    says: "A load from the L1 takes {} cycles",
    expect: near(3),
    sure: "P",
    model: latency("L1", "own core"),
  },
  {
    says: "A load from the L2 takes {} cycles",
    expect: near(14),
    sure: "P",
    model: latency("L2", "own core"),
  },
  {
    says: "A load from the chip's L3 takes about {} cycles",
    expect: near(47),
    sure: "R",
    model: latency("L3", "own chip"),
  },
  {
    says: "A load from another core's cache on the chip takes about {} cycles",
    expect: near(125),
    sure: "R",
    model: latency("cache", "own chip"),
  },
  {
    says: "A load from a cache on another chip takes {} cycles or more",
    expect: { atLeast: 200 },
    sure: "R",
    model: latency("cache", "1 hop"),
  },
  {
    says: "A load from a cache on another chip takes {} cycles or less",
    expect: { atMost: 285 },
    sure: "R",
    model: latency("cache", "2 hops"),
  },
  {
    says: "A load from the own chip's memory takes 200 to 255 cycles, {} in the middle",
    expect: near(227.5, 0.12),
    sure: "R",
    model: latency("DRAM", "own chip"),
  },
  {
    says: "A load from memory one hop away takes about {} cycles",
    expect: near(255),
    sure: "R",
    model: latency("DRAM", "1 hop"),
  },
  {
    says: "A load from memory two hops away takes 285 to 335 cycles, {} in the middle",
    expect: near(310, 0.08),
    sure: "R",
    model: latency("DRAM", "2 hops"),
  },
  {
    says: "Clearing a 4 KB page takes {} cycles",
    expect: near(3350),
    sure: "P",
    model: cleared("cyclesPerPage"),
  },
];

/** What the spec says outright. */
const facts:
  readonly (readonly [says: string, about: number, unit: string, sure: Claim["sure"], column: string])[] = [
    ["The machine has {} chips", 4, "chips", "N", "chips"],
    ["The machine has {} cores", 16, "cores", "N", "totalCores"],
    ["The chips form a square: the farthest is {} hops away", 2, "hops", "P", "farthestHops"],
    ["The cores run at {} GHz", 2, "GHz", "P", "gigahertz"],
    ["There are {} GB of memory", 64, "GB", "P", "memoryGigabytes"],
    ["A cache line has {} bytes", 64, "bytes", "P", "lineBytes"],
    ["The L1 is {}-way", 8, "ways", "P", "l1Ways"],
    ["The L2 is {}-way", 16, "ways", "P", "l2Ways"],
    ["The L3 is {}-way", 32, "ways", "P", "l3Ways"],
  ];

export const machineClaims: readonly Claim[] = [
  ...latencies.map((said): Claim => ({ ...said, ...input, unit: "cycles" })),
  // A miss for each line of the page.
  {
    ...input,
    says: "Clearing a 4 KB page takes {} L3 misses",
    expect: near(64, 0),
    unit: "misses",
    sure: "P",
    model: cleared("l3MissesPerPage"),
  },
  ...facts.map(([says, about, unit, sure, column]): Claim => ({
    ...input,
    says,
    expect: near(about, 0),
    unit,
    sure,
    model: spec(column),
  })),
  {
    ...input,
    says: "Clearing a page streams {} bytes a cycle",
    expect: near(1.2),
    unit: "bytes/cycle",
    sure: "P",
    model: cleared("bytesPerCycle"),
  },
  {
    ...input,
    says:
      "Under load an L3 miss costs about {} ns (here: sixteen cores, each missing to its own chip's memory)",
    expect: near(100, 0.25),
    unit: "ns",
    sure: "P",
    model: value({ level: "DRAM, all cores" }, "latencyNanoseconds"),
  },
];
