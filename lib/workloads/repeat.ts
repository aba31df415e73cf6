/**
 * The usual microbenchmark: every core repeats one operation for ever, and what happens in a window of
 * simulated time, after a warm-up, is counted.
 */
import type { Core } from "../machine/core.ts";
import { type Counts, difference, totals } from "../machine/counters.ts";
import { fromZero, type OptionFields, optionsOf, positive } from "../input/options.ts";
import { Random } from "../sim/random.ts";
import type { Program } from "../sim/task.ts";
import { runUntil } from "./run_until.ts";
import type { Run } from "./workload.ts";

/** When counting starts and how long it lasts, in simulated time. */
export interface Window {
  /** Until the caches are warm and queues have formed. */
  readonly warmUpMicroseconds: number;
  /** How long operations are counted. */
  readonly microseconds: number;
}

/** Checks of the window that a workload is given. */
export const windowFields: OptionFields<Partial<Window>> = {
  warmUpMicroseconds: fromZero.optional(),
  microseconds: positive.optional(),
};

/**
 * In a warm-up of more than a second, which may be more than can be run, cores start so close that a short
 * stretch tells what it takes.
 */
const LONG_WARM_UP_MICROSECONDS = 1e6, CLOSE_MICROSECONDS = 10_000;

const checked = optionsOf<Window>("repeat", { warmUpMicroseconds: fromZero, microseconds: positive });

/** Begins what a core repeats. */
export type Operation = () => Program;

/** What was counted in the window. */
export interface Repeated {
  /** Operations that were completed, by all cores. */
  readonly operations: number;
  /** Length of the window. */
  readonly seconds: number;
  /** The machine's counters over the window, all cores. */
  readonly counts: Counts;
  /** Locks that were taken in the window. */
  readonly locksTaken: number;
}

/**
 * Repeats an operation on every core of a run.
 *
 * A window in which less than one operation per core ends gives a warning.
 *
 * @param prepare the operation of a core, or a program that brings the core to the point from which it
 * repeats, and returns it
 * @throws {InputError} when warm-up or window would take more steps than a run may take
 * @throws {Error} when the window is too short for a single operation, or an operation never yields
 */
export function repeat<Kernel>(
  run: Run<Kernel>,
  window: Window,
  prepare: (core: Core) => Operation | Program<Operation>,
): Repeated {
  const { warmUpMicroseconds, microseconds } = checked(window);
  const { machine } = run, { counters } = machine.memory;
  const cyclesPerMicrosecond = machine.spec.clockHertz.value / 1e6;
  const warmUp = warmUpMicroseconds * cyclesPerMicrosecond;
  // What a system did to come up does not count.
  const up = Math.max(...machine.cores.map(({ now }) => now)), start = up + warmUp;
  const apart = warmUpMicroseconds > LONG_WARM_UP_MICROSECONDS
    ? CLOSE_MICROSECONDS * cyclesPerMicrosecond
    : warmUp / 10;
  let operations = 0;
  const { ownCycles = 0 } = run;
  const random = new Random(run.seed);
  for (const core of run.cores) {
    // Cores that all start in one cycle would keep the order of their numbers for ever.
    core.now = up + random.below(apart);
    core.start((function* () {
      const prepared = prepare(core);
      const operation = typeof prepared === "function" ? prepared : yield* prepared;
      for (;; operations++) {
        const stepsBefore = machine.scheduler.steps;
        yield* operation();
        // It would go on for ever, and the other cores would never run.
        if (machine.scheduler.steps === stepsBefore) {
          throw new Error("an operation has to yield at least once");
        }
        core.compute(ownCycles);
      }
    })());
  }
  runUntil(machine, up, start, "warmUpMicroseconds");
  machine.memory.observer?.reset(start);
  const { heldLocks } = machine.memory;
  const before = { operations, counts: totals(counters), taken: heldLocks.taken };
  runUntil(machine, start, start + microseconds * cyclesPerMicrosecond, "microseconds");
  if (operations === before.operations) {
    throw new Error(
      `no operation ended in the window of ${microseconds} µs that begins at ${warmUpMicroseconds} µs`,
    );
  }
  if (operations - before.operations < run.cores.length) {
    run.warn?.(`the window of ${microseconds} µs is too short: less than one operation per core ended in it`);
  }
  return {
    operations: operations - before.operations,
    seconds: microseconds / 1e6,
    counts: difference(totals(counters), before.counts),
    locksTaken: heldLocks.taken - before.taken,
  };
}
