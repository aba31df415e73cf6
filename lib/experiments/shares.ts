/** The paper's shares: cores put objects into a table, each into one of its own, or all into one. */
import { z } from "zod";
import { type Claim, predicted } from "../analysis/claims.ts";
import { largest, ratio, series, value } from "../analysis/readings.ts";
import { corey } from "../libos/corey.ts";
import { lines } from "../plots/lines.ts";
import type { PlotFigure } from "../plots/figure.ts";
import type { Row } from "../rows/row.ts";
import { shares as workload } from "../workloads/shares.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { pointsOf } from "./points.ts";

const local = (cores: number) => value({ system: "corey-local", cores }, "throughputPerSecond");
const global = (cores: number) => value({ system: "corey-global", cores }, "throughputPerSecond");
const globalFrom = (from: number) => series({ system: "corey-global" }, "throughputPerSecond", from);

/** The core count at which the global share is fastest. */
const best = (rows: readonly Row[]) => {
  const rates = globalFrom(1)(rows);
  return rates.indexOf(Math.max(...rates)) + 1;
};

const claims: readonly Claim[] = [
  predicted(
    "Local shares: no L3 misses per add and delete, on any number of cores: the most",
    { atMost: 0.05 },
    "misses/op",
    "P",
    largest(series({ system: "corey-local" }, "l3MissesPerOp")),
  ),
  predicted(
    "Local shares scale perfectly: sixteen cores against one",
    { atLeast: 15.7 },
    "ratio",
    "P",
    ratio(local(16), local(1)),
    { ours: true },
  ),
  predicted(
    "Global share: 10 L3 misses per add and delete on sixteen cores",
    { about: 10, within: 0.2 },
    "misses/op",
    "P",
    value({ system: "corey-global", cores: 16 }, "l3MissesPerOp"),
    {
      gap:
        "Twelve: each of the two times that the lock is held takes six transfers, of its tail, its counter, and twice each of the " +
        "queue nodes on either side of the core's own.",
    },
  ),
  predicted("Global share: fastest on three cores", { about: 3, within: 0.34 }, "cores", "P", best, {
    gap: "The curve is flat from five cores on, within 8 %, and its highest point is at nine.",
  }),
  predicted(
    "Global share: declines from four cores on: sixteen cores against four",
    { atMost: 1 },
    "ratio",
    "P",
    ratio(global(16), global(4)),
    {
      gap:
        "The model's queue lock is at its best when the queue is full: with few cores, who releases often has to " +
        "wait for the next to link itself into the queue.",
    },
  ),
  predicted(
    "Global share: but slowly: sixteen cores against four",
    { atLeast: 0.5 },
    "ratio",
    "P",
    ratio(global(16), global(4)),
    { ours: true },
  ),
];

/** See the head of this file. */
export const shares = experiment({
  name: "shares",
  question: "What does it cost to look things up in one table, when the application does not need one table?",
  paper:
    "Every core adds a segment of its own to a share and deletes it again. In local shares that scales perfectly, without an L3 miss; in " +
    "one global share the rate rises up to three cores and slowly declines from four on, with 10 L3 misses on sixteen cores.",
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    repeats: sweepFields.repeats.default(2),
    betweenCycles: z.number().min(0).default(0),
  }),
  points(given) {
    const { machine, cores, seed, repeats, betweenCycles } = withAllCores(given);
    const system = [corey.localShares(), corey.globalShare()];
    return pointsOf({ workload: workload({ betweenCycles }), machine, system, cores, seed, repeats });
  },
  claims,
  figure: (rows) =>
    lines(rows, {
      x: "cores",
      y: "throughputPerSecond",
      stroke: "system",
      title: "Adding to a share and deleting from it",
      per: 1e6,
      log: "y",
      yLabel: "millions of add + delete per second, all cores (logarithmic)",
    }),
});

/** L3 misses per add and delete, by cores, with what the paper states. */
export function sharesMisses(rows: readonly Row[]): PlotFigure {
  return lines(rows, {
    x: "cores",
    y: "l3MissesPerOp",
    stroke: "system",
    title: "Shares: L3 misses per add and delete",
    stated: [{ x: 16, y: 10, within: 0.2 }, { x: 16, y: 0 }],
  });
}
