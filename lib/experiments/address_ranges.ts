/** The paper's address ranges: private memory (memclone) and shared memory (mempass), with one address space, with many, and with ranges. */
import { z } from "zod";
import { type Claim, valueOf } from "../analysis/claims.ts";
import { linux } from "../kernels/linux/linux.ts";
import type { System } from "../kernels/system.ts";
import type { VirtualMemory } from "../kernels/virtual_memory.ts";
import { corey } from "../libos/corey.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { lines } from "../plots/lines.ts";
import type { Row } from "../rows/row.ts";
import { memclone } from "../workloads/memclone.ts";
import { mempass } from "../workloads/mempass.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { pointsOf } from "./points.ts";

/** The three ways to share memory between cores. */
export const addressSpaces: readonly System<VirtualMemory>[] = [
  linux.threads(),
  linux.processes(),
  corey.addressRanges(),
];

const value = (rows: readonly Row[], workload: string, system: string, cores: number, column: string) =>
  valueOf(rows, { workload, system, cores }, column) ?? NaN;

/** The value of a column that is farthest from what it should be, over all core counts. */
const farthest = (workload: string, system: string, column: string, from: number) => (rows: readonly Row[]) =>
  rows.filter((row) => row.workload === workload && row.system === system).map((row) => Number(row[column]))
    .reduce((a, b) => Math.abs(b - from) > Math.abs(a - from) ? b : a, from);

const growth = (workload: string, system: string) => (rows: readonly Row[]) =>
  value(rows, workload, system, 16, "cyclesPerPage") / value(rows, workload, system, 1, "cyclesPerPage");

const seconds = (rows: readonly Row[], system: string, cores: number) =>
  value(rows, "mempass", system, cores, "seconds");

const claims: readonly Claim[] = [
  {
    claim: "memclone: a page fault takes 76 L3 misses on Corey, at one core",
    expected: { about: 76, within: 0.1 },
    unit: "misses/fault",
    sure: "P",
    kind: "calibrated",
    model: (rows) => value(rows, "memclone", "corey", 1, "l3MissesPerFault"),
  },
  {
    claim: "memclone: 76 L3 misses per fault on Corey at every core count: the farthest from it",
    expected: { about: 76, within: 0.1 },
    unit: "misses/fault",
    sure: "P",
    kind: "predicted",
    model: farthest("memclone", "corey", "l3MissesPerFault", 76),
  },
  {
    claim:
      "memclone: 76 L3 misses per fault with a Linux process a core, at every core count: the farthest from it",
    expected: { about: 76, within: 0.1 },
    unit: "misses/fault",
    sure: "P",
    kind: "predicted",
    model: farthest("memclone", "linux-processes", "l3MissesPerFault", 76),
  },
  {
    claim: "memclone: about 81 L3 misses per fault with Linux threads at one core",
    expected: { about: 81, within: 0.1 },
    unit: "misses/fault",
    sure: "R",
    kind: "calibrated",
    model: (rows) => value(rows, "memclone", "linux-threads", 1, "l3MissesPerFault"),
  },
  {
    claim: "memclone: with Linux threads the misses per fault rise with the cores: sixteen against one",
    expected: { atLeast: 1.1 },
    ours: true,
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    model: (rows) =>
      value(rows, "memclone", "linux-threads", 16, "l3MissesPerFault") /
      value(rows, "memclone", "linux-threads", 1, "l3MissesPerFault"),
  },
  {
    claim: "memclone: Linux threads scale poorly: cycles per page, sixteen cores against one",
    expected: { atLeast: 3 },
    ours: true,
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    model: growth("memclone", "linux-threads"),
  },
  {
    claim: "memclone: Corey scales well: cycles per page rise a little, sixteen cores against one",
    expected: { atMost: 1.25 },
    ours: true,
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    model: growth("memclone", "corey"),
  },
  {
    claim:
      "memclone: a Linux process a core scales well: cycles per page rise a little, sixteen cores against one",
    expected: { atMost: 1.25 },
    ours: true,
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    model: growth("memclone", "linux-processes"),
  },
  {
    claim: "mempass: Corey does as well as Linux threads: time at sixteen cores",
    expected: { about: 1, within: 0.15 },
    ours: true,
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    model: (rows) => seconds(rows, "corey", 16) / seconds(rows, "linux-threads", 16),
  },
  {
    claim: "mempass: a Linux process a core does badly: time at sixteen cores against Linux threads",
    expected: { atLeast: 1.5 },
    ours: true,
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    model: (rows) => seconds(rows, "linux-processes", 16) / seconds(rows, "linux-threads", 16),
  },
  {
    claim:
      "mempass: with a process a core, each core takes a soft fault on each page: faults at sixteen cores against one",
    expected: { about: 16, within: 0.01 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    model: (rows) =>
      value(rows, "mempass", "linux-processes", 16, "softFaults") /
      value(rows, "mempass", "linux-processes", 1, "softFaults"),
  },
  {
    claim:
      "mempass: with shared page-table pages one fault a page does for all: Corey's faults at sixteen cores against one",
    expected: { about: 1, within: 0.05 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    model: (rows) =>
      value(rows, "mempass", "corey", 16, "softFaults") / value(rows, "mempass", "corey", 1, "softFaults"),
  },
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
    megabytes: z.number().int().min(1).max(100).default(2),
  }),
  points(given) {
    const { machine, cores, seed, megabytes } = withAllCores(given);
    return [memclone({ megabytes }), mempass({ megabytes })].flatMap((workload) =>
      pointsOf({ experiment: "address-ranges", workload, machine, system: addressSpaces, cores, seed })
        .map(({ labels, measure }) => ({ labels: { ...labels, workload: workload.name }, measure }))
    );
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
