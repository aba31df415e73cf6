/** What the simulated machine costs: every level and distance, measured on the machine from inside. */
import * as z from "zod";
import type { MachineSpec } from "../machine/spec.ts";
import { coreCount } from "../machine/spec.ts";
import { distancesOf } from "../machine/distances.ts";
import { latencyBars } from "../plots/latency_bars.ts";
import type { Row } from "../rows/row.ts";
import type { Cost } from "../sim/cost.ts";
import { measureClearing, measureProbe, measureUnderLoad, probesOf } from "../workloads/memory_probe.ts";
import { experiment, sweepFields } from "./experiment.ts";
import { machineClaims } from "./machine_claims.ts";
import { type Point, range } from "./points.ts";

/** Latency and bandwidth of every level and distance. `--set` takes only `seed`. */
export const machineExperiment = experiment({
  name: "machine",
  question: "What does an access to memory cost, depending on who has the data and how far away it is?",
  paper:
    "What is farther from a core takes longer: its L1 and L2, its chip's L3, another core's cache, memory. " +
    "A page that is filled line after line takes less than its misses one by one, thanks to the " +
    "prefetcher.",
  module: import.meta.url,
  parameters: z.strictObject({ machine: sweepFields.machine, seed: sweepFields.seed }),
  points({ machine, seed }): Point[] {
    const labels = (level: string, distance: string, cores = 1): Row => ({
      experiment: "machine",
      machine: machine.name,
      system: "–",
      cores,
      level,
      distance,
    });
    const all = range(0, coreCount(machine) - 1);
    return [
      { labels: labels("spec", "–"), measure: () => facts(machine) },
      ...probesOf(machine).map((probe) => ({
        labels: labels(probe.level, probe.distance),
        measure: (count?: Cost) => measureProbe(machine, probe, seed, count),
      })),
      { labels: labels("DRAM, cleared", "own chip"), measure: (count) => measureClearing(machine, count) },
      {
        labels: labels("DRAM, all cores", "own chip", all.length),
        measure: (count) => measureUnderLoad(machine, all, seed, count),
      },
    ];
  },
  claims: machineClaims,
  figure: (rows) => latencyBars(rows),
});

/** What a spec says outright, as columns. */
function facts(spec: MachineSpec): Row {
  const { topology } = distancesOf(spec), chips = range(0, spec.chips.value - 1);
  return {
    chips: spec.chips.value,
    totalCores: coreCount(spec),
    farthestHops: Math.max(...chips.map((chip) => topology.hops(0, chip))),
    gigahertz: spec.clockHertz.value / 1e9,
    memoryGigabytes: spec.dram.bytesPerChip.value * spec.chips.value / 2 ** 30,
    lineBytes: spec.lineBytes.value,
    l1Ways: spec.l1.ways.value,
    l2Ways: spec.l2.ways.value,
    l3Ways: spec.l3.ways.value,
  };
}
