/** The paper's opening example: threads that share nothing but the table of file descriptors. */
import { z } from "zod";
import { type Claim, valueOf } from "../analysis/claims.ts";
import { linux } from "../kernels/linux/linux.ts";
import { lockKinds, lockNames } from "../locks/all.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { lines } from "../plots/lines.ts";
import type { Row } from "../rows/row.ts";
import { dupClose as workload } from "../workloads/dup_close.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { pointsOf } from "./points.ts";

const throughput = (rows: readonly Row[]) =>
  rows.filter((row) => typeof row.throughputPerSecond === "number")
    .sort((a, b) => Number(a.cores) - Number(b.cores)).map((row) => Number(row.throughputPerSecond));

/** Time from one holder of the table's lock to the next, when cores queue for it. */
const handOver = (rows: readonly Row[], cores: number) =>
  1 / (3 * (valueOf(rows, { cores }, "throughputPerSecond") ?? NaN));

const claims: readonly Claim[] = [
  {
    claim: "One core has no L3 misses per dup+close",
    expected: { atMost: 0.05 },
    unit: "misses/op",
    sure: "P",
    kind: "predicted",
    model: (rows) => valueOf(rows, { cores: 1 }, "l3MissesPerOp"),
  },
  {
    claim: "Two cores have a few L3 misses per dup+close: some",
    expected: { atLeast: 1 },
    ours: true,
    unit: "misses/op",
    sure: "N",
    kind: "predicted",
    model: (rows) => valueOf(rows, { cores: 2 }, "l3MissesPerOp"),
  },
  {
    claim: "Two cores have a few L3 misses per dup+close: not many",
    expected: { atMost: 12 },
    ours: true,
    unit: "misses/op",
    sure: "N",
    kind: "predicted",
    model: (rows) => valueOf(rows, { cores: 2 }, "l3MissesPerOp"),
  },
  {
    claim: "Sixteen cores have 51 L3 misses per dup+close",
    expected: { about: 51, within: 0.15 },
    unit: "misses/op",
    sure: "P",
    kind: "predicted",
    model: (rows) => valueOf(rows, { cores: 16 }, "l3MissesPerOp"),
  },
  {
    claim: "The table's lock is taken three times per dup+close",
    expected: { about: 3, within: 0 },
    unit: "locks/op",
    sure: "P",
    kind: "calibrated",
    model: (rows) => Math.round((valueOf(rows, { cores: 1 }, "locksPerOp") ?? NaN) * 1000) / 1000,
  },
  {
    claim: "More spinners make each hand-over of the lock dearer: sixteen cores against two",
    expected: { atLeast: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    model: (rows) => handOver(rows, 16) / handOver(rows, 2),
  },
  {
    claim: "Any number of cores is slower, in all, than one: best total against one core's",
    expected: { atMost: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    model: (rows) => Math.max(...throughput(rows).slice(1)) / throughput(rows)[0]!,
  },
  {
    claim: "The total rate falls with each core from 2 to 16: largest step up",
    expected: { atMost: 1.02 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    model: (rows) => Math.max(...throughput(rows).slice(2).map((rate, i) => rate / throughput(rows)[i + 1]!)),
  },
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
    lock: z.enum(lockNames).default("ticket"),
    microseconds: z.number().positive().default(1000),
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
