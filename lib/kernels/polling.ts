/**
 * A program that polls: goes round a list of devices for ever and does what there is to do. Kernel cores are
 * such programs, and so are the service cores and the softirq core of the TCP experiment. How it goes round
 * is a value: one round, as a program.
 * Workload: `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import type { Sourced } from "../input/sourced.ts";
import type { Core } from "../machine/core.ts";
import type { Program } from "../sim/task.ts";

/** Something to poll: a device, or what looks like one. */
export interface PolledDevice {
  /** What it is, for people. */
  readonly name: string;
  /** Looks whether there is something to do, does it, and says whether there was. */
  poll(core: Core): Program<boolean>;
  /** The words that `poll` looked at last: while none of them is written, there is nothing to do. */
  watched(): readonly number[];
  /**
   * Whether a look alone does something that others see, such as to take a lock: a core that polls it goes on
   * looking. No unless said otherwise.
   */
  readonly restless?: boolean;
}

/**
 * One round of a core that polls: asks devices in some order, and says whether any had something to do. A
 * round that found nothing must have asked every device, since the core then sleeps until a word is written
 * that one of them watches.
 */
export type PollRound = (core: Core, devices: readonly PolledDevice[]) => Program<boolean>;

/** Going on to the next device: a load of its pointer, an indirect call, a return. */
export const pollCycles: Sourced<number, "cycles"> = {
  value: 12,
  unit: "cycles",
  source: "some ten instructions with a predicted indirect call, recalled",
  sure: "R",
};

/**
 * After so many looks in a row that found nothing a core with a restless device sleeps as well. That is a
 * tenth of a millisecond in which nobody had anything for it; whom its looks would disturb in longer pauses
 * is disturbed by the first looks after them. It keeps simulated seconds of silence from taking hours.
 */
const MANY_LOOKS = 1000;

/** Asks each device in turn: all get the same attention. */
export function* inTurn(core: Core, devices: readonly PolledDevice[]): Program<boolean> {
  let worked = false;
  for (const device of devices) {
    core.compute(pollCycles.value);
    if (yield* device.poll(core)) worked = true;
  }
  return worked;
}

/**
 * Begins again with the first device as soon as one had something to do: a device comes before all that
 * follow it in the list.
 *
 * @example
 * ```ts
 * import { opteron16, sweep } from "corey-lab";
 * import { firstFirst, inTurn } from "corey-lab/kernels";
 * import { fdTables } from "corey-lab/libos";
 * import { fdOpen } from "corey-lab/workloads";
 * const rows = await sweep({
 *   workload: fdOpen({ warmUpMicroseconds: 50, microseconds: 100 }),
 *   machine: opteron16,
 *   system: [fdTables.kernelCore(inTurn), { ...fdTables.kernelCore(firstFirst), name: "first-first" }],
 *   cores: [8],
 * });
 * console.log(rows.map(({ system, opensPerSecond }) => `${system}: ${opensPerSecond}`));
 * ```
 */
export function* firstFirst(core: Core, devices: readonly PolledDevice[]): Program<boolean> {
  for (const device of devices) {
    core.compute(pollCycles.value);
    if (yield* device.poll(core)) return true;
  }
  return false;
}

/**
 * Polls devices, of which there is one at least, for ever. With nothing to do, the core sleeps until a
 * watched word is written; with a restless device it goes on looking first.
 *
 * @param round how it goes round them; in turn by default
 */
export function* pollForever(
  core: Core,
  devices: readonly PolledDevice[],
  round: PollRound = inTurn,
): Program {
  const restless = devices.some((device) => device.restless);
  for (let looks = 0;; looks++) {
    if (yield* round(core, devices)) looks = 0;
    else if (!restless || looks >= MANY_LOOKS) {
      yield;
      yield core.sleepUntilWrite(devices.flatMap((device) => device.watched()));
      looks = 0;
    }
  }
}
