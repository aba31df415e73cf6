/**
 * The paper's address ranges: private memory (memclone) and shared memory (mempass), with one address space, with many, and with ranges;
 * and what a soft fault costs one core.
 */
import { z } from "zod";
import { calibrated, type Claim, predicted } from "../analysis/claims.ts";
import { farthest, quotients, ratio, series, smallest, steps, value } from "../analysis/readings.ts";
import { linux } from "../kernels/linux/linux.ts";
import type { System } from "../kernels/system.ts";
import type { VirtualMemory } from "../kernels/virtual_memory.ts";
import { corey } from "../libos/corey.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { lines } from "../plots/lines.ts";
import type { Row } from "../rows/row.ts";
import { memclone } from "../workloads/memclone.ts";
import { mempass } from "../workloads/mempass.ts";
import { mapInProcesses, mapInRoots, softFault } from "../workloads/soft_fault.ts";
import type { Workload } from "../workloads/workload.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { pointsOf } from "./points.ts";

/** The three ways to share memory between cores. */
export const addressSpaces: readonly System<VirtualMemory>[] = [
  linux.threads(),
  linux.processes(),
  corey.addressRanges(),
];

const memcloneMisses = (system: string) => series({ workload: "memclone", system }, "l3MissesPerFault");
const missesOf = (system: string, cores: number) =>
  value({ workload: "memclone", system, cores }, "l3MissesPerFault");
const cycles = (workload: string, system: string, cores: number) =>
  value({ workload, system, cores }, "cyclesPerPage");
const growth = (system: string) => ratio(cycles("memclone", system, 16), cycles("memclone", system, 1));
const seconds = (system: string) => value({ workload: "mempass", system, cores: 16 }, "seconds");
const faults = (system: string, cores: number) => value({ workload: "mempass", system, cores }, "softFaults");
/** How many times as long as on Corey the processes take to pass a buffer round, from two cores on. */
const processesToCorey = quotients(
  series({ workload: "mempass", system: "linux-processes" }, "seconds", 2),
  series({ workload: "mempass", system: "corey" }, "seconds", 2),
);

const claims: readonly Claim[] = [
  calibrated(
    "memclone: a page fault takes 76 L3 misses on Corey, at one core",
    { about: 76, within: 0.1 },
    "misses/fault",
    "P",
    missesOf("corey", 1),
  ),
  predicted(
    "memclone: 76 L3 misses per fault on Corey at every core count: the farthest from it",
    { about: 76, within: 0.1 },
    "misses/fault",
    "P",
    farthest(memcloneMisses("corey"), 76),
  ),
  predicted(
    "memclone: 76 L3 misses per fault with a Linux process a core, at every core count: the farthest from it",
    { about: 76, within: 0.1 },
    "misses/fault",
    "P",
    farthest(memcloneMisses("linux-processes"), 76),
  ),
  calibrated(
    "memclone: about 81 L3 misses per fault with Linux threads at one core",
    { about: 81, within: 0.1 },
    "misses/fault",
    "R",
    missesOf("linux-threads", 1),
  ),
  predicted(
    "memclone: with Linux threads the misses per fault rise with the cores: smallest step from one count to the next",
    { atLeast: 1 },
    "ratio",
    "P",
    smallest(steps(memcloneMisses("linux-threads"))),
    {
      ours: true,
      gap:
        "They fall by 0.1 % from eleven to twelve cores. A point is one run, and where all queue for one line, who comes after whom is worth that much.",
    },
  ),
  predicted(
    "memclone: with Linux threads the misses per fault rise with the cores: sixteen against one",
    { atLeast: 1.1 },
    "ratio",
    "P",
    ratio(missesOf("linux-threads", 16), missesOf("linux-threads", 1)),
    { ours: true },
  ),
  predicted(
    "memclone: Linux threads scale poorly: cycles per page, sixteen cores against one",
    { atLeast: 3 },
    "ratio",
    "N",
    growth("linux-threads"),
    { ours: true },
  ),
  predicted(
    "memclone: Corey scales well: cycles per page rise a little, sixteen cores against one",
    { atMost: 1.25 },
    "ratio",
    "P",
    growth("corey"),
    { ours: true },
  ),
  predicted(
    "memclone: a Linux process a core scales well: cycles per page rise a little, sixteen cores against one",
    { atMost: 1.25 },
    "ratio",
    "P",
    growth("linux-processes"),
    { ours: true },
  ),
  predicted(
    "mempass: Corey does as well as Linux threads: time at sixteen cores",
    { about: 1, within: 0.15 },
    "ratio",
    "N",
    ratio(seconds("corey"), seconds("linux-threads")),
    { ours: true },
  ),
  predicted(
    "mempass: a Linux process a core does badly: time at sixteen cores against Linux threads",
    { atLeast: 1.5 },
    "ratio",
    "N",
    ratio(seconds("linux-processes"), seconds("linux-threads")),
    { ours: true },
  ),
  predicted(
    "mempass: a Linux process a core is slower than Corey from two cores on: smallest factor",
    { atLeast: 1 },
    "ratio",
    "N",
    smallest(processesToCorey),
  ),
  predicted(
    "mempass: that factor grows with the cores: smallest step from one count to the next",
    { atLeast: 1 },
    "ratio",
    "N",
    smallest(steps(processesToCorey)),
    { ours: true },
  ),
  predicted(
    "mempass: with a process a core, each core takes a soft fault on each page: faults at sixteen cores against one",
    { about: 16, within: 0.01 },
    "ratio",
    "N",
    ratio(faults("linux-processes", 16), faults("linux-processes", 1)),
  ),
  predicted(
    "mempass: with shared page-table pages one fault a page does for all: Corey's faults at sixteen cores against one",
    { about: 1, within: 0.05 },
    "ratio",
    "N",
    ratio(faults("corey", 16), faults("corey", 1)),
  ),
  calibrated(
    "Uncontended, Linux's handler of soft page faults is about 10 % faster than Corey's: its time against Corey's",
    { about: 0.9, within: 0.05 },
    "ratio",
    "P",
    ratio(cycles("soft-fault", "linux-processes", 1), cycles("soft-fault", "corey", 1)),
  ),
];

