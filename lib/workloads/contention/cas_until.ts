/** A loop of compare-and-swaps. */
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import { tryChange } from "../../machine/try_change.ts";
import type { Program } from "../../sim/task.ts";

/** Adds to a word by a compare-and-swap, until it succeeds; a failed one says what was there. */
export function* casUntil(machine: Machine, core: Core, address: number, amount: number): Program {
  yield;
  let seen: number | undefined = core.load(address);
  while (seen !== undefined) {
    yield;
    seen = tryChange(machine, core, address, seen, (there) => there + amount);
  }
}
