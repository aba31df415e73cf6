/** The paper's opening example: threads that share nothing but the table of file descriptors. */
import * as z from "zod";
import { linux } from "../kernels/linux/linux.ts";
import { lockKinds, lockNames } from "../locks/all.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { lines } from "../plots/lines.ts";
import type { Row } from "../rows/row.ts";
import { dupClose as workload } from "../workloads/dup_close.ts";
import { dupCloseClaims, missesOfOne, missesOfSixteen } from "./dup_close_claims.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { placementField } from "./placement.ts";
import { pointsOf } from "./points.ts";
import { markAt, numeral } from "./stated.ts";

/** dup+close per second and L3 misses of each, by cores. */
export const dupClose = experiment({
  name: "dup-close",
  question: "Why does a program get slower with more cores although its threads share nothing?",
  paper:
    "Threads of one Linux process that dup and close descriptors of their own: with each core more the " +
    "total rate falls, and the L3 " +
    `misses per dup+close rise from ${numeral(missesOfOne)} on one core to ${
      numeral(missesOfSixteen)
    } on sixteen.`,
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    placement: placementField(
      "round-robin",
      "the paper does not say, and its benchmark is not released; as for the address ranges",
    ),
    lock: z.enum(lockNames).default("ticket").describe("lock of the descriptor table"),
    microseconds: z.number().positive().default(1000).describe("µs of simulated time that are counted"),
  }),
  points(given) {
    const { machine, cores, placement, seed, repeats, lock, microseconds } = withAllCores(given);
    const name = lock === "ticket" ? "linux" : `linux, ${lock} lock`;
    return pointsOf({
      workload: workload({ warmUpMicroseconds: 500, microseconds }),
      machine,
      placement,
      system: { ...linux.threads({ fileTableLock: lockKinds[lock] }), name },
      cores,
      seed,
      repeats,
    });
  },
  claims: dupCloseClaims,
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
    stated: [markAt(1, missesOfOne), markAt(16, missesOfSixteen)],
  });
}
