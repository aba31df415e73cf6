/** A kernel core: a core that runs nothing but the kernel's own functions, so that what they touch stays in its cache. */
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import type { Polled } from "./device.ts";

/** Polls devices for ever. */
export function* kernelCore(core: Core, devices: readonly Polled[]): Program {
  for (;;) {
    for (const device of devices) yield* device.poll(core);
    core.compute(10);
    yield;
  }
}
