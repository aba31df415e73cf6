/** What it takes to hand a lock from one core to the next, by how many want it. */
import { z } from "zod";
import { calibrated, type Claim, predicted } from "../analysis/claims.ts";
import { largest, ratio, series, value } from "../analysis/readings.ts";
import { mcs } from "../locks/mcs.ts";
import { mcsReadWrite } from "../locks/mcs_read_write.ts";
import { readWrite } from "../locks/read_write.ts";
import { scalableReadWrite } from "../locks/scalable_read_write.ts";
import { ticket } from "../locks/ticket.ts";
import { unfair } from "../locks/unfair.ts";
import { lines } from "../plots/lines.ts";
import { contendedLock, loneLock, readersOf, writersOf } from "../workloads/locks.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { pointsOf } from "./points.ts";

/** The locks that can be measured, by name. */
const kinds = {
  "ticket": ticket,
  "mcs": mcs,
  "unfair": unfair,
  "rwlock-writing": writersOf(readWrite),
  "rwlock-reading": readersOf(readWrite),
  "mcs-rwlock-writing": writersOf(mcsReadWrite),
  "mcs-rwlock-reading": readersOf(mcsReadWrite),
  "scalable-rwlock-writing": writersOf(scalableReadWrite),
  "scalable-rwlock-reading": readersOf(scalableReadWrite),
} as const;
type Name = keyof typeof kinds;
const names = Object.keys(kinds) as [Name, ...Name[]];

const time = (system: Name, cores: number) => value({ system, cores }, "nanosecondsPerAcquire");

const claims: readonly Claim[] = [
  calibrated(
    "An uncontended Linux spin lock takes about 11 ns",
    { about: 11, within: 0.05 },
    "ns",
    "P",
    time("ticket", 1),
  ),
  calibrated(
    "An uncontended MCS lock takes about 26 ns",
    { about: 26, within: 0.05 },
    "ns",
    "P",
    time("mcs", 1),
  ),
  predicted(
    "The spin lock's time grows steeply: sixteen cores against two",
    { atLeast: 4 },
    "ratio",
    "P",
    ratio(time("ticket", 16), time("ticket", 2)),
    { ours: true },
  ),
  predicted(
    "The spin lock's time grows about linearly: sixteen cores against eight",
    { about: 2, within: 0.2 },
    "ratio",
    "P",
    ratio(time("ticket", 16), time("ticket", 8)),
    { ours: true },
  ),
  predicted(
    "The MCS lock stays nearly flat: from 2 to 16 cores, farthest from its two-core value, up or down",
    { atMost: 1.5 },
    "ratio",
    "P",
    largest((rows) => {
      const times = series({ system: "mcs" }, "nanosecondsPerAcquire", 2)(rows);
      return times.map((time) => Math.max(time / times[0]!, times[0]! / time));
    }),
    { ours: true },
  ),
  predicted(
    "The MCS lock is the faster one from a low core count on",
    { atMost: 4 },
    "cores",
    "P",
    (rows) => {
      const counts = [...new Set(rows.map((row) => Number(row.cores)))].sort((a, b) => a - b);
      return counts.find((cores) => ratio(time("mcs", cores), time("ticket", cores))(rows)! < 1);
    },
    {
      ours: true,
      gap:
        "It is from five on: among the first four cores, each on a chip of its own, every hand-over of either lock crosses chips.",
    },
  ),
];

/** See the head of this file. `--set locks=ticket,mcs` picks the locks. */
export const locks = experiment({
  name: "locks",
  question: "What does it take to hand a lock to the next core, when more and more cores want it?",
  paper:
    "Alone, a Linux spin lock takes 11 ns and an MCS lock 26 ns. Contended, the spin lock's time grows steeply with the cores, " +
    "and the MCS lock's stays nearly flat.",
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    locks: z.array(z.enum(names)).min(1).default(["ticket", "mcs", "unfair"]).describe("locks to measure"),
    microseconds: z.number().positive().default(250).describe("µs of simulated time that are counted"),
  }),
  points(given) {
    const { machine, cores, seed, repeats, locks, microseconds } = withAllCores(given);
    return pointsOf({
      workload: contendedLock({ warmUpMicroseconds: 100, microseconds }),
      machine,
      system: locks.map((name) => ({ ...loneLock(kinds[name]), name })),
      cores,
      seed,
      repeats,
    });
  },
  claims,
  figure: (rows) =>
    lines(rows, {
      x: "cores",
      y: "nanosecondsPerAcquire",
      stroke: "system",
      title: "Time from one holder of a lock to the next",
      yLabel: "nanoseconds per acquire and release (logarithmic)",
      log: "y",
      stated: [{ x: 1, y: 11, within: 0.05 }, { x: 1, y: 26, within: 0.05 }],
    }),
});
