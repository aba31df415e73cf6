/**
 * What cores see of a word that is being written. Memory answers in 228 cycles; a write to a line that cores
 * share waits 285 cycles for the answer of the farthest chip, and its probes arrive after 169.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Core, int32, Machine, type MachineSpec, opteron16, presets, struct } from "corey-lab/machine";
import type { Program } from "corey-lab/sim";
import { PendingWrites } from "../../lib/machine/pending_writes.ts";
import { alike } from "../slow.ts";
import { anyMachine } from "./any_machine.ts";
import { wholeMessages } from "./whole_messages.ts";

const table = struct("table", { first: int32, second: int32 });

Deno.test("A copy that is about to go has the old value, whether a write publishes or adds", () => {
  for (const verb of ["publish", "fetchAdd"] as const) {
    const machine = new Machine(wholeMessages), seen: [number, number][] = [];
    const word = machine.memory.place(table).first,
      [near, beside, far] = [0, 1, 4].map((i) => machine.cores[i]!);
    const look = (core: Core, cycle: number) =>
      core.start((function* () {
        yield;
        core.load(word);
        for (const then of [cycle, cycle + 20]) {
          core.compute(then - core.now);
          yield;
          seen.push([then, core.load(word)]);
        }
      })());
    near!.start((function* () {
      near!.compute(2000);
      yield;
      near![verb](word, 1);
    })());
    look(beside!, 2150);
    look(far!, 2155);
    machine.run();
    seen.sort(([a], [b]) => a - b);
    assert.deepEqual(seen, [[2150, 0], [2155, 0], [2170, 1], [2175, 1]], verb);
  }
});

Deno.test("Who writes a copy that is about to go shows what it builds upon, too", () => {
  const machine = new Machine(wholeMessages), { first: word, second } = machine.memory.place(table);
  const [near, far] = [0, 4].map((i) => machine.cores[i]!) as [Core, Core];
  let seen = -1;
  near.start((function* () {
    yield;
    near.store(second, 1);
    near.compute(1000 - near.now);
    yield;
    // In place, as the probe of the far core's write is on its way.
    assert.equal(near.fetchAdd(word, 1), 10);
    seen = near.load(word);
  })());
  far.start((function* () {
    far.compute(990);
    yield;
    far.fetchAdd(word, 10);
    assert.ok(far.now > 1100);
  })());
  machine.run();
  assert.equal(seen, 11);
  assert.equal(machine.memory.words[word >>> 2], 11);
});

Deno.test("Who stores to a line before that has come reads no word that is still being written there", () => {
  const machine = new Machine(opteron16), { first: word, second } = machine.memory.place(table);
  const [writer, reader] = machine.cores as [Core, Core];
  let written = 0;
  writer.start((function* () {
    yield;
    writer.publish(word, 1);
    written = writer.now;
  })());
  reader.start((function* () {
    reader.store(second, 1);
    yield;
    assert.equal(reader.load(word), 1);
    assert.ok(reader.now >= written, `${reader.now} before ${written}`);
  })());
  machine.run();
});

Deno.test("What waits for its core's stores is not there before them, for loads and atomics", () => {
  for (const look of ["load", "fetchAdd"] as const) {
    const machine = new Machine(opteron16), { first: word } = machine.memory.place(table);
    const [writer, reader] = machine.cores as [Core, Core];
    const frame = machine.memory.physical.placeFrames(1, 3);
    let written = 0;
    writer.start((function* () {
      writer.store(word, 0);
      writer.compute(1000);
      yield;
      for (const line of [0, 1, 2]) writer.write(frame + 64 * line);
      yield;
      writer.publish(word, 1);
      written = writer.now;
    })());
    reader.start((function* () {
      reader.compute(1100);
      yield;
      assert.equal(reader[look](word, 1), 1);
      assert.ok(reader.now >= written && written > 1300, `${reader.now} before ${written}`);
    })());
    machine.run();
  }
});

Deno.test("An atomic that waits for its core's stores asks for a line that goes before they are done", () => {
  const machine = new Machine(opteron16), { first: word } = machine.memory.place(table);
  const [near, far] = [0, 4].map((i) => machine.cores[i]!) as [Core, Core];
  const frame = machine.memory.physical.placeFrames(1, 3);
  near.start((function* () {
    yield;
    near.fetchAdd(word, 1);
    near.compute(1000 - near.now);
    yield;
    for (const line of [0, 1, 2]) near.write(frame + 64 * line);
    yield;
    assert.equal(near.fetchAdd(word, 1), 2);
    assert.ok(near.now > 1500);
  })());
  far.start((function* () {
    far.compute(990);
    yield;
    assert.equal(far.fetchAdd(word, 1), 1);
    assert.ok(far.now < 1500);
  })());
  machine.run();
  assert.equal(machine.memory.directory.ownerOf(machine.memory.physical.lineOf(word)), near.number);
});

Deno.test("Who finds a lock taken, in a copy that is about to go, does not get it before its release", () => {
  const machine = new Machine(wholeMessages), { first: lock, second } = machine.memory.place(table);
  const [near, far] = [0, 4].map((i) => machine.cores[i]!) as [Core, Core];
  machine.memory.initialise(lock, 1);
  let released = 0;
  near.start((function* () {
    yield;
    near.store(second, 1);
    near.compute(1000 - near.now);
    yield;
    assert.ok(!near.compareAndSwap(lock, 0, 1));
    yield;
    assert.equal(near.swap(lock, 1), 1);
    assert.ok(near.now < released, `${near.now}, released at ${released}`);
  })());
  far.start((function* () {
    far.compute(990);
    yield;
    far.publish(lock, 0);
    released = far.now;
  })());
  machine.run();
  assert.equal(machine.memory.words[lock >>> 2], 0);
});

Deno.test("Of writes that are done in the same cycle none is there before, whoever makes them", () => {
  for (const [first, second] of [[0, 1], [1, 0]] as const) {
    const writes = new PendingWrites(2), word = 64;
    writes.add(first, word, 0, 100);
    writes.add(second, word, 1, 100);
    assert.deepEqual([99, 100].map((cycle) => writes.wordAt(word, cycle, 2)), [0, 2]);
  }
});

/** No cache has a line twice, or unknown to the directory; afterwards none has it. */
function checkCopies({ memory }: Machine, address: number): void {
  const line = memory.physical.lineOf(address);
  for (const [core, l1] of memory.caches.l1.entries()) {
    assert.ok(!l1.remove(line) || memory.directory.holds(line, core), `core ${core}, unknown to others`);
    assert.ok(!l1.hit(line), `core ${core} has it twice`);
  }
}

