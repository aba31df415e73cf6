/**
 * What a core may still do with a copy that it is about to lose, worked out by hand for opteron16: memory of
 * the core's own chip answers in 228 cycles, one hop away in 255; a transfer to the same chip takes 125, over
 * one hop 200, and its probe arrives after half of that.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { array, type Core, int32, Machine, opteron16, struct } from "corey-lab/machine";
import { at } from "./at.ts";

const table = struct("table", { lock: int32, next: int32 });

/** A machine, a core of chip 0, two of chip 1, and the table in the memory of chip 0. */
function fresh() {
  const machine = new Machine(opteron16);
  const [near, far, farther] = [0, 4, 5].map((number) => machine.cores[number]!) as [Core, Core, Core];
  return { machine, near, far, farther, word: machine.memory.place(table) };
}

const takers = [
  ["read", (core: Core, address: number) => core.load(address)],
  ["write", (core: Core, address: number) => core.store(address, 5)],
] as const;

for (const [verb, take] of takers) {
  Deno.test(`A core whose Modified line is lost to a queued ${verb} writes it silently until the probe arrives, then pays`, () => {
    const { machine, near, far, word } = fresh(), { counters } = machine.memory;
    assert.equal(at(machine, near, 0, () => near.store(word.lock, 1)), 228);
    // Asked at 10, the far core is served once the line is near, at 228, and has it at 428. The probe arrives
    // halfway: at 328.
    assert.equal(at(machine, far, 10, () => take(far, word.lock)), 428 - 10);
    for (const cycle of [228, 300, 320]) {
      assert.equal(at(machine, near, cycle, () => near.store(word.lock, cycle)), 3);
    }
    assert.equal(at(machine, near, 325, () => near.load(word.lock)), 3, "and reads it");
    assert.equal(counters.stallCycles[near.number], 228, "nothing since the first store");
    // At 330 the copy, or the right to write it, is gone: the store waits until 428 and takes a transfer.
    assert.equal(at(machine, near, 330, () => near.store(word.lock, 9)), 428 - 330 + 200);
    assert.equal(counters.upgrades[near.number], verb === "read" ? 1 : 0);
    assert.equal(counters.remoteTransfers[near.number], verb === "read" ? 0 : 1);
  });
}

Deno.test("A core that shares a line reads it until the probe of a write arrives, but does not write it", () => {
  const { machine, near, far, word } = fresh();
  const other = machine.cores[1]!;
  at(machine, near, 0, () => near.load(word.lock));
  at(machine, other, 1000, () => other.load(word.lock));
  // Memory serves the write, as nobody has the line dirty: 255 over one hop. The probes arrive at 2100.
  assert.equal(at(machine, far, 2000, () => far.store(word.lock, 1)), 255);
  assert.equal(at(machine, near, 2090, () => near.load(word.lock)), 3);
  // A write asks at once, waits for the far core's until 2255, and takes a transfer.
  assert.equal(at(machine, other, 2050, () => other.store(word.lock, 2)), 2255 - 2050 + 200);
  // After the probe a read asks, waits for both writes until 2455, and gets the line from the core beside.
  assert.equal(at(machine, near, 2100, () => near.load(word.lock)), 2455 - 2100 + 125);
});

Deno.test("A spinner that has got a line sees what its owner wrote silently meanwhile, without another miss", () => {
  const { machine, near, far, word } = fresh(), { counters } = machine.memory;
  let seenAt = 0;
  near.start((function* () {
    yield;
    near.store(word.next, 7);
    near.compute(300 - near.now);
    yield;
    near.publish(word.lock, 1);
    assert.equal(near.now, 303);
  })());
  far.start((function* () {
    far.compute(10);
    yield;
    yield far.spinUntil(word.lock, (value) => value === 1);
    seenAt = far.now;
  })());
  machine.run();
  // The line that arrives at 428 has the write of 300 on it, as its probe came to the owner at 328. The
  // spinner's first look at 428 is simulated before that write; the one that tells it the truth is a hit.
  assert.equal(seenAt, 428 + 3);
  assert.equal(counters.remoteTransfers[far.number], 1);
  assert.equal(counters.invalidations[far.number], 0);
});

