/**
 * Shares under stress (the paper's microbenchmark): every core adds a segment of its own to a share and
 * deletes it again, over and over. In a share of its own, or in one that all cores have.
 */
import { fromZero, optionsOf } from "../input/options.ts";
import { l3Misses } from "../machine/counters.ts";
import type { Core } from "../machine/core.ts";
import type { Program } from "../sim/task.ts";
import { repeat, type Window, windowFields } from "./repeat.ts";
import type { Workload } from "./workload.ts";

/** The calls that this workload needs. */
export interface ShareUser<Name = unknown, Id = unknown> {
  /** A segment that the core alone can name. */
  ownSegment(core: Core): Program<Name>;
  /** The share to add it to. */
  shareFor(core: Core): Program<Id>;
  /** Adds an object to a share; its new name. */
  shareAddobj(core: Core, share: Id, object: Name): Program<Name>;
  /** Takes it out again. */
  shareDelobj(core: Core, object: Name): Program;
}

/** What cores do beside, and when it is counted. */
export interface SharesOptions extends Partial<Window> {
  /** What a core computes for itself between two calls; nothing by default. */
  readonly betweenCycles?: number;
}

const checked = optionsOf<SharesOptions>("shares", { ...windowFields, betweenCycles: fromZero.optional() });

/**
 * Columns: `throughputPerSecond` and `l3MissesPerOp`, one operation being an add and a delete; `locksPerOp`.
 */
export function shares(
  options: SharesOptions = {},
): Workload<ShareUser> {
  const { betweenCycles = 0, warmUpMicroseconds = 200, microseconds = 500 } = checked(options);
  return {
    name: "shares",
    calls: ["ownSegment", "shareFor", "shareAddobj", "shareDelobj"],
    measure(run) {
      const { kernel } = run, window = { warmUpMicroseconds, microseconds };
      const { operations, seconds, counts, locksTaken } = repeat(run, window, function* (core) {
        const segment = yield* kernel.ownSegment(core), share = yield* kernel.shareFor(core);
        return function* () {
          const added = yield* kernel.shareAddobj(core, share, segment);
          core.compute(betweenCycles);
          yield* kernel.shareDelobj(core, added);
          core.compute(betweenCycles);
        };
      });
      return {
        throughputPerSecond: operations / seconds,
        l3MissesPerOp: l3Misses(counts) / operations,
        locksPerOp: locksTaken / operations,
      };
    },
  };
}
