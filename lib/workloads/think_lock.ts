/**
 * Every core computes, then does something under one lock, over and over, for times that are drawn at random.
 * The textbook's closed queue, on which analytic models can be held against the simulation.
 */
import { fromZero, optionsOf } from "../input/options.ts";
import type { Lock } from "../locks/lock.ts";
import { l3Misses } from "../machine/counters.ts";
import { Random } from "../sim/random.ts";
import { repeat, type Window, windowFields } from "./repeat.ts";
import type { Workload } from "./workload.ts";

/** The times; both are means of exponential distributions. */
export interface ThinkLockOptions extends Partial<Window> {
  /** Cycles between a release and the next acquire. */
  readonly thinkCycles: number;
  /** Cycles under the lock. */
  readonly sectionCycles: number;
}

const checked = optionsOf<ThinkLockOptions>("thinkLock", {
  ...windowFields,
  thinkCycles: fromZero,
  sectionCycles: fromZero,
});

/** Columns: `throughputPerSecond`, one operation being a section under the lock, and `l3MissesPerOp`. */
export function thinkLock(options: ThinkLockOptions): Workload<Lock> {
  const { thinkCycles, sectionCycles, warmUpMicroseconds = 500, microseconds = 10_000 } = checked(options);
  return {
    name: "think-lock",
    calls: ["acquire", "release"],
    measure(run) {
      const { kernel: lock } = run, random = new Random(run.seed);
      const measured = repeat(run, { warmUpMicroseconds, microseconds }, (core) =>
        function* () {
          core.compute(random.exponential(thinkCycles));
          yield* lock.acquire(core);
          core.compute(random.exponential(sectionCycles));
          yield* lock.release(core);
        });
      return {
        throughputPerSecond: measured.operations / measured.seconds,
        l3MissesPerOp: l3Misses(measured.counts) / measured.operations,
      };
    },
  };
}
