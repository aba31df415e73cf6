/** Loops of compare-and-swaps. */
import type { Core } from "../../machine/core.ts";
import type { Arbiter } from "../../machine/arbiter.ts";
import type { Program } from "../../sim/task.ts";

/** Adds to a word by a compare-and-swap, until it succeeds; a failed one says what was there. */
export function* casUntil(arbiter: Arbiter, core: Core, address: number, amount: number): Program {
  for (let seen = yield* arbiter.load(core, address);;) {
    const there = yield* arbiter.compareExchange(core, address, seen, seen + amount);
    if (there === seen) return;
    seen = there;
  }
}

/** The same in a loop that loads the word anew after each failure. */
export function* loadAndCasUntil(arbiter: Arbiter, core: Core, address: number, amount: number): Program {
  for (;;) {
    const seen = yield* arbiter.load(core, address);
    if ((yield* arbiter.compareExchange(core, address, seen, seen + amount)) === seen) return;
  }
}