Deno.test("A spinner looks again, and misses, when the owner writes after the probe", () => {
  const { machine, near, far, word } = fresh(), { counters } = machine.memory;
  let seenAt = 0;
  near.start((function* () {
    yield;
    near.store(word.next, 7);
    near.compute(328 - near.now);
    yield;
    near.publish(word.lock, 1);
    // It waits until the spinner has its copy, at 428, and takes that away: 200 over one hop.
    assert.equal(near.now, 628);
  })());
  far.start((function* () {
    far.compute(10);
    yield;
    yield far.spinUntil(word.lock, (value) => value === 1);
    seenAt = far.now;
  })());
  machine.run();
  // The probe wakes the spinner at 528; it asks, waits for the write until 628, and has the line a transfer
  // later.
  assert.equal(seenAt, 828);
  assert.equal(counters.remoteTransfers[far.number], 2);
  assert.equal(counters.invalidations[far.number], 1);
});

Deno.test("A spinner whose copy is about to go looks again when it has gone, and sleeps from then on", () => {
  const { machine, near, far, word } = fresh();
  const looks: [number, number][] = [];
  far.start((function* () {
    yield;
    far.load(word.lock);
    far.compute(1050 - far.now);
    yield;
    yield far.spinUntil(word.lock, (value) => {
      looks.push([far.now, value]);
      return value === 2;
    });
  })());
  near.start((function* () {
    near.compute(1000);
    yield;
    near.publish(word.lock, 1);
    near.compute(5000 - near.now);
    yield;
    near.publish(word.lock, 2);
  })());
  machine.run();
  assert.deepEqual(looks, [
    // A hit on the copy whose probe is on its way since 1000 and arrives at 1100.
    [1053, 1],
    // Memory serves the write until 1228; the spinner has waited for that since 1100.
    [1228 + 200, 1],
    // The write at 5000 is served at once; its probe wakes the spinner at 5100, which waits for it until 5200.
    [5200 + 200, 2],
  ]);
});

Deno.test("A spinner is woken by the probe, also while another one's copy lingers", () => {
  const { machine, near, far, farther, word } = fresh(), woken: number[] = [];
  for (const core of [far, farther]) {
    core.start((function* () {
      core.compute(core.number); // so that the far core asks first
      yield;
      yield core.spinUntil(word.lock, (value) => value === 1);
      woken.push(core.now);
    })());
  }
  near.start((function* () {
    near.compute(1000);
    yield;
    near.publish(word.lock, 1);
  })());
  machine.run();
  // Both share the line. The write asks memory until 1228; the probes are there at 1100. Then one after the
  // other: the far core gets the line over one hop from the writer, and so does the other one, which asked in
  // the same cycle.
  assert.deepEqual(woken, [1228 + 200, 1228 + 400]);
});

/**
 * Cores that hand tokens on: step `i` of a token is a core that waits until the token's word is `i`, works,
 * and makes it `i + 1`.
 */
interface Relay {
  /** By token, by step: the core, and how long it works. */
  readonly tokens: readonly (readonly { readonly core: number; readonly work: number }[])[];
  /** How many words lie between two tokens: 1 puts all of them on one line. */
  readonly stride: number;
}

const relay: fc.Arbitrary<Relay> = fc.record({
  tokens: fc.array(
    fc.array(fc.record({ core: fc.nat(15), work: fc.oneof(fc.nat(20), fc.nat(400)) }), {
      minLength: 1,
      maxLength: 40,
      size: "max",
    }),
    { minLength: 1, maxLength: 8 },
  ),
  stride: fc.constantFrom(1, 4, 16),
});

Deno.test("No wake-up is lost: cores that hand tokens on by publish() and spinUntil() always finish", () => {
  fc.assert(
    fc.property(relay, ({ tokens, stride }) => {
      const machine = new Machine(opteron16);
      const { words } = machine.memory.place(struct("tokens", { words: array(int32, 8 * 16) }));
      // Every core does its steps in the order of their numbers, so each waits only for steps that come
      // before its own.
      const steps = tokens.flatMap((token, t) =>
        token.map(({ core, work }, step) => ({ core, work, step, word: words + 4 * stride * t }))
      ).sort((a, b) => a.step - b.step);
      for (const core of machine.cores) {
        core.start((function* () {
          for (const { work, step, word } of steps.filter((step) => step.core === core.number)) {
            yield;
            yield core.spinUntil(word, (value) => value === step);
            core.compute(work);
            yield;
            core.publish(word, step + 1);
          }
        })());
      }
      machine.run();
      tokens.forEach((token, t) => {
        assert.equal(machine.memory.words[(words + 4 * stride * t) / 4], token.length);
      });
    }),
    { numRuns: 300 },
  );
});
