/**
 * What a core may still do with a copy that it is about to lose, worked out by hand: memory of the core's own
 * chip answers in 228 cycles. A transfer to the same chip takes 126, its probe arrives after 63; one to the next
 * chip takes 201, its probe arrives after 113. A write to a line that cores share waits 285 cycles, for the
 * answer of the farthest chip, and its probes arrive after 169.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { array, type Core, int32, Machine, opteron16, struct } from "corey-lab/machine";
import { at } from "./at.ts";
import { wholeMessages } from "./whole_messages.ts";
import { slow } from "../slow.ts";

const table = struct("table", { lock: int32, next: int32 });

/** A machine, a core of chip 0, two of chip 1, and the table in the memory of chip 0. */
function fresh() {
  const machine = new Machine(wholeMessages);
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
    // Asked at 1000, the far core has the line at 1201. The probe arrives at 1113.
    assert.equal(at(machine, far, 1000, () => take(far, word.lock)), 201);
    for (const cycle of [1000, 1050, 1105]) {
      assert.equal(at(machine, near, cycle, () => near.store(word.lock, cycle)), 3);
    }
    assert.equal(at(machine, near, 1110, () => near.load(word.lock)), 3, "and reads it");
    assert.equal(counters.stallCycles[near.number], 228, "nothing since the first store");
    // At 1113 the copy, or the right to write it, is gone. To a line that was taken for writing, the home sends
    // when it has heard from the far chip, so that the probe comes there at 1251.
    const rest = verb === "read" ? 285 : 1251 - 1113 + 88;
    assert.equal(at(machine, near, 1113, () => near.store(word.lock, 9)), rest);
    assert.equal(counters.upgrades[near.number], verb === "read" ? 1 : 0);
    assert.equal(counters.remoteTransfers[near.number], verb === "read" ? 0 : 1);
  });
}

Deno.test("A core that shares a line reads it until the probe of a write arrives, but does not write it", () => {
  const { machine, near, far, word } = fresh();
  const other = machine.cores[1]!;
  at(machine, near, 0, () => near.load(word.lock));
  at(machine, other, 1000, () => other.load(word.lock));
  // Nobody has the line for himself, so every chip has to answer. The probes arrive at 2169.
  assert.equal(at(machine, far, 2000, () => far.store(word.lock, 1)), 285);
  assert.equal(at(machine, near, 2160, () => near.load(word.lock)), 3);
  // A write asks at once. The home has heard that the far chip has the line, and its probe is there at 2335.
  assert.equal(at(machine, other, 2050, () => other.store(word.lock, 2)), 2335 + 88 - 2050);
  // After the probe a read asks, waits for both writes until 2423, and gets the line from the core beside.
  assert.equal(at(machine, near, 2170, () => near.load(word.lock)), 2423 + 63 - 2170);
});

Deno.test("A core remembers several lines that it is about to lose", () => {
  const machine = new Machine(wholeMessages), near = machine.cores[0]!;
  const lines = Array.from({ length: 4 }, () => machine.memory.place(table).lock);
  lines.forEach((lock, i) => at(machine, near, 1000 * i, () => near.store(lock, 1)));
  machine.cores.slice(4, 8).forEach((core, i) => at(machine, core, 10_000, () => core.store(lines[i]!, 2)));
  lines.forEach((lock, i) => assert.equal(at(machine, near, 10_080 + 3 * i, () => near.store(lock, 3)), 3));
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
    far.compute(250);
    yield;
    yield far.spinUntil(word.lock, (value) => value === 1);
    seenAt = far.now;
  })());
  machine.run();
  // The line that arrives at 451 has the write of 300 on it, as its probe came to the owner at 363. The
  // spinner's first look at 451 is simulated before that write; the one that tells it the truth is a hit.
  assert.equal(seenAt, 451 + 3);
  assert.equal(counters.remoteTransfers[far.number], 1);
  assert.equal(counters.invalidations[far.number], 0);
});

Deno.test("A spinner looks again, and misses, when the owner writes after the probe", () => {
  const { machine, near, far, word } = fresh(), { counters } = machine.memory;
  let seenAt = 0;
  near.start((function* () {
    yield;
    near.store(word.next, 7);
    near.compute(370 - near.now);
    yield;
    near.publish(word.lock, 1);
    // The spinner has had its copy since 451 when the probes come to all chips, at 539.
    assert.equal(near.now, 370 + 285);
  })());
  far.start((function* () {
    far.compute(250);
    yield;
    yield far.spinUntil(word.lock, (value) => value === 1);
    seenAt = far.now;
  })());
  machine.run();
  // The probe wakes the spinner at 539; it asks, and its own probe waits at the writer until 655.
  assert.equal(seenAt, 655 + 88);
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
    // A hit on the copy whose probe is on its way since 1000 and arrives at 1131, as memory serves the write:
    // it has what the word was.
    [1053, 0],
    // Then it asks, and its own probe comes to the writer, who has had the line since 1228, 113 cycles later.
    [1131 + 201, 1],
    // All chips are asked for the write at 5000; the probe wakes the spinner at 5169, the write is done at 5285.
    [5285 + 88, 2],
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
  // Both share the line. The write is done at 1285, the probes are there at 1169. Then one after the other: the
  // far core's probe waits at the writer, and the other's at the home, until that has heard from the far core.
  assert.deepEqual(woken, [1285 + 88, 1285 + 88 + 50 + 88]);
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

slow("No wake-up is lost: cores that hand tokens on by publish() and spinUntil() always finish", () => {
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
