/**
 * A program that polls: goes round a list of devices for ever and does what there is to do. Kernel cores are such programs, and so are the
 * service cores and the softirq core of the TCP experiment.
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
}

/** Going on to the next device: a load of its pointer, an indirect call, a return. */
export const pollCycles: Sourced<number, "cycles"> = {
  value: 12,
  unit: "cycles",
  source: "some ten instructions with a predicted indirect call, recalled",
  sure: "R",
};

/** Polls devices, of which there is one at least, for ever. With nothing to do, the core sleeps until a watched word is written. */
export function* pollForever(core: Core, devices: readonly PolledDevice[]): Program {
  for (;;) {
    let worked = false;
    for (const device of devices) {
      core.compute(pollCycles.value);
      if (yield* device.poll(core)) worked = true;
    }
    if (worked) continue;
    yield;
    yield core.sleepUntilWrite(devices.flatMap((device) => device.watched()));
  }
}