/** See the head of this file. `--set megabytes=100` is the paper's size; costs per page hardly depend on it. */
export const addressRanges = experiment({
  name: "address-ranges",
  question:
    "Why must Linux choose between private memory that scales and shared memory that scales, and Corey need not?",
  paper:
    "When every core fills memory of its own, Linux threads scale poorly, and a process a core and Corey scale well. When cores pass a " +
    "buffer round, a process a core does badly, and threads and Corey do well.",
  module: import.meta.url,
  parameters: z.strictObject({
    machine: sweepFields.machine,
    cores: sweepFields.cores,
    seed: sweepFields.seed,
    megabytes: z.number().int().min(1).max(100).default(2).describe("MB that the cores fill or pass"),
  }),
  points(given) {
    const { machine, cores, seed, megabytes } = withAllCores(given);
    const measured = <Kernel>(
      workload: Workload<Kernel>,
      system: System<Kernel> | readonly System<Kernel>[],
      counts = cores,
    ) =>
      pointsOf({ experiment: "address-ranges", workload, machine, system, cores: counts, seed })
        .map(({ labels, measure }) => ({ labels: { ...labels, workload: workload.name }, measure }));
    const one = cores.filter((count) => count === 1);
    return [
      ...measured(memclone({ megabytes }), addressSpaces),
      ...measured(mempass({ megabytes }), addressSpaces),
      ...measured(softFault(mapInProcesses, { megabytes }), linux.processes(), one),
      ...measured(softFault(mapInRoots, { megabytes }), corey.addressRanges(), one),
    ];
  },
  claims,
  figure: (rows) =>
    lines(rows.filter(({ workload }) => workload === "memclone"), {
      x: "cores",
      y: "cyclesPerPage",
      stroke: "system",
      title: "memclone: each core fills memory of its own",
      yLabel: "cycles to modify a page, mean over cores (logarithmic)",
      log: "y",
    }),
});

/** The time to pass a buffer round, by cores. */
export function mempassSeconds(rows: readonly Row[]): PlotFigure {
  return lines(rows.filter(({ workload }) => workload === "mempass"), {
    x: "cores",
    y: "seconds",
    stroke: "system",
    title: "mempass: cores touch one buffer in turn",
    per: 0.001,
    yLabel: "milliseconds in all",
  });
}
