/** Timings of opteron16, each worked out by hand from the spec. */
import assert from "node:assert/strict";
import {
  array,
  bytes,
  type Core,
  int32,
  Machine,
  opteron16 as preset,
  pipe,
  struct,
  withCoherence,
} from "corey-lab/machine";
import { at } from "./at.ts";
import { withTinyCaches } from "./tiny_caches.ts";
import { unbuffered } from "./unbuffered.ts";
import { wholeMessages } from "./whole_messages.ts";

const opteron16 = unbuffered(preset);

const word = struct("word", { value: int32 });
const LINE = 64;

Deno.test("Core.load() takes 3 cycles from the L1, 14 from the L2 and 47 from the L3", () => {
  const machine = new Machine(opteron16), core = machine.cores[0]!;
  // The L1 has 64 KB / 64 / 8 ways = 128 sets, the L2 512 KB / 64 / 16 = 512. Lines 512 apart fall into one
  // set of each.
  const stride = 512 * LINE;
  const region = machine.memory.place(struct("region", { bytes: bytes(30 * stride) })).bytes;
  const load = (i: number, cycle: number) => at(machine, core, cycle, () => core.load(region + i * stride));
  assert.equal(load(0, 0), 228, "memory");
  assert.equal(load(0, 1000), 3);
  for (let i = 1; i <= 8; i++) load(i, 1000 + i * 1000); // 8 ways: the ninth line drives line 0 into the L2
  assert.equal(load(0, 20_000), 14);
  assert.equal(load(0, 21_000), 3, "it is back in the L1");
  for (let i = 1; i <= 24; i++) load(i, 21_000 + i * 1000); // 8 + 16 ways: the 25th line drives line 0 into the L3
  assert.equal(load(0, 50_000), 47);
  assert.equal(load(0, 51_000), 3);
});

Deno.test("Core.load() that misses takes 228, 255 and 310 cycles to memory of its own chip, one hop and two hops away", () => {
  const machine = new Machine(opteron16);
  // Chip 0 is linked to 1 and 2; 3 is on the other corner of the square.
  [228, 255, 255, 310].forEach((cycles, chip) => {
    const { value } = machine.memory.place(word, chip);
    assert.equal(at(machine, machine.cores[0]!, 1000 * chip, () => machine.cores[0]!.load(value)), cycles);
  });
});

Deno.test("Core.store() that misses takes as long as a load that misses", () => {
  const machine = new Machine(opteron16);
  [228, 255, 255, 310].forEach((cycles, chip) => {
    const { value } = machine.memory.place(word, chip);
    assert.equal(
      at(machine, machine.cores[0]!, 1000 * chip, () => machine.cores[0]!.store(value, 1)),
      cycles,
    );
  });
});

for (
  const [distance, other, cycles] of [["the same chip", 1, 125], ["one hop", 4, 200], [
    "two hops",
    12,
    285,
  ]] as const
) {
  Deno.test(`Core.store() fetches a line dirty in a cache over ${distance} in ${cycles} cycles`, () => {
    const machine = new Machine(opteron16), one = machine.cores[0]!, two = machine.cores[other]!;
    const { value } = machine.memory.place(word);
    at(machine, one, 0, () => one.store(value, 1));
    assert.equal(at(machine, two, 1000, () => two.store(value, 2)), cycles);
    assert.equal(at(machine, one, 2000, () => one.load(value)), cycles, "a load takes as long");
  });

  Deno.test(`Core.store() to a line that a core over ${distance} shares waits for every chip's answer`, () => {
    const machine = new Machine(opteron16), one = machine.cores[0]!, two = machine.cores[other]!;
    const { value } = machine.memory.place(word);
    at(machine, one, 0, () => one.load(value));
    at(machine, two, 1000, () => two.load(value));
    // Nobody knows who has copies: two hops away, the farthest answer is there after 285 cycles.
    assert.equal(at(machine, one, 2000, () => one.store(value, 1)), 285);
    assert.equal(machine.memory.counters.upgrades[0], 1);
    assert.equal(at(machine, one, 3000, () => one.store(value, 2)), 3, "from then on the line is its own");
  });

  Deno.test(`Core.store() to a line that a core over ${distance} shares takes ${cycles} cycles with a directory`, () => {
    const machine = new Machine(pipe(opteron16, withCoherence("directory")));
    const one = machine.cores[0]!, two = machine.cores[other]!, { value } = machine.memory.place(word);
    at(machine, one, 0, () => one.load(value));
    at(machine, two, 1000, () => two.load(value));
    assert.equal(at(machine, one, 2000, () => one.store(value, 1)), cycles);
  });
}

