/**
 * Shares under stress (the paper's microbenchmark): every core adds a segment of its own to a share and deletes it again, over and over.
 * In a share of its own, or in one that all cores have.
 */
import { l3Misses } from "../machine/counters.ts";
import type { Core } from "../machine/core.ts";
import type { Program } from "../sim/task.ts";
import { repeat, type Window } from "./repeat.ts";
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

/** Columns: `throughputPerSecond` and `l3MissesPerOp`, one operation being an add and a delete; `locksPerOp`. */
export function shares(
  window: Window = { warmUpMicroseconds: 200, microseconds: 1000 },
): Workload<ShareUser> {
  return {
    name: "shares",
    measure(run) {
      const { kernel } = run;
      const { operations, seconds, counts, locksTaken } = repeat(run, window, function* (core) {
        const segment = yield* kernel.ownSegment(core), share = yield* kernel.shareFor(core);
        return function* () {
          yield* kernel.shareDelobj(core, yield* kernel.shareAddobj(core, share, segment));
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