/** What some cores of a machine do, each with its steps, to two words of one line. */
const programs = fc.array(
  fc.record({
    place: fc.oneof(fc.nat(7), fc.nat(1000)),
    steps: fc.array(
      fc.record({
        verb: fc.constantFrom("load", "publish", "fetchAdd", "compareAndSwap"),
        waits: fc.nat(400),
        word: fc.constantFrom("first", "second"),
      }),
      { maxLength: 12 },
    ),
  }),
  { minLength: 2, maxLength: 6 },
);
type Programs = typeof programs extends fc.Arbitrary<infer Value> ? Value : never;

/** Nobody reads what is not there yet, or what was before what it has read. */
function checkOrder(spec: MachineSpec, programs: Programs): void {
  const machine = new Machine(spec), memory = machine.memory, at = memory.place(table);
  const free = [...machine.cores], loads: [word: keyof typeof at, value: number, cycle: number][] = [];
  // Each write adds one, so that a word's value says how many there have been.
  const done = { first: [0], second: [0] };
  for (const { place, steps } of programs) {
    if (free.length === 0) break;
    const [core] = free.splice(place % free.length, 1) as [Core], read = { first: 0, second: 0 };
    core.start((function* () {
      for (const { verb, waits, word } of steps) {
        core.compute(waits);
        yield;
        const address = at[word], old = memory.words[address >>> 2]!;
        if (verb === "publish") core.publish(address, old + 1);
        if (verb === "fetchAdd") assert.equal(core.fetchAdd(address, 1), old);
        if (verb === "compareAndSwap") {
          const seen = read[word], isDone = core.compareAndSwap(address, seen, seen + 1);
          assert.equal(isDone, old === seen);
          if (!isDone) {
            // It has seen what is there by now, or brings it with it.
            read[word] = seen + 1;
            done[word][old] = Math.min(done[word][old]!, core.now);
          }
        }
        const hasWritten = memory.words[address >>> 2] !== old;
        const value = hasWritten ? old + 1 : core.load(address);
        if (hasWritten) done[word][value] = core.now;
        else loads.push([word, value, core.now]);
        assert.ok(value >= read[word], `${value} after ${read[word]}`);
        read[word] = value;
      }
    })());
  }
  machine.run();
  checkCopies(machine, at.first);
  for (const [word, value, cycle] of loads) {
    // A write in place, done before one that it builds upon, brings that one with it.
    const there = Math.min(...done[word].slice(value));
    assert.ok(there <= cycle, `${value} at ${cycle}, and not at ${there}`);
  }
}

for (const [i, spec] of presets.entries()) {
  alike(i)(`Nobody reads what is not there yet, or what was before what it has read, on ${spec.name}`, () => {
    fc.assert(fc.property(programs, (programs) => checkOrder(spec, programs)), { numRuns: 100 });
  });
}
Deno.test("Nobody reads what is not there yet, or what was before what it has read, on any machine", () => {
  fc.assert(fc.property(anyMachine, programs, checkOrder), { numRuns: 400 });
});

/** How often eight cores acquire a ticket lock in so many cycles. */
function acquisitions(
  spec: MachineSpec,
  wait: (core: Core, address: number, mine: number) => Program,
): number {
  const machine = new Machine(spec), { first: next, second: serving } = machine.memory.place(table);
  let done = 0;
  for (const core of machine.cores.slice(0, 8)) {
    core.start((function* () {
      for (;; done++) {
        yield;
        const mine = core.fetchAdd(next, 1);
        yield* wait(core, serving, mine);
        core.compute(100);
        yield;
        core.publish(serving, mine + 1);
      }
    })());
  }
  machine.run(200_000);
  checkCopies(machine, next);
  return done;
}

for (const [i, spec] of presets.entries()) {
  alike(i)(`Looking all the time learns of a release no sooner than spinning, on ${spec.name}`, () => {
    const spun = acquisitions(spec, function* (core, serving, mine) {
      yield core.spinUntil(serving, (value) => value === mine);
    });
    const polled = acquisitions(spec, function* (core, serving, mine) {
      for (yield; core.load(serving) !== mine;) yield core.backOff(serving, 0);
    });
    // Who comes after whom differs, and with it how far lines travel.
    assert.ok(polled < 1.2 * spun, `${polled} against ${spun}`);
  });
}
