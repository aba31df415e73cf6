/** What the simulated machine costs: every level and distance, measured on the machine from inside. */
import { z } from "zod";
import { calibrated, type Claim, predicted } from "../analysis/claims.ts";
import { value } from "../analysis/readings.ts";
import type { MachineSpec } from "../machine/spec.ts";
import { coreCount } from "../machine/spec.ts";
import { linksOf, meshWidth, Topology } from "../machine/topology.ts";
import type { Figure } from "../plots/figure.ts";
import { latencyBars } from "../plots/latency_bars.ts";
import { topology } from "../plots/topology.ts";
import type { Row } from "../rows/row.ts";
import type { StepCount } from "../sim/scheduler.ts";
import {
  inHops,
  measureClearing,
  measureProbe,
  measureUnderLoad,
  probesOf,
} from "../workloads/memory_probe.ts";
import { experiment, sweepFields } from "./experiment.ts";
import { type Point, range } from "./points.ts";

const latency = (level: string, distance: string) => value({ level, distance, cores: 1 }, "latencyCycles");

function input(
  claim: string,
  about: number,
  sure: Claim["sure"],
  model: Claim["model"],
  within = 0.03,
): Claim {
  return calibrated(claim, { about, within }, "cycles", sure, model);
}

/** What the spec says outright. */
function fact(claim: string, about: number, unit: string, sure: Claim["sure"], column: string): Claim {
  return calibrated(claim, { about, within: 0 }, unit, sure, value({ level: "spec" }, column));
}

const claims: readonly Claim[] = [
  input("A load from the L1 takes 3 cycles", 3, "P", latency("L1", "own core")),
  input("A load from the L2 takes 14 cycles", 14, "P", latency("L2", "own core")),
  input("A load from the chip's L3 takes about 47 cycles", 47, "R", latency("L3", "own chip")),
  input(
    "A load from another core's cache on the chip takes about 125 cycles",
    125,
    "R",
    latency("cache", "own chip"),
  ),
  calibrated(
    "A load from a cache on another chip takes 200 cycles or more",
    { atLeast: 200 },
    "cycles",
    "R",
    latency("cache", "1 hop"),
  ),
  calibrated(
    "A load from a cache on another chip takes 285 cycles or less",
    { atMost: 285 },
    "cycles",
    "R",
    latency("cache", "2 hops"),
  ),
  input(
    "A load from the own chip's memory takes 200 to 255 cycles",
    227.5,
    "R",
    latency("DRAM", "own chip"),
    0.12,
  ),
  input("A load from memory one hop away takes about 255 cycles", 255, "R", latency("DRAM", "1 hop")),
  input(
    "A load from memory two hops away takes 285 to 335 cycles",
    310,
    "R",
    latency("DRAM", "2 hops"),
    0.08,
  ),
  input(
    "Clearing a 4 KB page takes 3350 cycles",
    3350,
    "P",
    value({ level: "DRAM, cleared" }, "cyclesPerPage"),
  ),
  predicted(
    "Clearing a 4 KB page takes 64 L3 misses",
    { about: 64, within: 0 },
    "misses",
    "P",
    value({ level: "DRAM, cleared" }, "l3MissesPerPage"),
  ),
  fact("The machine has 4 chips", 4, "chips", "N", "chips"),
  fact("The machine has 16 cores", 16, "cores", "N", "totalCores"),
  fact("The chips form a square: the farthest is two hops away", 2, "hops", "P", "farthestHops"),
  fact("The cores run at 2.0 GHz", 2, "GHz", "P", "gigahertz"),
  fact("There are 64 GB of memory", 64, "GB", "P", "memoryGigabytes"),
  fact("A cache line has 64 bytes", 64, "bytes", "P", "lineBytes"),
  fact("The L1 is 8-way", 8, "ways", "P", "l1Ways"),
  fact("The L2 is 16-way", 16, "ways", "P", "l2Ways"),
  fact("The L3 is 32-way", 32, "ways", "P", "l3Ways"),
  calibrated(
    "Clearing a page streams 1.2 bytes a cycle",
    { about: 1.2, within: 0.03 },
    "bytes/cycle",
    "P",
    value({ level: "DRAM, cleared" }, "bytesPerCycle"),
  ),
  calibrated(
    "Under load an L3 miss costs about 100 ns (here: sixteen cores, each missing to its own chip's memory)",
    { about: 100, within: 0.25 },
    "ns",
    "P",
    value({ level: "DRAM, all cores" }, "latencyNanoseconds"),
  ),
];

