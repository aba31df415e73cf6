/** Two hardware threads of one core. */
import assert from "node:assert/strict";
import {
  type Core,
  int32,
  Machine,
  type MachineOptions,
  readMachineSpec,
  struct,
  totals,
} from "corey-lab/machine";
import { activeCores } from "../../lib/experiments/one_run.ts";

const together = 1.25;
const spec = readMachineSpec({
  extends: "epyc64",
  name: "two-threads",
  chips: 1,
  tree: [{ l2Groups: [{ times: 4, threads: 2 }] }],
  core: { threadsTogether: together, storeBufferEntries: 8 },
}, "two-threads");
const words = struct("words", { turn: int32 });

/** A machine, the two threads of its first core, and one of the next. */
function made(options?: MachineOptions) {
  const machine = new Machine(spec, options), { cores, memory } = machine;
  return { machine, one: cores[0]!, sibling: cores[4]!, other: cores[1]!, turn: memory.place(words).turn };
}

/** Two cores hand a word to and fro; cycles a hand-over. */
function handOver(machine: Machine, cores: readonly Core[], turn: number): number {
  const ROUNDS = 100;
  for (const [mine, core] of cores.entries()) {
    core.start((function* () {
      for (let round = 0; round < ROUNDS; round++) {
        yield core.spinUntil(turn, (value) => value % 2 === mine);
        yield;
        core.fetchAdd(turn, 1);
      }
    })());
  }
  machine.run();
  return Math.max(...cores.map(({ now }) => now)) / (2 * ROUNDS);
}

Deno.test("a word between siblings never leaves the core", () => {
  const { machine, one, sibling, turn } = made();
  const cycles = handOver(machine, [one, sibling], turn);
  const { dramReads, sameChipTransfers, l3Hits, invalidations } = totals(machine.memory.counters);
  assert.deepEqual({ dramReads, sameChipTransfers, l3Hits, invalidations }, {
    dramReads: 1,
    sameChipTransfers: 0,
    l3Hits: 0,
    invalidations: 0,
  });
  const apart = made();
  assert.ok(cycles < 0.2 * handOver(apart.machine, [apart.one, apart.other], apart.turn), `${cycles}`);
});

Deno.test("what one thread has asked for, its sibling has in the L1 when it has come, and not before", () => {
  const { machine, one, sibling, turn } = made();
  one.load(turn);
  sibling.load(turn);
  assert.equal(sibling.now - one.now, spec.l1.latencyCycles.value);
  assert.equal(totals(machine.memory.counters).dramReads, 1);
});

Deno.test("where others want a word too, two threads of a core add no faster than two cores", () => {
  const each = (threads: (cores: readonly Core[]) => readonly Core[]): number => {
    const { machine, turn } = made();
    for (const core of threads(machine.cores)) {
      core.start((function* () {
        for (;;) {
          yield;
          core.fetchAdd(turn, 1);
        }
      })());
    }
    machine.run(100_000);
    return 100_000 / machine.memory.words[turn >>> 2]!;
  };
  const four = each((cores) => cores.slice(0, 4)), eight = each((cores) => cores);
  assert.ok(Math.abs(eight / four - 1) < 0.05, `${four} and ${eight} cycles`);
});

Deno.test("two threads of a core compute together 1.25 times what one does; alone, each is as fast as ever", () => {
  const compute = (pick: (threads: ReturnType<typeof made>) => readonly Core[]): number => {
    const threads = made(), cores = pick(threads);
    for (const core of cores) {
      core.start((function* () {
        for (let i = 0; i < 100; i++) {
          core.compute(100);
          yield;
        }
      })());
    }
    threads.machine.run();
    return Math.max(...cores.map(({ now }) => now));
  };
  assert.equal(compute(({ one }) => [one]), 10_000);
  assert.equal(compute(({ one, other }) => [one, other]), 10_000);
  // The last piece of the one that ends last is computed alone.
  assert.ok(Math.abs(compute(({ one, sibling }) => [one, sibling]) / (10_000 * 2 / together) - 1) < 0.01);
});

Deno.test("atomics of siblings on one line follow each other; those on two lines do not wait", () => {
  const end = (lines: number): number => {
    const { machine, one, sibling } = made(),
      at = [machine.memory.place(words).turn, machine.memory.place(words).turn];
    for (const [i, core] of [one, sibling].entries()) {
      core.start((function* () {
        for (let round = 0; round < 100; round++) {
          yield;
          core.fetchAdd(at[i % lines]!, 1);
        }
      })());
    }
    machine.run();
    return Math.max(one.now, sibling.now);
  };
  assert.ok(end(1) > 1.6 * end(2), `${end(1)} and ${end(2)}`);
});

Deno.test("who is told of all words that siblings touch sees the same run as nobody", () => {
  const told = new Set<number>();
  const observer = { touched: ({ core }: { core: number }) => told.add(core), reset: () => {} };
  const watched = made({ observer }), alone = made();
  const cycles = handOver(watched.machine, [watched.one, watched.sibling], watched.turn);
  assert.equal(cycles, handOver(alone.machine, [alone.one, alone.sibling], alone.turn));
  assert.deepEqual([...told], [watched.one.number, watched.sibling.number]);
});

Deno.test("placement: siblings come last, or right after each other", () => {
  const { machine } = made(),
    first = (placement: "round-robin" | "fill-chips" | "fill-cores") =>
      activeCores(machine, 6, placement).map(({ number }) => number);
  assert.deepEqual(first("fill-chips"), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(first("round-robin"), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(first("fill-cores"), [0, 4, 1, 5, 2, 6]);
});
