/** What it takes to hand a lock from one core to the next, by how many want it. */
import * as z from "zod";
import { mcs } from "../locks/mcs.ts";
import { mcsReadWrite } from "../locks/mcs_read_write.ts";
import { readersOf, writersOf } from "../locks/one_side.ts";
import { readWrite } from "../locks/read_write.ts";
import { scalableReadWrite } from "../locks/scalable_read_write.ts";
import { ticket } from "../locks/ticket.ts";
import { unfair } from "../locks/unfair.ts";
import { lines } from "../plots/lines.ts";
import { contendedLock, loneLock } from "../workloads/locks.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { lockClaims, mcsLockAlone, spinLockAlone } from "./locks_claims.ts";
import { placementField } from "./placement.ts";
import { pointsOf } from "./points.ts";
import { markAt, numeral } from "./stated.ts";

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

/** Nanoseconds and L3 misses per acquire, by lock and by cores. `--set locks=ticket,mcs` picks the locks. */
export const locks = experiment({
  name: "locks",
  question: "What does it take to hand a lock to the next core, when more and more cores want it?",
  paper:
    `Alone, a Linux spin lock takes ${numeral(spinLockAlone)} ns and an MCS lock ${
      numeral(mcsLockAlone)
    } ns. Contended, the spin lock's time ` +
    "grows steeply with the cores, " +
    "and the MCS lock's stays nearly flat.",
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    placement: placementField(
      "round-robin",
      "the paper does not say, and its benchmark is not released; as for the address ranges",
    ),
    locks: z.array(z.enum(names)).min(1).default(["ticket", "mcs", "unfair"]).describe("locks to measure"),
    microseconds: z.number().positive().default(250).describe("µs of simulated time that are counted"),
  }),
  points(given) {
    const { machine, cores, placement, seed, repeats, locks, microseconds } = withAllCores(given);
    return pointsOf({
      workload: contendedLock({ warmUpMicroseconds: 100, microseconds }),
      machine,
      placement,
      system: locks.map((name) => ({ ...loneLock(kinds[name]), name })),
      cores,
      seed,
      repeats,
    });
  },
  claims: lockClaims,
  figure: (rows) =>
    lines(rows, {
      x: "cores",
      y: "nanosecondsPerAcquire",
      stroke: "system",
      title: "Time from one holder of a lock to the next",
      yLabel: "nanoseconds per acquire and release",
      log: "y",
      stated: [markAt(1, spinLockAlone), markAt(1, mcsLockAlone)],
    }),
});
