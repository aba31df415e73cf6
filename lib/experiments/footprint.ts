/**
 * How large the caches are, found from inside: the latency of a pointer chase, by how much memory it goes
 * round in.
 */
import * as z from "zod";
import { lines } from "../plots/lines.ts";
import { measureFootprint } from "../workloads/memory_probe.ts";
import { experiment, sweepFields } from "./experiment.ts";
import { footprintClaims } from "./footprint_claims.ts";
import { range } from "./points.ts";

/** Evenly spaced on a logarithmic axis: four to a doubling, rounded to 4 KB. */
const sizes = [...new Set(range(0, 34).map((step) => 4 * Math.round(16 * 2 ** (step / 4) / 4)))];

const bounds = "expected whole numbers of KB from 1 to 262144";

/** Latency of a load, by how much memory the chase goes round in. */
export const footprint = experiment({
  name: "footprint",
  question: "How much memory can one core go round in before it leaves its L1, its L2, its chip's L3?",
  paper:
    "Each core has an L1 and an L2 of its own, which hold different lines, each chip an L3 that holds what " +
    "the L2s drive out.",
  module: import.meta.url,
  parameters: z.strictObject({
    machine: sweepFields.machine,
    seed: sweepFields.seed,
    kilobytes: z.array(z.number().int(bounds).min(1, bounds).max(262_144, bounds)).min(1).default(sizes)
      .describe("KB that one core goes round in"),
  }),
  points: ({ machine, seed, kilobytes }) =>
    kilobytes.map((size) => ({
      labels: { experiment: "footprint", machine: machine.name, system: "–", cores: 1 },
      measure: (count) => measureFootprint(machine, size * 1024, seed, count),
    })),
  claims: footprintClaims,
  figure: (rows) =>
    lines(rows.map((row) => ({ ...row, footprintKilobytes: Number(row.footprintBytes) / 1024 })), {
      x: "footprintKilobytes",
      y: "latencyCycles",
      stroke: "machine",
      title: "Latency of a pointer chase, by the memory it goes round in",
      xLabel: "footprint (KB)",
      yLabel: "latency of a load (cycles)",
      log: "both",
      xTicks: [16, 64, 256, 1024, 4096],
    }),
});
