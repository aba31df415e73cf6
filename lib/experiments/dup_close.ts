/** The paper's opening example: threads that share nothing but the table of file descriptors. */
import { z } from "zod";
import { calibrated, type Claim, predicted, valueOf } from "../analysis/claims.ts";
import { largest, ratio, series, steps, value } from "../analysis/readings.ts";
import { linux } from "../kernels/linux/linux.ts";
import { lockKinds, lockNames } from "../locks/all.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { lines } from "../plots/lines.ts";
import type { Row } from "../rows/row.ts";
import { dupClose as workload } from "../workloads/dup_close.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { pointsOf } from "./points.ts";

const misses = (cores: number) => value({ cores }, "l3MissesPerOp");
const rate = (cores: number) => value({ cores }, "throughputPerSecond");
const rates = (from: number) => series({}, "throughputPerSecond", from);

const claims: readonly Claim[] = [
  predicted("One core has no L3 misses per dup+close", { atMost: 0.05 }, "misses/op", "P", misses(1)),
  predicted(
    "Two cores have a few L3 misses per dup+close: some",
    { atLeast: 1 },
    "misses/op",
    "N",
    misses(2),
    { ours: true },
  ),
  predicted(
    "Two cores have a few L3 misses per dup+close: not many",
    { atMost: 12 },
    "misses/op",
    "N",
    misses(2),
    { ours: true },
  ),
  predicted(
    "Sixteen cores have 51 L3 misses per dup+close",
    { about: 51, within: 0.15 },
    "misses/op",
    "P",
    misses(16),
  ),
  calibrated(
    "The table's lock is taken three times per dup+close",
    { about: 3, within: 0 },
    "locks/op",
    "P",
    (rows) => Math.round((valueOf(rows, { cores: 1 }, "locksPerOp") ?? NaN) * 1000) / 1000,
  ),
  // Where cores queue for the lock, the time of a hand-over is one over the rate at which it is taken.
  predicted(
    "More spinners make each hand-over of the lock dearer: sixteen cores against two",
    { atLeast: 1 },
    "ratio",
    "N",
    ratio(rate(2), rate(16)),
  ),
  predicted(
    "Any number of cores is slower, in all, than one: best total against one core's",
    { atMost: 1 },
    "ratio",
    "N",
    ratio(largest(rates(2)), rate(1)),
  ),
  predicted(
    "The total rate falls with each core from 2 to 16: largest step up",
    { atMost: 1.02 },
    "ratio",
    "N",
    largest(steps(rates(2))),
  ),
];

/** See the head of this file. */
export const dupClose = experiment({
  name: "dup-close",
  question: "Why does a program get slower with more cores although its threads share nothing?",
  paper:
    "Threads of one Linux process that dup and close descriptors of their own: with each core more the total rate falls, and the L3 " +
    "misses per dup+close rise from 0 on one core to 51 on sixteen.",
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    lock: z.enum(lockNames).default("ticket").describe("lock of the descriptor table"),
    microseconds: z.number().positive().default(1000).describe("µs of simulated time that are counted"),
  }),
  points(given) {
    const { machine, cores, seed, repeats, lock, microseconds } = withAllCores(given);
    const name = lock === "ticket" ? "linux" : `linux, ${lock} lock`;
    return pointsOf({
      workload: workload({ warmUpMicroseconds: 500, microseconds }),
      machine,
      system: { ...linux.threads({ fileTableLock: lockKinds[lock] }), name },
      cores,
      seed,
      repeats,
    });
  },
  claims,
  figure: (rows) =>
    lines(rows, {
      x: "cores",
      y: "throughputPerSecond",
      stroke: "system",
      title: "dup+close: all cores together",
      yLabel: "dup+close per second (thousands, all cores)",
      per: 1000,
    }),
});

/** L3 misses per dup+close, by cores, with what the paper states. */
export function dupCloseMisses(rows: readonly Row[]): PlotFigure {
  return lines(rows, {
    x: "cores",
    y: "l3MissesPerOp",
    stroke: "system",
    title: "dup+close: L3 misses per operation",
    stated: [{ x: 1, y: 0 }, { x: 16, y: 51, within: 0.15 }],
  });
}
