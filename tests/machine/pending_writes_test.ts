/**
 * What cores see of a word that is being written. Memory answers in 228 cycles; a write to a line that cores
 * share waits 285 cycles for the answer of the farthest chip, and its probes arrive after 169.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Core, int32, Machine, type MachineSpec, presets, struct } from "corey-lab/machine";
import type { Program } from "corey-lab/sim";
import { alike } from "../slow.ts";
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

for (const [i, spec] of presets.entries()) {
  alike(i)(`Nobody reads what was published before it is there, on ${spec.name}`, () => {
    const step = fc.record({ writes: fc.boolean(), waits: fc.nat(400), word: fc.nat(1) });
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 8 }), { minLength: 2, maxLength: 4 }), (programs) => {
        const machine = new Machine(spec), at = machine.memory.place(table);
        const done = new Map<number, number>([[0, 0]]), loads: [number, number][] = [];
        const stride = Math.floor(machine.cores.length / programs.length);
        let value = 0;
        programs.forEach((steps, i) => {
          const core = machine.cores[i * stride]!;
          core.start((function* () {
            for (const { writes, waits, word } of steps) {
              core.compute(waits);
              yield;
              const address = word === 0 ? at.first : at.second;
              if (writes) {
                const mine = ++value;
                core.publish(address, mine);
                done.set(mine, core.now);
              } else loads.push([core.load(address), core.now]);
            }
          })());
        });
        machine.run();
        for (const [read, cycle] of loads) assert.ok(done.get(read)! <= cycle, `${read} at ${cycle}`);
      }),
      { numRuns: 40 },
    );
  });
}

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
