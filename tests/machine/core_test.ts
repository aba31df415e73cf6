import assert from "node:assert/strict";
import { ClockError, type Core, DeadlockError, int32, Machine, opteron16, struct } from "corey-lab";

const table = struct("table", { lock: int32, next: int32 });

/** A machine, its first two cores, and the table in its memory. */
function fresh() {
  const machine = new Machine(opteron16), [one, two] = machine.cores as [Core, Core];
  return { machine, one, two, at: machine.memory.place(table) };
}

const verbs: readonly [string, (core: Core, address: number) => void][] = [
  ["publish", (core, address) => core.publish(address, 1)],
  ["update", (core, address) => core.update(address, (value) => value + 1)],
  ["fetchAdd", (core, address) => core.fetchAdd(address, 1)],
  ["swap", (core, address) => core.swap(address, 1)],
  ["compareAndSwap", (core, address) => core.compareAndSwap(address, 0, 1)],
];

for (const [verb, act] of verbs) {
  Deno.test(`Core.${verb}() without a yield right before it throws, and names core, word and cycles`, () => {
    const { machine, one, at } = fresh();
    one.start((function* () {
      one.compute(40);
      yield;
      one.compute(2);
      act(one, at.next);
    })());
    assert.throws(() => machine.run(), {
      message:
        `core 0 must yield right before ${verb} of table.next: it last did at cycle 40, and it is 42 now`,
    });
    assert.equal(machine.memory.words[at.next / 4], 0, "and nothing is written");
  });

  Deno.test(`Core.${verb}() twice after one yield throws`, () => {
    const { machine, one, at } = fresh();
    one.start((function* () {
      yield;
      act(one, at.next);
      act(one, at.next);
    })());
    assert.throws(() => machine.run(), /core 0 must yield right before/);
  });
}

Deno.test("Core's atomics return what was there, and write what they say", () => {
  const { machine, one, at } = fresh();
  const word = () => machine.memory.words[at.next / 4];
  machine.memory.initialise(at.next, 5);
  one.start((function* () {
    yield;
    assert.equal(one.fetchAdd(at.next, 3), 5);
    assert.equal(word(), 8);
    yield;
    assert.equal(one.swap(at.next, -1), 8);
    assert.equal(word(), -1);
    yield;
    assert.equal(one.compareAndSwap(at.next, 7, 9), false);
    assert.equal(word(), -1);
    yield;
    assert.equal(one.compareAndSwap(at.next, -1, 9), true);
    yield;
    one.update(at.next, (value) => value * 2);
    assert.equal(one.load(at.next), 18);
    yield;
    assert.equal(one.fetchAdd(at.next, 0x7fffffff), 18);
    assert.equal(word(), 0x7fffffff + 18 - 2 ** 32, "32 bits, wrapping");
  })());
  machine.run();
});

Deno.test("Core's atomics of sixteen cores lose no update", () => {
  const { machine, at } = fresh();
  for (const core of machine.cores) {
    core.start((function* () {
      for (let i = 0; i < 50; i++) {
        yield;
        core.fetchAdd(at.next, 1);
      }
    })());
  }
  machine.run();
  assert.equal(machine.memory.words[at.next / 4], 800);
});

Deno.test("Core.spinUntil() takes no steps while nothing is written, and one miss to see a write", () => {
  const { machine, one: spinner, two: writer, at } = fresh();
  let seenAt = 0;
  spinner.start((function* () {
    yield;
    spinner.spinUntil(at.lock, (value) => value === 1);
    yield;
    seenAt = spinner.now;
  })());
  writer.start((function* () {
    for (let i = 0; i < 1000; i++) {
      writer.compute(100);
      yield;
    }
    writer.publish(at.lock, 1);
  })());
  machine.run();
  // The spinner: its start, the spin's, a try that fails, a try after the wake, its end. The writer: its start and 1000 times.
  assert.equal(machine.scheduler.steps, 5 + 1001);
  const { counters } = machine.memory;
  assert.equal(counters.dramReads[0], 1, "the first look");
  assert.equal(counters.sameChipTransfers[0], 1, "the look after the write");
  assert.equal(counters.invalidations[0], 1);
  // The write at 100,000 waits 125 cycles for the spinner's copy to go; the news takes half a transfer, the look a whole one.
  // (The line was Exclusive in the spinner's cache, so memory serves the write: 228, which is longer.)
  assert.equal(seenAt, 100_000 + 228 + 62.5 + 125);
});