Deno.test("Core.store() of two cores of a chip at once hands a line to and fro in half a transfer", () => {
  const machine = new Machine(wholeMessages), { value } = machine.memory.place(word);
  const pair = machine.cores.slice(0, 2), done = pair.map((): number[] => []);
  pair.forEach((core, i) =>
    core.start((function* () {
      for (let n = 0; n < 3; n++) {
        yield;
        core.store(value, n);
        done[i]!.push(core.now);
      }
    })())
  );
  machine.run();
  // Core 0 gets the line from memory at 228. Core 1's probe has been waiting for that, so the data are on their
  // way at once, for 63 cycles. Core 0 asks again meanwhile, and its probe arrives with the data.
  assert.deepEqual(done, [[228, 228 + 2 * 63, 228 + 4 * 63], [228 + 63, 228 + 3 * 63, 228 + 5 * 63]]);
});

Deno.test("Core.store() of two chips at once: the home sends for the line when it has heard that it is there", () => {
  const machine = new Machine(wholeMessages), { value } = machine.memory.place(word);
  const near = machine.cores[0]!, far = machine.cores[4]!, stores: number[] = [];
  near.start((function* () {
    for (let n = 0; n < 2; n++) {
      yield;
      near.store(value, n);
    }
  })());
  far.start((function* () {
    for (let n = 0; n < 18; n++) {
      yield;
      far.store(value, n);
      stores.push(far.now);
    }
  })());
  machine.run();
  // The line leaves core 0 at 228, and is 63 + 25 cycles on its way. Core 0 wants it back at 228; but the far
  // chip has first to tell the home, and the home to send a probe, 25 each. So long core 4 stores on.
  assert.deepEqual(stores.slice(0, 17), Array.from({ length: 17 }, (_, n) => 316 + 3 * n));
  assert.equal(near.now, 316 + 2 * 25 + 88);
  // Core 4 asks again at 364; when its probe has come, 63 + 2 * 25 cycles later, core 0 has long had the line.
  assert.equal(stores[17], 364 + 113 + 88);
});

Deno.test("Core.store() waits for the farthest of many sharers", () => {
  const machine = new Machine(opteron16), { value } = machine.memory.place(word);
  for (const number of [0, 1, 4, 12]) {
    const core = machine.cores[number]!;
    at(machine, core, 1000 * number, () => core.load(value));
  }
  const writer = machine.cores[0]!;
  assert.equal(at(machine, writer, 20_000, () => writer.store(value, 1)), 285);
});

Deno.test("Core.load() of a line that memory has as well is served by memory, not by the sharers", () => {
  const machine = new Machine(opteron16), { value } = machine.memory.place(word);
  at(machine, machine.cores[0]!, 0, () => machine.cores[0]!.load(value));
  assert.equal(
    at(machine, machine.cores[1]!, 1000, () => machine.cores[1]!.load(value)),
    228,
    "it was Exclusive",
  );
  assert.equal(
    at(machine, machine.cores[2]!, 2000, () => machine.cores[2]!.load(value)),
    228,
    "it was Shared",
  );
});

Deno.test("Core.fetchAdd() takes 17 cycles on its own line, and on another's 14 more than the store would", () => {
  const machine = new Machine(opteron16), { value } = machine.memory.place(word);
  const [one, two] = machine.cores as [Core, Core];
  at(machine, one, 0, () => one.store(value, 1));
  assert.equal(at(machine, one, 1000, () => one.fetchAdd(value, 1)), 17);
  assert.equal(at(machine, two, 2000, () => two.fetchAdd(value, 1)), 125 - 3 + 17);
});

