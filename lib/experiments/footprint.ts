/** How large the caches are, found from inside: the latency of a pointer chase, by how much memory it goes round in. */
import { z } from "zod";
import { calibrated, type Claim } from "../analysis/claims.ts";
import { lines } from "../plots/lines.ts";
import type { Row } from "../rows/row.ts";
import { measureFootprint } from "../workloads/memory_probe.ts";
import { experiment, sweepFields } from "./experiment.ts";
import { range } from "./points.ts";

/** The footprint, in KB, at which the latency is halfway from one level's to the next's, between the points that were measured. */
const leaves = (latencyCycles: number, nextCycles: number) => (rows: readonly Row[]) => {
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

function size(
  claim: string,
  kilobytes: number,
  latencyCycles: number,
  nextCycles: number,
  gap?: string,
): Claim {
  // Halfway lies beyond the edge: with least-recently-used, sets thrash one after the other.
  const expected = { about: kilobytes, within: 0.05 };
  const model = leaves(latencyCycles, nextCycles);
  return calibrated(claim, expected, "KB", "P", model, gap === undefined ? {} : { gap });
}

/** Evenly spaced on a logarithmic axis: four to a doubling, rounded to 4 KB. */
const sizes = [...new Set(range(0, 34).map((step) => 4 * Math.round(16 * 2 ** (step / 4) / 4)))];

const bounds = "expected whole numbers of KB from 1 to 262144";

/** See the head of this file. */
export const footprint = experiment({
  name: "footprint",
  question: "How much memory can one core go round in before it leaves its L1, its L2, its chip's L3?",
  paper:
    "Each core has 64 KB of L1 and 512 KB of L2, each chip 2 MB of L3 that holds what the L2s drive out.",
  module: import.meta.url,
  parameters: z.strictObject({
    machine: sweepFields.machine,
    seed: sweepFields.seed,
    kilobytes: z.array(z.number().int(bounds).min(1, bounds).max(262_144, bounds)).min(1).default(sizes),
  }),
  points: ({ machine, seed, kilobytes }) =>
    kilobytes.map((size) => ({
      labels: { experiment: "footprint", machine: machine.name, system: "–", cores: 1 },
      measure: (count) => measureFootprint(machine, size * 1024, seed, count),
    })),
  claims: [
    size(
      "The L1 holds 64 KB: a chase is half out of it beyond",
      64,
      3,
      14,
      "The chase is measured at 64 and at 76 KB; between, it is interpolated.",
    ),
    size("L1 and L2 hold different lines, 64 and 512 KB: a chase is half out of both beyond", 576, 14, 47),
    size("The L3 holds 2 MB that the L2s drove out: a chase is half out of all three beyond", 2624, 47, 228),
  ],
  figure: (rows) =>
    lines(rows.map((row) => ({ ...row, footprintKilobytes: Number(row.footprintBytes) / 1024 })), {
      x: "footprintKilobytes",
      y: "latencyCycles",
      stroke: "machine",
      title: "Latency of a pointer chase, by the memory it goes round in",
      xLabel: "footprint (KB, logarithmic)",
      yLabel: "latency of a load (cycles, logarithmic)",
      log: "both",
      xTicks: [16, 64, 256, 1024, 4096],
    }),
});
