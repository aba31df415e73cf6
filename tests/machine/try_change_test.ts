/** Loops of compare-and-swaps, on one chip and on several. */
import assert from "node:assert/strict";
import { type Core, epyc64, int32, Machine, struct, totals, tryChange, withChips } from "corey-lab/machine";

const counter = struct("counter", { count: int32 });
const ROUNDS = 50;

/** Several cores of each chip count; what they counted, and how many atomics each of them took for one. */
function counted(chips: number, from: "what was seen" | "what was asked for") {
  const machine = new Machine(withChips(chips)(epyc64)), { memory } = machine;
  const { count } = memory.place(counter);
  const loop = function* (core: Core) {
    for (let round = 0; round < ROUNDS; round++) {
      yield;
      let seen: number | undefined = core.load(count);
      while (seen !== undefined) {
        yield;
        const there: number = memory.words[count >>> 2]!;
        if (from === "what was seen") seen = tryChange(machine, core, count, seen, (value) => value + 1);
        else seen = core.compareAndSwap(count, seen, seen + 1) ? undefined : there;
      }
    }
  };
  const cores = machine.cores.filter(({ number }) => number % 8 < 4);
  for (const core of cores) core.start(loop(core));
  machine.run();
  const successes = ROUNDS * cores.length;
  return { count: memory.words[count >>> 2]!, successes, tries: totals(memory.counters).atomics / successes };
}

for (const chips of [1, 2, 8]) {
  Deno.test(`On ${chips} chips each success of a loop counts, and counts once`, () => {
    const { count, successes } = counted(chips, "what was seen");
    assert.equal(count, successes);
  });
}

Deno.test("On one chip a core sees what was there when it asked: those who ask later come later", () => {
  assert.deepEqual(counted(1, "what was seen"), counted(1, "what was asked for"));
});

Deno.test("A chip's cores that change a word among themselves do not fail for those who wait elsewhere", () => {
  const seen = counted(8, "what was seen").tries, asked = counted(8, "what was asked for").tries;
  assert.ok(seen < 0.85 * asked, `${seen} tries, and ${asked}`);
});