Deno.test("Core.fetchAdd() holds its line until it is done: who asks meanwhile is served after it", () => {
  const machine = new Machine(wholeMessages), { value } = machine.memory.place(word);
  const [one, two] = machine.cores as [Core, Core];
  // Memory serves it until 228; with the rest of the atomic, 17 - 3, it holds the line until 242.
  assert.equal(at(machine, one, 0, () => one.fetchAdd(value, 1)), 228 - 3 + 17);
  assert.equal(at(machine, two, 100, () => two.store(value, 2)), 242 - 100 + 63);
  // A hit holds the line as well: two's atomic from 1000 to 1017.
  assert.equal(at(machine, two, 1000, () => two.fetchAdd(value, 1)), 17);
  assert.equal(at(machine, one, 950, () => one.store(value, 3)), 1017 - 950 + 63);
});

Deno.test("Memory serves readers of a line just written one after the other, each in the time of the data", () => {
  const machine = new Machine(wholeMessages), { value } = machine.memory.place(word);
  at(machine, machine.cores[0]!, 0, () => machine.cores[0]!.store(value, 1));
  for (const core of machine.cores.slice(1, 7)) {
    core.start((function* () {
      core.compute(1000);
      yield;
      core.load(value);
    })());
  }
  machine.run();
  // All ask at cycle 1000. Core 0 answers throughout: cores 1 … 3 of its chip, then those of the next, where
  // the home waits until it has heard, and sends a probe again.
  const near = { probe: 63, data: 63, told: 0 }, far = { probe: 63 + 50, data: 63 + 25, told: 50 };
  let turn = 1000;
  [near, near, near, far, far, far].forEach(({ probe, data, told }, i) => {
    const released = Math.max(turn, 1000 + probe);
    assert.equal(machine.cores[i + 1]!.now, released + data, `core ${i + 1} waits for ${i} turns`);
    assert.equal(machine.memory.counters.queueCycles[i + 1], released - probe - 1000);
    turn = released + data + told;
  });
});

Deno.test("Memory lets a request that was issued before the line was busy, but simulated after, not wait", () => {
  const machine = new Machine(opteron16), { value } = machine.memory.place(word);
  const [ahead, behind] = machine.cores as [Core, Core];
  ahead.start((function* () {
    ahead.compute(10_000); // runs ahead without a yield: the store is simulated first, but lies at 10,000
    ahead.store(value, 1);
    yield;
  })());
  behind.start((function* () {
    behind.compute(100);
    behind.load(value);
    yield;
  })());
  machine.run();
  assert.equal(behind.now, 100 + 125);
});

Deno.test("Memory serves requests for different lines at the same time", () => {
  const machine = new Machine(opteron16);
  for (const core of machine.cores) {
    const { values } = machine.memory.place(struct("own", { values: array(int32, 4) }), core.chip);
    core.start((function* () {
      yield;
      core.load(values);
    })());
  }
  machine.run();
  for (const core of machine.cores) assert.equal(core.now, 228);
});

Deno.test("Core.store() to a line that the core has Shared asks the line's home, also when no other copy is left", () => {
  const machine = new Machine(withTinyCaches(opteron16)), [one, two] = machine.cores as [Core, Core];
  const { memory } = machine, { value } = memory.place(word);
  at(machine, one, 0, () => one.load(value));
  at(machine, two, 1000, () => two.load(value));
  // Core 0 reads so much else that its copy is driven out of the chip; core 1 keeps its own, which is Shared.
  const others = memory.place(struct("others", { lines: bytes(20 * LINE) })).lines;
  for (let i = 0; i < 20; i++) at(machine, one, 2000 + 1000 * i, () => one.load(others + i * LINE));
  assert.equal(memory.directory.holds(value / LINE, 16), false);
  assert.equal(memory.directory.holds(value / LINE, 0), false);
  // It cannot know that it is alone: the home asks every chip, and the farthest is two hops away.
  assert.equal(at(machine, two, 100_000, () => two.store(value, 1)), 285);
});
