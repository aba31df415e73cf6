/** How large the caches are, found from inside: the latency of a pointer chase, by how much memory it goes round in. */
import { z } from "zod";
import { type Claim } from "../analysis/claims.ts";
import { lines } from "../plots/lines.ts";
import type { Row } from "../rows/row.ts";
import { measureFootprint } from "../workloads/memory_probe.ts";
import { experiment, sweepFields } from "./experiment.ts";

/** The largest footprint, in KB, whose average latency is still near that of the level. */
const reach = (latencyCycles: number) => (rows: readonly Row[]) =>
  Math.max(
    ...rows.filter((row) => Number(row.latencyCycles) <= 1.05 * latencyCycles).map((row) =>
      Number(row.footprintBytes)
    ),
  ) / 1024;

function size(claim: string, kilobytes: number, latencyCycles: number): Claim {
  return {
    claim,
    expected: { about: kilobytes, within: 0.05 },
    unit: "KB",
    sure: "P",
    kind: "calibrated",
    model: reach(latencyCycles),
  };
}

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
    kilobytes: z.array(z.number().positive()).min(1).default([
      ...[16, 32, 48, 64, 80, 96, 128, 192, 256, 384, 512, 576, 640, 768, 1024, 1536, 2048],
      ...[2560, 2624, 2752, 3072, 4096, 6144],
    ]),
  }),
  points: ({ machine, seed, kilobytes }) =>
    kilobytes.map((size) => ({
      labels: { experiment: "footprint", machine: machine.name, system: "–", cores: 1 },
      measure: () => measureFootprint(machine, size * 1024, seed),
    })),
  claims: [
    size("The L1 holds 64 KB", 64, 3),
    size("The L2 holds 512 KB", 512, 14),
    size("The L3 of the chip holds 2 MB", 2048, 47),
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
