/**
 * The exam question: two threads on two cores open distinct files, and the table of descriptors has to stay coherent. Does a kernel core that
 * keeps the table help, and from how many cores on?
 */
import { z } from "zod";
import { type Claim, predicted } from "../analysis/claims.ts";
import { ratio, series, smallest, value } from "../analysis/readings.ts";
import { fdTables } from "../libos/fd_tables.ts";
import { lockKinds, lockNames } from "../locks/all.ts";
import { lines } from "../plots/lines.ts";
import type { PlotFigure } from "../plots/figure.ts";
import type { Row } from "../rows/row.ts";
import { fdOpen } from "../workloads/fd_open.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { pointsOf } from "./points.ts";

const rate = (system: string, cores: number) => value({ system, cores }, "opensPerSecond");
const misses = (system: string, cores: number) => value({ system, cores }, "l3MissesPerOpen");

const claims: readonly Claim[] = [
  predicted(
    "With the shared table, sixteen cores open fewer files, in all, than one",
    { atMost: 1 },
    "ratio",
    "N",
    ratio(rate("shared-table", 16), rate("shared-table", 1)),
    { ours: true },
  ),
  predicted(
    "A kernel core takes the contention away: from four to sixteen cores the rate does not fall, the smallest against four",
    { atLeast: 0.9 },
    "ratio",
    "N",
    ratio(smallest(series({ system: "kernel-core" }, "opensPerSecond", 4)), rate("kernel-core", 4)),
    {
      ours: true,
      gap:
        "A kernel core whose callers sit on other chips waits for their answers and the home's: it loses a tenth.",
    },
  ),
  predicted(
    "On sixteen cores a kernel core opens more files than the shared table",
    { atLeast: 2 },
    "ratio",
    "N",
    ratio(rate("kernel-core", 16), rate("shared-table", 16)),
    { ours: true },
  ),
  predicted(
    "On sixteen cores it takes fewer L3 misses per open",
    { atMost: 0.5 },
    "ratio",
    "N",
    ratio(misses("kernel-core", 16), misses("shared-table", 16)),
    { ours: true },
  ),
];

/** See the head of this file. `--set lock=mcs` gives the shared table another lock. */
export const fdKernelCore = experiment({
  name: "fd-kernel-core",
  question: "Threads on several cores open distinct files: should one core keep their table of descriptors?",
  paper:
    "Only one core at a time can change a shared table, and its lines go from core to core. A kernel core keeps them in its own cache, and " +
    "the other cores send it their calls through shared memory.",
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    repeats: sweepFields.repeats.default(4),
    lock: z.enum(lockNames).default("ticket"),
    microseconds: z.number().positive().default(500),
  }),
  points(given) {
    const { machine, cores, seed, repeats, lock, microseconds } = withAllCores(given);
    return pointsOf({
      workload: fdOpen({ warmUpMicroseconds: 200, microseconds }),
      machine,
      system: [fdTables.shared(lockKinds[lock]), fdTables.kernelCore()],
      cores,
      seed,
      repeats,
    });
  },
  claims,
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
