/**
 * The analytic models of locks, given what they need from a machine's spec and from one core alone: nothing
 * here is read off a run on several cores.
 */
import * as z from "zod";
import { count, fromZero, optionsOf } from "../input/options.ts";
import { mvaRows } from "../analysis/mva.ts";
import { ticketLockRows } from "../analysis/ticket_markov.ts";
import { lockPathCycles } from "../locks/path_lengths.ts";
import type { MachineSpec } from "../machine/spec.ts";
import { demandTiming } from "../machine/timing.ts";
import { distancesOf } from "../machine/distances.ts";
import { treeOf } from "../machine/tree.ts";
import type { Row } from "../rows/row.ts";
import type { ThinkLockOptions } from "../workloads/think_lock.ts";
import { coreOrder, type Placement } from "./placement.ts";
import { runFields } from "./points.ts";

/** A lock, the work around it, and where it happens. */
export interface LockModelOptions extends Pick<ThinkLockOptions, "thinkCycles" | "sectionCycles"> {
  /** The machine. */
  readonly machine: MachineSpec;
  /** The core counts. */
  readonly cores: readonly number[];
  /** Which cores take part; `round-robin` by default. */
  readonly placement?: Placement;
}

const checked = optionsOf<LockModelOptions>("a model of a lock", {
  machine: runFields.machine,
  placement: runFields.placement,
  cores: z.array(count),
  thinkCycles: fromZero,
  sectionCycles: fromZero,
});

/**
 * Cycles to move a line from one core's cache to another's: the mean over all pairs of the cores that take
 * part; 0 for one core.
 */
export function meanTransferCycles(
  machine: MachineSpec,
  cores: number,
  placement: Placement = "round-robin",
): number {
  const distances = distancesOf(machine), { cache } = demandTiming(machine), { coreOf } = treeOf(machine);
  const active = coreOrder(machine, placement).slice(0, cores).map((thread) => coreOf[thread]!);
  let sum = 0;
  for (const [i, from] of active.entries()) {
    for (const to of active.slice(0, i)) if (to !== from) sum += cache[distances.between(from, to)]!;
  }
  return cores > 1 ? 2 * sum / (cores * (cores - 1)) : 0;
}

/**
 * A ticket lock by its Markov model: `system`, `cores`, `throughputPerSecond`, `waitingCores`, `lineBusy`.
 *
 * @example
 * ```ts
 * import { lines, loneLock, modelTicketLock, opteron16, sweep, thinkLock, ticket } from "corey-lab";
 * const work = { thinkCycles: 30000, sectionCycles: 3000 }, cores = [1, 4, 8, 12, 16];
 * const simulated = await sweep({
 *   workload: thinkLock(work),
 *   machine: opteron16,
 *   system: loneLock(ticket),
 *   cores,
 * });
 * const rows = [...simulated, ...modelTicketLock({ ...work, machine: opteron16, cores })];
 * const figure = lines(rows, {
 *   x: "cores",
 *   y: "throughputPerSecond",
 *   stroke: "system",
 *   title: "Sections under one lock",
 * });
 * ```
 */
export function modelTicketLock(options: LockModelOptions): Row[] {
  const { machine, cores, placement, thinkCycles, sectionCycles } = checked(options);
  return ticketLockRows({
    system: "ticket, Markov model",
    cores,
    clockHertz: machine.clockHertz.value,
    lock: (count) => ({
      thinkCycles,
      sectionCycles: sectionCycles + lockPathCycles.spin.value + machine.core.atomicCycles.value +
        machine.l1.latencyCycles.value,
      transferCycles: meanTransferCycles(machine, count, placement),
    }),
  });
}

/**
 * An MCS lock by mean value analysis: a queue whose service is the section and a hand-over, which is one and
 * a half transfers (the write to the next waiter's node arrives when half of its transfer is over, and the
 * waiter reads the node again), however many wait.
 */
export function modelMcsLock(options: LockModelOptions): Row[] {
  const { machine, cores, placement, thinkCycles, sectionCycles } = checked(options);
  const alone = lockPathCycles.mcs.value + 2 * machine.core.atomicCycles.value +
    2 * machine.l1.latencyCycles.value;
  return cores.flatMap((count) =>
    mvaRows([
      { name: "own work", kind: "delay", demandCycles: thinkCycles },
      {
        name: "lock",
        kind: "queue",
        demandCycles: sectionCycles + alone + 1.5 * meanTransferCycles(machine, count, placement),
      },
    ], { system: "mcs, mean value analysis", cores: [count], clockHertz: machine.clockHertz.value })
  );
}
