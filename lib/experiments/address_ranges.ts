/**
 * The paper's address ranges: private memory (memclone) and shared memory (mempass), with one address space,
 * with many, and with ranges; and what a soft fault costs one core.
 */
import * as z from "zod";
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
import { addressRangeClaims, missesPerFault } from "./address_ranges_claims.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { placementField } from "./placement.ts";
import { pointsOf } from "./points.ts";
import { markAt } from "./stated.ts";

/** The three ways to share memory between cores. */
export const addressSpaces: readonly System<VirtualMemory>[] = [
  linux.threads(),
  linux.processes(),
  corey.addressRanges(),
];

/**
 * Cycles and L3 misses per page, by cores and by how memory is shared. `--set megabytes=100` is the paper's
 * size; costs per page hardly depend on it.
 */
export const addressRanges = experiment({
  name: "address-ranges",
  question:
    "Why must Linux choose between private memory that scales and shared memory that scales, and Corey " +
    "need not?",
  paper:
    "When every core fills memory of its own, Linux threads scale poorly, and a process a core and Corey " +
    "scale well. When cores pass a buffer round, a process a core does badly, and threads and Corey do " +
    "well.",
  module: import.meta.url,
  parameters: z.strictObject({
    machine: sweepFields.machine,
    cores: sweepFields.cores,
    placement: placementField(
      "round-robin",
      "stated by the paper, 8.2; the released memclone.cc and mempass.c fill chips",
    ),
    seed: sweepFields.seed,
    megabytes: z.number().int().min(1).max(100).default(2).describe("MB that the cores fill or pass"),
  }),
  points(given) {
    const { machine, cores, placement, seed, megabytes } = withAllCores(given);
    const measured = <Kernel>(
      workload: Workload<Kernel>,
      system: System<Kernel> | readonly System<Kernel>[],
      counts = cores,
    ) =>
      pointsOf({ experiment: "address-ranges", workload, machine, placement, system, cores: counts, seed })
        .map((point) => ({ ...point, labels: { ...point.labels, workload: workload.name } }));
    const onAll = [
      ...measured(memclone({ megabytes }), addressSpaces),
      ...measured(mempass({ megabytes }), addressSpaces),
    ];
    if (!cores.includes(1)) return onAll;
    return [
      ...onAll,
      ...measured(softFault(mapInProcesses, { megabytes }), linux.processes(), [1]),
      ...measured(softFault(mapInRoots, { megabytes }), corey.addressRanges(), [1]),
    ];
  },
  claims: addressRangeClaims,
  figure: (rows) =>
    lines(rows.filter(({ workload }) => workload === "memclone"), {
      x: "cores",
      y: "cyclesPerPage",
      stroke: "system",
      title: "memclone: each core fills memory of its own",
      yLabel: "cycles to modify a page, mean over cores",
      log: "y",
    }),
});

/**
 * L3 misses per page fault of memclone, by cores, with what the paper states for every core count: here at
 * some of them.
 */
export function memcloneMisses(rows: readonly Row[]): PlotFigure {
  return lines(rows.filter(({ workload }) => workload === "memclone"), {
    x: "cores",
    y: "l3MissesPerFault",
    stroke: "system",
    title: "memclone: L3 misses per page fault",
    stated: [1, 4, 8, 12, 16].map((cores) => markAt(cores, missesPerFault)),
  });
}

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