/** See the head of this file. `--set` takes only `seed`. */
export const machineExperiment = experiment({
  name: "machine",
  question: "What does an access to memory cost, by who has the data and how far away it is?",
  paper:
    "A core of the 16-core AMD machine reaches its L1 in 3 cycles, its chip's L3 in some 50, another core's cache " +
    "in 125 to 285 and memory in 200 to 335; filling a page takes 3350 cycles.",
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
        measure: (count?: StepCount) => measureProbe(machine, probe, seed, count),
      })),
      { labels: labels("DRAM, cleared", "own chip"), measure: (count) => measureClearing(machine, count) },
      {
        labels: labels("DRAM, all cores", "own chip", all.length),
        measure: (count) => measureUnderLoad(machine, all, seed, count),
      },
    ];
  },
  claims,
  figure: (rows) => latencyBars(rows),
});

/** What a spec says outright, as columns. */
function facts(spec: MachineSpec): Row {
  const topologyOf = new Topology(spec), chips = range(0, spec.chips.value - 1);
  return {
    chips: spec.chips.value,
    totalCores: coreCount(spec),
    farthestHops: Math.max(...chips.map((chip) => topologyOf.hops(0, chip))),
    gigahertz: spec.clockHertz.value / 1e9,
    memoryGigabytes: spec.dram.bytesPerChip.value * spec.chips.value / 2 ** 30,
    lineBytes: spec.lineBytes.value,
    l1Ways: spec.l1.ways.value,
    l2Ways: spec.l2.ways.value,
    l3Ways: spec.l3.ways.value,
  };
}

/** A drawing of a machine: its chips, cores, caches and links. */
export function drawMachine(spec: MachineSpec): Figure {
  const chips = spec.chips.value, perChip = spec.coresPerChip.value, width = meshWidth(chips);
  const mebibytes = (bytes: number) => bytes >= 2 ** 30 ? `${bytes / 2 ** 30} GB` : `${bytes / 2 ** 20} MB`;
  // A mesh is numbered row by row; machines whose links are listed are ladders, numbered rung by rung.
  const height = chips / width, isLadder = spec.link.graph.kind === "links";
  const place = (chip: number) =>
    isLadder
      ? { x: Math.floor(chip / height), y: chip % height }
      : { x: chip % width, y: Math.floor(chip / width) };
  const square = Math.ceil(Math.sqrt(perChip));
  const topologyOf = new Topology(spec);
  const cores = range(0, chips * perChip - 1).map((core) => {
    const { x, y } = place(Math.floor(core / perChip)), i = core % perChip;
    const rows = Math.ceil(perChip / square);
    return {
      core,
      x: x + (i % square - (square - 1) / 2) * 0.56 / square,
      y: y - 0.07 + (Math.floor(i / square) - (rows - 1) / 2) * 0.34 / rows,
    };
  });
  return topology(`${spec.name}: ${chips} chips × ${perChip} cores`, {
    chips: range(0, chips - 1).map((chip) => ({
      ...place(chip),
      chip: `chip ${chip}`,
      l3: `L3 ${mebibytes(spec.l3.bytes.value)}`,
      dram: `${mebibytes(spec.dram.bytesPerChip.value)}, ${inHops(topologyOf.hops(0, chip))} from chip 0`,
    })),
    cores,
    links: linksOf(spec).map(([a, b]) => {
      const from = place(a), to = place(b);
      return { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
    }),
  });
}
