/** Loops of compare-and-swaps. */
import type { Core } from "../../machine/core.ts";
import type { InTurn } from "../../machine/in_turn.ts";
import type { Program } from "../../sim/task.ts";

/** Adds to a word by a compare-and-swap, until it succeeds; a failed one says what was there. */
export function* casUntil(inTurn: InTurn, core: Core, address: number, amount: number): Program {
  for (let seen = yield* inTurn.load(core, address);;) {
    const there = yield* inTurn.compareAndSwap(core, address, seen, seen + amount);
    if (there === seen) return;
    seen = there;
  }
}

/** The same in a loop that loads the word anew after each failure. */
export function* loadAndCasUntil(inTurn: InTurn, core: Core, address: number, amount: number): Program {
  for (;;) {
    const seen = yield* inTurn.load(core, address);
    if ((yield* inTurn.compareAndSwap(core, address, seen, seen + amount)) === seen) return;
  }
}
