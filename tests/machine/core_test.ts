import assert from "node:assert/strict";
import { ClockError, DeadlockError, type Wait } from "corey-lab/sim";
import { bytes, type Core, int32, Machine, opteron16, struct } from "corey-lab/machine";
import { at } from "./at.ts";
import { withTinyCaches } from "./tiny_caches.ts";

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
      message: `core 0 must yield right before ${verb} of table.next: it last did at cycle 40 (at cycle 42)`,
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

Deno.test("what is no whole number is not written, and says so: an argument that was forgotten would be a 0", () => {
  const slips: readonly ((core: Core, address: number) => unknown)[] = [
    (core, address) => core.store(address, undefined as unknown as number),
    (core, address) => core.publish(address, NaN),
    (core, address) => (core.fetchAdd as (address: number) => number)(address),
    (core, address) => core.swap(address, 0.5),
    (core, address) => core.compareAndSwap(address, 0, "1" as unknown as number),
    (core, address) => core.update(address, () => undefined as unknown as number),
  ];
  for (const slip of slips) {
    const { machine, one, at } = fresh();
    one.start((function* () {
      yield;
      slip(one, at.next);
    })());
    assert.throws(() => machine.run(), {
      name: "ProgramError",
      message:
        /^core 0 cannot write ("1"|undefined|NaN|0\.5) to table\.next: a word holds a whole number \(at/,
    });
  }
});

Deno.test("a verb that gets a value for a function, or no list, names what it got", () => {
  const slips: readonly [RegExp, (core: Core, address: number) => unknown][] = [
    [
      /core 0 got 3 for table\.next: expected a function/,
      (core, address) => core.update(address, 3 as never),
    ],
    [/core 0 got undefined for table\.next/, (core, address) => core.spinUntil(address, undefined as never)],
    [
      /core 0 cannot sleep until a write to 4: expected a list/,
      (core, address) => core.sleepUntilWrite(address as never),
    ],
    [/core 0 cannot sleep until a write to /, (core) => core.sleepUntilWrite([])],
  ];
  for (const [message, slip] of slips) {
    const { machine, one, at } = fresh();
    one.start((function* () {
      yield;
      slip(one, at.next);
    })());
    assert.throws(() => machine.run(), { name: "ProgramError", message });
  }
});

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

Deno.test("Core refuses an address at which nothing is, whatever the verb, and names it", () => {
  const accesses = {
    load: (core: Core, address: number) => core.load(address),
    store: (core: Core, address: number) => core.store(address, 1),
    fetchAdd: (core: Core, address: number) => core.fetchAdd(address, 1),
    spinUntil: (core: Core, address: number) => core.spinUntil(address, () => true),
    streamClear: (core: Core, address: number) => core.streamClear(address, 64),
  };
  for (const [verb, act] of Object.entries(accesses)) {
    for (const address of [-4, NaN, undefined, 1e6, 2 ** 26, "table"] as number[]) {
      const { machine, one, at } = fresh();
      one.start((function* () {
        one.load(at.lock);
        yield;
        const wait = act(one, address);
        if (verb === "spinUntil") yield wait as Wait;
      })());
      const reason = (error: unknown) =>
        error instanceof RangeError && error.message.includes(`core 0 cannot access address ${address}`);
      assert.throws(
        () => machine.run(),
        reason,
        `${verb} ${address}`,
      );
    }
  }
});

Deno.test("Core.spinUntil() takes no steps while nothing is written, and one miss to see a write", () => {
  const { machine, one: spinner, two: writer, at } = fresh();
  let seenAt = 0;
  spinner.start((function* () {
    yield;
    yield spinner.spinUntil(at.lock, (value) => value === 1);
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
  // The spinner: its start, the spin's, a try that fails, a try after the wake, its end. The writer: its
  // start and 1000 times.
  assert.equal(machine.scheduler.steps, 5 + 1001);
  const { counters } = machine.memory;
  assert.equal(counters.dramReads[0], 1, "the first look");
  assert.equal(counters.sameChipTransfers[0], 1, "the look after the write");
  assert.equal(counters.invalidations[0], 1);
  // The line is Exclusive in the spinner's cache, so memory serves the write at 100,000, until 100,228. Its
  // probe wakes the spinner before, which asks again; its own probe waits at the writer, and then the data take
  // half a transfer of 125.
  assert.equal(seenAt, 100_000 + 228 + 125 / 2);
  assert.ok(counters.queueCycles[0]! > 0);
});

Deno.test("Core.spinUntil() goes on at once when the word is as wanted, for the price of a load", () => {
  const { machine, one, at } = fresh();
  one.start((function* () {
    yield;
    one.load(at.lock);
    yield;
    yield one.spinUntil(at.lock, (value) => value === 0);
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
    yield spinner.spinUntil(at.lock, (value) => {
      seen.push(value);
      return value === 2;
    });
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
    yield two.spinUntil(at.lock, (value) => value === 8);
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

Deno.test("DeadlockError does not call an L3 or a mere reader the last writer", () => {
  const machine = new Machine(withTinyCaches(opteron16)), [one, two] = machine.cores as [Core, Core];
  const remote = machine.cores[4]!;
  const written = machine.memory.place(table, 0, "written"), read = machine.memory.place(table, 0, "read");
  const others = machine.memory.place(struct("others", { lines: bytes(5 * 64) })).lines;
  at(machine, one, 0, () => one.store(written.lock, 7));
  // Five other lines drive the one written out of L1 and L2 into the chip's L3, the seventeenth cache, still
  // Modified.
  for (let i = 0; i < 5; i++) at(machine, one, 1000 + 1000 * i, () => one.load(others + 64 * i));
  assert.equal(machine.memory.directory.ownerOf(written.lock / 64), 16);
  for (const [core, address] of [[remote, written.lock], [two, read.lock]] as const) {
    core.start((function* () {
      yield;
      yield core.spinUntil(address, (value) => value === 8);
    })());
  }
  assert.throws(() => machine.run(), (error) => {
    assert.ok(error instanceof DeadlockError);
    assert.match(error.message, /core 4 .* waits for a write to written\.lock \(now 7\)/);
    assert.match(error.message, /core 1 .* waits for a write to read\.lock \(now 0\)/);
    return true;
  });
});

Deno.test("RunawayError and ClockError of a core say on which line it last was", () => {
  const looping = new Machine(opteron16, { maxSteps: 1000 }), core = looping.cores[3]!;
  const { next } = looping.memory.place(table);
  core.start((function* () {
    for (;;) {
      yield;
      core.fetchAdd(next, 1);
    }
  })());
  assert.throws(() => looping.run(), {
    name: "RunawayError",
    message: /last was core 3 at cycle \d+ \(last write or miss: table\.\{lock, next\}\)/,
  });
  const { machine, one, at: word } = fresh();
  one.start((function* () {
    one.compute(5);
    yield;
    one.load(word.lock);
    one.compute(NaN);
  })());
  assert.throws(() => machine.run(), {
    name: "ClockError",
    message: "core 0 cannot compute NaN cycles at cycle 233 (last write or miss: table.{lock, next})",
  });
});

Deno.test("Core.released() throws when another core or nobody holds the lock, and names both and the lock", () => {
  const { one, two, at } = fresh();
  assert.throws(() => one.released(at.lock), /core 0 cannot release table\.lock, which nobody holds/);
  two.acquired(at.lock);
  assert.throws(() => one.released(at.lock), /core 0 cannot release table\.lock, which core 1 holds/);
  two.released(at.lock);
  assert.throws(() => two.released(at.lock), /nobody holds/);
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

Deno.test("ClockError ends a run in which a core computes -1000 cycles, although accesses make up for it before the yield", () =>
  assert.throws(() => computeThenAccess(-1000), ClockError));
