/**
 * The exam question: two threads on two cores open distinct files, and the table of descriptors has to stay
 * coherent. Does a kernel core that keeps the table help, and from how many cores on?
 */
import * as z from "zod";
import { fdTables } from "../libos/fd_tables.ts";
import { lockKinds, lockNames } from "../locks/all.ts";
import { lines } from "../plots/lines.ts";
import type { PlotFigure } from "../plots/figure.ts";
import type { Row } from "../rows/row.ts";
import { fdOpen } from "../workloads/fd_open.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { fdKernelCoreClaims } from "./fd_kernel_core_claims.ts";
import { placementField } from "./placement.ts";
import { pointsOf } from "./points.ts";

/**
 * Opens per second, by cores, with the table in shared memory and on a kernel core. `--set lock=mcs` gives
 * the shared table another lock.
 */
export const fdKernelCore = experiment({
  name: "fd-kernel-core",
  question: "Threads on several cores open distinct files: should one core keep their table of descriptors?",
  paper:
    "Only one core at a time can change a shared table, and its lines go from core to core. A kernel core " +
    "keeps them in its own cache, and the other cores send it their calls through shared memory.",
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    placement: placementField(
      "fill-chips",
      "not in the paper; released net.cc places a kernel core and its callers near each other",
    ),
    repeats: sweepFields.repeats.default(4),
    lock: z.enum(lockNames).default("ticket").describe("lock of the descriptor table"),
    microseconds: z.number().positive().default(500).describe("µs of simulated time that are counted"),
  }),
  points(given) {
    const { machine, cores, placement, seed, repeats, lock, microseconds } = withAllCores(given);
    return pointsOf({
      workload: fdOpen({ warmUpMicroseconds: 200, microseconds }),
      machine,
      placement,
      system: [fdTables.shared(lockKinds[lock]), fdTables.kernelCore()],
      cores,
      seed,
      repeats,
    });
  },
  claims: fdKernelCoreClaims,
  figure: (rows) =>
    lines(rows, {
      x: "cores",
      y: "opensPerSecond",
      stroke: "system",
      title: "Opening distinct files, with one table of descriptors",
      per: 1e6,
      yLabel: "open + close per second (millions, all cores)",
    }),
});

/** What the kernel core does with its time, by cores. */
export function fdKernelCoreIdle(rows: readonly Row[]): PlotFigure {
  return lines(rows.filter(({ kernelIdle }) => typeof kernelIdle === "number"), {
    x: "cores",
    y: "kernelIdle",
    stroke: "system",
    title: "Opening distinct files: the kernel core's idle time",
    yLabel: "share of the time without anything to do",
  });
}
