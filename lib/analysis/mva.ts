/**
 * Mean value analysis of a closed network of queues (M. Reiser, S. Lavenberg, "Mean-Value Analysis of Closed
 * Multichain Queuing Networks", JACM 27(2), 1980), exact for one class of customers. Customers are cores;
 * each goes round for ever: computes (a *delay*, where nobody waits), then asks for what it shares with the
 * others (a *queue*: a lock and what it guards, a memory controller, a device).
 *
 * It assumes that a station serves everybody at the same speed however many wait, in exponentially
 * distributed times. So it is right for locks that hand over in constant time (MCS), and too optimistic for
 * those that do not: see `ticket_markov.ts`.
 */
import * as z from "zod";
import { count, optionsOf, positive, text } from "../input/options.ts";
import { InputError } from "../input/check.ts";
import type { Row } from "../rows/row.ts";

/** A place where customers spend time. */
export interface Station {
  /** What it is. */
  readonly name: string;
  /** `queue`: one at a time. `delay`: all at once. */
  readonly kind: "queue" | "delay";
  /** Cycles of service there in one round, waiting not included. */
  readonly demandCycles: number;
}

/** The network with some number of customers in it. */
export interface Balance {
  /** How many customers. */
  readonly customers: number;
  /** Rounds a cycle, all customers together. */
  readonly roundsPerCycle: number;
  /** Customers at each station, on average: waiting or served. */
  readonly present: readonly number[];
}

/**
 * The network with 1, 2, … customers.
 *
 * @throws {InputError} when there is no demand at all, or a negative one, or the number of customers is not a
 * whole one
 * @example
 * ```ts
 * import { meanValueAnalysis } from "corey-lab/analysis";
 * const [one, two] = meanValueAnalysis([
 *   { name: "compute", kind: "delay", demandCycles: 900 },
 *   { name: "lock", kind: "queue", demandCycles: 100 },
 * ], 2);
 * console.log(two.roundsPerCycle / one.roundsPerCycle); // 1.98: each waits a little for the other
 * ```
 */
export function meanValueAnalysis(stations: readonly Station[], customers: number): Balance[] {
  const total = stations.reduce((sum, { demandCycles }) => sum + demandCycles, 0);
  const wrong = stations.find(({ demandCycles }) => !(demandCycles >= 0));
  if (wrong) {
    throw new InputError(`demandCycles of ${wrong.name} = ${wrong.demandCycles}: expected 0 or more`);
  }
  if (!(total > 0)) throw new InputError("expected a station with a demand above 0");
  if (!Number.isInteger(customers) || customers < 1) {
    throw new InputError(`customers = ${customers}: expected a whole number from 1 on`);
  }
  const balances: Balance[] = [];
  let present: readonly number[] = stations.map(() => 0);
  for (let n = 1; n <= customers; n++) {
    // A customer that arrives finds the network as it would be without it: the arrival theorem.
    const cycles = stations.map(({ kind, demandCycles }, i) =>
      demandCycles * (kind === "queue" ? 1 + present[i]! : 1)
    );
    const roundsPerCycle = n / cycles.reduce((sum, time) => sum + time, 0);
    present = cycles.map((time) => time * roundsPerCycle);
    balances.push({ customers: n, roundsPerCycle, present });
  }
  return balances;
}

/** Of what {@link mvaRows} makes rows. */
export interface MvaOptions {
  /** What the model is called. */
  readonly system: string;
  /** The core counts. */
  readonly cores: readonly number[];
  /** To turn cycles into seconds. */
  readonly clockHertz: number;
}

const checked = optionsOf<MvaOptions>("mvaRows", {
  system: text,
  cores: z.array(count).min(1),
  clockHertz: positive,
});

/**
 * The same as rows, to draw beside a simulation: `system`, `cores`, `throughputPerSecond` and `waitingCores`
 * (at queues, the one that is served included).
 */
export function mvaRows(
  stations: readonly Station[],
  options: MvaOptions,
): Row[] {
  const { system, cores, clockHertz } = checked(options);
  const balances = meanValueAnalysis(stations, Math.max(...cores));
  return cores.map((count) => {
    const { roundsPerCycle, present } = balances[count - 1]!;
    const waiting = present.filter((_, i) => stations[i]!.kind === "queue");
    return {
      system,
      cores: count,
      throughputPerSecond: roundsPerCycle * clockHertz,
      waitingCores: waiting.reduce((sum, some) => sum + some, 0),
    };
  });
}
