/** Timings of opteron16, each worked out by hand from the spec. */
import assert from "node:assert/strict";
import { array, bytes, type Core, int32, Machine, opteron16, struct } from "corey-lab/machine";
import { at } from "./at.ts";
import { withTinyCaches } from "./tiny_caches.ts";

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

  Deno.test(`Core.store() of two cores at once bounces a line over ${distance}, and each stores on until the probe arrives`, () => {
    const machine = new Machine(opteron16), { value } = machine.memory.place(word);
    // Core 0, the lower number, gets the line from its chip's memory at 228. The other asked at 0, is served
    // at 228 and has it a transfer later; but the probe that takes core 0's copy away arrives only after half
    // of that. Until then core 0 stores on, 3 cycles each. Its next store asks, waits until the other has the
    // line, and is served then: the other's probe is half a transfer away. So each core has the line for half
    // a transfer and is without it for one and a half.
    const silent = Math.ceil(cycles / 2 / 3), visits = 3;
    const storeAll = (core: Core, done: number[]) =>
      function* () {
        for (let i = 0; i < visits * (1 + silent); i++) {
          yield;
          core.store(value, i);
          done.push(core.now);
        }
      };
    const pair = [machine.cores[0]!, machine.cores[other]!], done = pair.map((): number[] => []);
    pair.forEach((core, i) => core.start(storeAll(core, done[i]!)()));
    machine.run();
    for (const [i, stores] of done.entries()) {
      const arrivals = Array.from({ length: visits }, (_, visit) => 228 + (2 * visit + i) * cycles);
      const expected = arrivals.flatMap((got) => Array.from({ length: 1 + silent }, (_, n) => got + 3 * n));
      assert.deepEqual(stores, expected);
    }
    const { queueCycles, sameChipTransfers, remoteTransfers } = machine.memory.counters;
    // The core that has just lost the line has stored for 3 cycles each since it came, and waits for the rest
    // of the other's transfer.
    assert.equal(queueCycles[0], 2 * (cycles - 3 * silent));
    assert.equal(queueCycles[other], 228 + 2 * (cycles - 3 * silent));
    assert.equal(sameChipTransfers[0]! + remoteTransfers[0]!, 2, "the first came from memory");
    assert.equal(sameChipTransfers[other]! + remoteTransfers[other]!, 3);
  });

  Deno.test(`Core.store() to a line that a core over ${distance} shares waits ${cycles} cycles until that copy is gone`, () => {
    const machine = new Machine(opteron16), one = machine.cores[0]!, two = machine.cores[other]!;
    const { value } = machine.memory.place(word);
    at(machine, one, 0, () => one.load(value));
    at(machine, two, 1000, () => two.load(value));
    assert.equal(at(machine, one, 2000, () => one.store(value, 1)), cycles);
    assert.equal(machine.memory.counters.upgrades[0], 1);
    assert.equal(at(machine, one, 3000, () => one.store(value, 2)), 3, "from then on the line is its own");
  });
}

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
  const machine = new Machine(opteron16), { value } = machine.memory.place(word);
  const [one, two] = machine.cores as [Core, Core];
  // Memory serves it until 228; with the rest of the atomic, 17 - 3, it holds the line until 242.
  assert.equal(at(machine, one, 0, () => one.fetchAdd(value, 1)), 228 - 3 + 17);
  assert.equal(at(machine, two, 100, () => two.store(value, 2)), 242 - 100 + 125);
  // A hit holds the line as well: two's atomic from 1000 to 1017.
  assert.equal(at(machine, two, 1000, () => two.fetchAdd(value, 1)), 17);
  assert.equal(at(machine, one, 1010, () => one.store(value, 3)), 1017 - 1010 + 125);
});

Deno.test("Memory serves fifteen readers of a line just written one after the other: the k-th waits for k-1 transfers", () => {
  const machine = new Machine(opteron16), { value } = machine.memory.place(word), writer = machine.cores[0]!;
  at(machine, writer, 0, () => writer.store(value, 1));
  for (const core of machine.cores.slice(1)) {
    core.start((function* () {
      core.compute(1000);
      yield;
      core.load(value);
    })());
  }
  machine.run();
  // All ask at cycle 1000. Core 0 owns the line throughout: 125 cycles to each of its own chip's cores
  // 1 … 3, 200 to those of chips 1 and 2, 285 to those of chip 3.
  const transfers = [...Array(3).fill(125), ...Array(8).fill(200), ...Array(4).fill(285)] as number[];
  let turn = 1000;
  transfers.forEach((cycles, i) => {
    const reader = i + 1, { counters } = machine.memory;
    assert.equal(counters.queueCycles[reader], turn - 1000, `core ${reader} waits for ${i} transfers`);
    turn += cycles;
    assert.equal(machine.cores[reader]!.now, turn);
    assert.equal(counters.stallCycles[reader], turn - 1000);
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
  // It cannot know that it is alone: it asks the line's home, on its own chip, which takes a transfer over
  // that distance.
  assert.equal(at(machine, two, 100_000, () => two.store(value, 1)), 125);
});
