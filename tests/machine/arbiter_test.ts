/** Words that cores fight for: what comes of any that waits being the next. */
import assert from "node:assert/strict";
import {
  Arbiter,
  type Core,
  epyc64,
  int32,
  Machine,
  type MachineSpec,
  opteron16,
  struct,
  totals,
  withChips,
  withCoresPerChip,
  xeon8176x8,
} from "corey-lab/machine";
import { Random } from "corey-lab/sim";
import type { Program } from "../../lib/sim/task.ts";

const counter = struct("counter", { count: int32 });

/** Cores fight for a word in one program; what they left there, and what was counted. */
function fought(
  spec: MachineSpec,
  cores: (core: Core) => boolean,
  program: (arbiter: Arbiter, core: Core, count: number) => Program,
  seed = 1,
) {
  const machine = new Machine(spec), { memory } = machine, { count } = memory.place(counter);
  const arbiter = new Arbiter(machine, new Random(seed)), fighting = machine.cores.filter(cores);
  for (const core of fighting) core.start(program(arbiter, core, count));
  machine.run();
  const cycles = Math.max(...fighting.map(({ now }) => now));
  return { count: memory.words[count >>> 2]!, cores: fighting.length, cycles, ...totals(memory.counters) };
}

const ROUNDS = 50;

/** Each core adds by compare-and-swap. */
function* swapping(arbiter: Arbiter, core: Core, count: number): Program {
  for (let round = 0; round < ROUNDS; round++) {
    for (let seen = yield* arbiter.load(core, count);;) {
      const there = yield* arbiter.compareExchange(core, count, seen, seen + 1);
      if (there === seen) break;
      seen = there;
    }
  }
}

function* adding(arbiter: Arbiter, core: Core, count: number): Program {
  for (let round = 0; round < ROUNDS; round++) yield* arbiter.fetchAdd(core, count, 1);
}

for (const chips of [1, 2, 8]) {
  Deno.test(`On ${chips} chips each success counts once, beside additions`, () => {
    const either = ({ number }: Core) => number % 2 === 0 ? swapping : adding;
    const { count, cores } = fought(
      withChips(chips)(epyc64),
      ({ number }) => number % 8 < 4,
      (arbiter, core, at) => either(core)(arbiter, core, at),
    );
    assert.equal(count, ROUNDS * cores);
  });
}

/** Atomics a success on so many cores of one chip. */
function tries(cores: number): number {
  const spec = withCoresPerChip(cores)(withChips(1)(xeon8176x8)),
    { atomics } = fought(spec, () => true, swapping);
  return atomics / (cores * ROUNDS);
}

Deno.test("A success takes some √n tries of n cores, where turns in a fixed order would take n", () => {
  // Who comes again finds its word unchanged for as long as in the birthday problem: √(πn/2).
  for (const cores of [4, 16, 36]) {
    const expected = Math.sqrt(Math.PI * cores / 2);
    assert.ok(Math.abs(tries(cores) / expected - 1) < 0.25, `${cores} cores: ${tries(cores)}, ${expected}`);
  }
});

Deno.test("A core alone asks nobody: its verbs take what plain ones do", () => {
  const alone = fought(opteron16, ({ number }) => number === 3, swapping);
  const plain = fought(opteron16, ({ number }) => number === 3, function* (_, core, count) {
    for (let round = 0; round < ROUNDS; round++) {
      yield;
      const seen = core.load(count);
      yield;
      core.compareAndSwap(count, seen, seen + 1);
    }
  });
  assert.equal(alone.cycles, plain.cycles);
});

Deno.test("The more cores of a chip want a line, the longer it stays on the chip", () => {
  /** Additions that a chip does for each time that the line comes to it. */
  const staying = (each: number) => {
    const spec = withChips(2)(xeon8176x8);
    const { atomics, remoteTransfers } = fought(
      spec,
      ({ number }) => number < 56 && number % 28 < each,
      adding,
    );
    return atomics / remoteTransfers;
  };
  assert.ok(staying(16) > 2 * staying(4), `${staying(16)}, ${staying(4)}`);
});

Deno.test("Where requests are blocked, a line leaves when the home's probe can come, however many cores want it", () => {
  const staying = (each: number) => {
    const { atomics, remoteTransfers } = fought(
      withChips(2)(epyc64),
      ({ number }) => number < 16 && number % 8 < each,
      adding,
    );
    return atomics / remoteTransfers;
  };
  assert.ok(Math.abs(staying(8) / staying(4) - 1) < 0.25, `${staying(8)}, ${staying(4)}`);
});

Deno.test("The same seed gives the same turns, and another gives others", () => {
  const cycles = (seed: number) => fought(epyc64, () => true, swapping, seed).cycles;
  assert.equal(cycles(1), cycles(1));
  assert.notEqual(cycles(1), cycles(2));
});