Deno.test("Core.spinUntil() goes on at once when the word is as wanted, for the price of a load", () => {
  const { machine, one, at } = fresh();
  one.start((function* () {
    yield;
    one.load(at.lock);
    yield;
    one.spinUntil(at.lock, (value) => value === 0);
    yield;
    assert.equal(one.now, 228 + 3);
  })());
  machine.run();
  assert.equal(one.now, 231);
});

Deno.test("Core.spinUntil() looks again after each write to the line, also to another word of it", () => {
  const { machine, one: spinner, two: writer, at } = fresh();
  const seen: number[] = [];
  spinner.start((function* () {
    yield;
    spinner.spinUntil(at.lock, (value) => {
      seen.push(value);
      return value === 2;
    });
    yield;
  })());
  writer.start((function* () {
    for (const [address, value] of [[at.next, 9], [at.lock, 1], [at.lock, 2]] as const) {
      writer.compute(10_000);
      yield;
      writer.publish(address, value);
    }
  })());
  machine.run();
  assert.deepEqual(seen, [0, 0, 1, 2]);
  assert.equal(machine.memory.counters.sameChipTransfers[0], 3, "false sharing costs a miss as well");
});

Deno.test("DeadlockError of a spin that nobody ends names core, word, value, and who wrote it last", () => {
  const { machine, one, two, at } = fresh();
  one.start((function* () {
    yield;
    one.publish(at.lock, 7);
  })());
  two.start((function* () {
    two.compute(1000);
    yield;
    two.spinUntil(at.lock, (value) => value === 8);
    yield;
  })());
  assert.throws(() => machine.run(), (error) => {
    assert.ok(error instanceof DeadlockError);
    assert.match(
      error.message,
      /core 1 .* waits for a write to table\.lock \(now 7, last written by core 0\)/,
    );
    return true;
  });
});

Deno.test("Core.gaveLock() throws when another core or nobody holds the lock, and names both and the lock", () => {
  const { one, two, at } = fresh();
  assert.throws(() => one.gaveLock(at.lock), /core 0 cannot release table\.lock, which nobody holds/);
  two.tookLock(at.lock);
  assert.throws(() => one.gaveLock(at.lock), /core 0 cannot release table\.lock, which core 1 holds/);
  two.gaveLock(at.lock);
  assert.throws(() => two.gaveLock(at.lock), /nobody holds/);
});

/** A core computes so many cycles, then goes through caches, links, homes and memory without a yield. */
function computeThenAccess(cost: number): void {
  const { machine, one, at } = fresh();
  one.start((function* () {
    one.compute(cost);
    one.load(at.lock);
    one.store(at.lock, 1);
    one.streamRead(at.lock, 4096);
    yield;
  })());
  machine.run();
}

Deno.test("ClockError ends a run in which a core computes NaN cycles, whatever it accesses then", () => {
  assert.throws(() => computeThenAccess(NaN), ClockError);
});

// BUG: lib/sim/task.ts, compute: a negative cost is found only if the clock is behind at the next yield; here accesses that
// take longer hide it. Checking in compute (`if (!(cycles >= 0)) throw new ClockError(…)`) also points at the guilty line.
Deno.test({
  name:
    "ClockError ends a run in which a core computes -1000 cycles, although accesses make up for it before the yield",
  
  fn: () => assert.throws(() => computeThenAccess(-1000), ClockError),
});
