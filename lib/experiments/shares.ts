/** The paper's shares: cores put objects into a table, each into one of its own, or all into one. */
import * as z from "zod";
import { corey } from "../libos/corey.ts";
import { lines } from "../plots/lines.ts";
import type { PlotFigure } from "../plots/figure.ts";
import type { Row } from "../rows/row.ts";
import { shares as workload } from "../workloads/shares.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { placementField } from "./placement.ts";
import { pointsOf } from "./points.ts";
import { globalBest, globalMisses, localMisses, shareClaims } from "./shares_claims.ts";
import { markAt, numeral } from "./stated.ts";

/** Adds and deletes per second, by cores, in shares of their own and in one for all. */
export const shares = experiment({
  name: "shares",
  question: "What does it cost to look things up in one table, when the application does not need one table?",
  paper:
    "Every core adds a segment of its own to a share and deletes it again. In local shares that scales " +
    "perfectly, without an L3 miss; in " +
    `one global share the rate rises up to ${
      numeral(globalBest)
    } cores and slowly declines from there on, with ` +
    `${numeral(globalMisses)} L3 misses on sixteen cores.`,
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    placement: placementField("fill-chips", "released share.c: process k on core k"),
    repeats: sweepFields.repeats.default(2),
    betweenCycles: z.number().min(0).default(0).describe("cycles that a core computes between two calls"),
  }),
  points(given) {
    const { machine, cores, placement, seed, repeats, betweenCycles } = withAllCores(given);
    const system = [corey.localShares(), corey.globalShare()];
    return pointsOf({
      workload: workload({ betweenCycles }),
      machine,
      placement,
      system,
      cores,
      seed,
      repeats,
    });
  },
  claims: shareClaims,
  figure: (rows) =>
    lines(rows, {
      x: "cores",
      y: "throughputPerSecond",
      stroke: "system",
      title: "Adding to a share and deleting from it",
      per: 1e6,
      log: "y",
      yLabel: "millions of add + delete per second, all cores",
    }),
});

/** L3 misses per add and delete, by cores, with what the paper states. */
export function sharesMisses(rows: readonly Row[]): PlotFigure {
  return lines(rows, {
    x: "cores",
    y: "l3MissesPerOp",
    stroke: "system",
    title: "Shares: L3 misses per add and delete",
    stated: [markAt(16, globalMisses), markAt(16, localMisses)],
  });
}
