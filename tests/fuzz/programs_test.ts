/**
 * Whatever programs do, a run comes to its end, and what they did is right, or it ends with one sentence that
 * says what was wrong.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ClockError, DeadlockError, ProgramError, RunawayError } from "corey-lab/sim";
import { int32, Machine, opteron16, pipe, struct, withChips, withCoresPerChip } from "corey-lab";
import { fuzz } from "./cases.ts";
import { type Draft, draft, kinds, type Things } from "./slips.ts";

const spec = pipe(opteron16, withChips(2), withCoresPerChip(2));
/** `RangeError`: there is nothing at the address. */
const typed = [ClockError, DeadlockError, ProgramError, RunawayError, RangeError];

function run(drafts: readonly Draft[], lock: string): Machine {
  const machine = new Machine(spec, { maxSteps: 20_000 }), { cores, memory } = machine;
  const { first, second } = memory.place(struct("locks", { first: int32, second: int32 }));
  const words = ["a", "b", "c", "d"].map((name) => memory.place(struct(name, { word: int32 })).word);
  const place = (word: number) => kinds[lock]!(machine, word);
  const things: Things = { cores, words, locks: [place(first), place(second)] as Things["locks"] };
  for (const [i, core] of cores.entries()) core.start(drafts[i]!(core, things) as Generator<undefined>);
  machine.run();
  return machine;
}

fuzz(
  "programs with slips end in a sentence, others in a machine that makes sense",
  { cases: 300, soak: 2500 },
  fc.tuple(
    fc.array(draft, { minLength: 4, maxLength: 4 }),
    fc.constantFrom(...Object.keys(kinds)),
  ),
  ([drafts, lock]) => {
    let machine;
    try {
      machine = run(drafts, lock);
    } catch (error) {
      assert.ok(typed.some((type) => error instanceof type), `${(error as Error)?.stack}`);
      assert.match((error as Error).message, /^\S[^\n]{10,}$/);
      return;
    }
    for (const { now, name } of machine.cores) {
      assert.ok(now >= 0 && now < Infinity, `${name} ends at ${now}`);
    }
    assert.deepEqual(machine.memory.heldLocks.list(), []);
  },
);
