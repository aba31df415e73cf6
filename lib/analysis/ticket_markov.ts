/**
 * A Markov model of a ticket lock (S. Boyd-Wickizer, M. F. Kaashoek, R. Morris, N. Zeldovich, "Non-scalable
 * locks are dangerous", Ottawa Linux Symposium 2012). The state is how many cores hold the lock or wait for
 * it, 0 … n. In state k, each of the n−k others comes to the lock after its own work of `thinkCycles` on
 * average; and the holder is through after its section and the hand-over, which takes `transferCycles`·k/2:
 * the waiters fetch the lock's line one after the other, and the next in turn is anywhere among them.
 *
 * So the server gets slower the longer its queue: once it is busy all the time, one core more makes all of
 * them slower, and throughput collapses within a few cores. The numbers that go in are those of one core and
 * of one transfer.
 *
 * It assumes that nothing but hand-overs is on the line. But each core that arrives takes a ticket, and with
 * that the line away from all who spin on it. `lineBusy` says what share of time all that takes: while it is
 * below a half the model is right. Beyond, it gets too optimistic, most so once the line has no time left.
 *
 * Every transfer counts in full here. One that waits for its turn has part of its way behind it then, so a
 * line that is asked for all the time is full later than `lineBusy` says: on `opteron16` at 1.4. And the
 * release's own write, which the model leaves out, takes what that saves when half a dozen cores wait.
 */
import * as z from "zod";
import { called, count, fromZero, optionsOf, positive, text } from "../input/options.ts";
import { InputError } from "../input/check.ts";
import type { Row } from "../rows/row.ts";

/** A lock, and the cores' work around it. */
export interface TicketLockModel {
  /** Mean cycles of a core's own work between two times that it wants the lock. */
  readonly thinkCycles: number;
  /** Mean cycles for which it has the lock, as one core alone would, acquire and release included. */
  readonly sectionCycles: number;
  /** Cycles to move a line from one core's cache to another's. */
  readonly transferCycles: number;
}

/** What the model says of a number of cores. */
export interface TicketLockBalance {
  /** Times that the lock is acquired, per cycle. */
  readonly acquiresPerCycle: number;
  /** Cores that hold the lock or wait for it, on average. */
  readonly waitingCores: number;
  /** How probable it is that 0, 1, … cores hold the lock or wait for it. */
  readonly probabilities: readonly number[];
  /**
   * Share of time for which the lock's line is on its way to somebody, by what the model says; may exceed 1,
   * which no line can.
   */
  readonly lineBusy: number;
}

const checkedModel = optionsOf<TicketLockModel>("ticketLockBalance", {
  thinkCycles: fromZero,
  sectionCycles: fromZero,
  transferCycles: fromZero,
});

/**
 * The balance of the lock among so many cores.
 *
 * @throws {InputError} when a number is negative, or thinking and section are both 0
 * @example
 * ```ts
 * import { ticketLockBalance } from "corey-lab/analysis";
 * const lock = { thinkCycles: 20000, sectionCycles: 400, transferCycles: 200 };
 * const rates = [1, 16, 32, 48].map((cores) => ticketLockBalance(lock, cores).acquiresPerCycle * 2e9);
 * console.log(rates.map((rate) => Math.round(rate / 1000))); // thousands a second: up, and down again
 * ```
 */
export function ticketLockBalance(model: TicketLockModel, cores: number): TicketLockBalance {
  const { thinkCycles, sectionCycles, transferCycles } = checkedModel(model);
  for (const [name, value] of Object.entries({ ...model, cores })) {
    if (!(value >= 0 && value < Infinity)) {
      throw new InputError(`${name} = ${value}: expected a number from 0 on`);
    }
  }
  if (!(thinkCycles > 0 && sectionCycles > 0)) {
    throw new InputError("expected some work outside the lock and some inside");
  }
  const serviceCycles = (k: number) => sectionCycles + (cores > 1 ? transferCycles * k / 2 : 0);
  // From state k to k+1 as often as back; relative to the largest term, so that nothing overflows.
  const logs = [0];
  for (let k = 1; k <= cores; k++) {
    logs.push(logs[k - 1]! + Math.log((cores - k + 1) / thinkCycles * serviceCycles(k)));
  }
  const top = Math.max(...logs), weights = logs.map((log) => Math.exp(log - top));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const probabilities = weights.map((weight) => weight / sum);
  const waitingCores = probabilities.reduce((mean, p, k) => mean + p * k, 0);
  const acquiresPerCycle = (cores - waitingCores) / thinkCycles;
  // An acquire moves the line to the core that takes a ticket, and a release and that ticket each move it to
  // all cores that spin.
  const transfers = cores > 1 ? 2 * waitingCores + 2 : 0;
  return {
    acquiresPerCycle,
    waitingCores,
    probabilities,
    lineBusy: transfers * transferCycles * acquiresPerCycle,
  };
}

/** What {@link ticketLockRows} is asked for. */
export interface TicketLockRows {
  /** What the model is called. */
  readonly system: string;
  /** For which core counts. */
  readonly cores: readonly number[];
  /** To turn cycles into seconds. */
  readonly clockHertz: number;
  /** The lock, among so many cores: which of them take part says how far apart they are. */
  readonly lock: (cores: number) => TicketLockModel;
}

const checkedRows = optionsOf<TicketLockRows>("ticketLockRows", {
  system: text,
  cores: z.array(count),
  clockHertz: positive,
  lock: called(),
});

/**
 * The same as rows, to draw beside a simulation: `system`, `cores`, `throughputPerSecond`, `waitingCores` and
 * `lineBusy`.
 */
export function ticketLockRows(options: TicketLockRows): Row[] {
  const { system, cores, clockHertz, lock } = checkedRows(options);
  return cores.map((count) => {
    const { acquiresPerCycle, waitingCores, lineBusy } = ticketLockBalance(lock(count), count);
    return {
      system,
      cores: count,
      throughputPerSecond: acquiresPerCycle * clockHertz,
      waitingCores,
      lineBusy,
    };
  });
}
