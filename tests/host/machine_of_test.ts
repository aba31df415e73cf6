/** A measured computer as a machine: every number says where it comes from. */
import assert from "node:assert/strict";
import { epyc64, withChips } from "corey-lab";
import { int32, Machine, struct } from "corey-lab/machine";
import { machineOf, measurementOf, ownRateOf, rateOf, readTopology } from "corey-lab/host";
import { fakeRoot } from "./fake_root.ts";
import { each, measured } from "./measured.ts";

Deno.test("what was measured, what the system says, and what is assumed are told apart", async () => {
  const root = await fakeRoot({ packages: 2, coresPerPackage: 2, threadsPerCore: 1 });
  const topology = readTopology(root);
  const machine = machineOf({ topology, measured, like: epyc64, date: "2026-01-02" });
  assert.equal(machine.chips.value * machine.coresPerChip.value, 4);
  assert.deepEqual(machine.remoteCache.latencyCyclesByHops.value, [90, 250]);
  assert.equal(machine.l2.latencyCycles.source, "measured on this computer, 2026-01-02, spread 5 %");
  assert.match(machine.l2.bytes.source, /^read from \/sys/);
  assert.match(machine.l3.latencyCycles.source, /^assumed, as epyc64: /);
  assert.match(machine.network.packetsPerSecond.source, /^assumed, as epyc64: /);
  assert.equal(withChips(4)(machine).chips.value, 4);
  await Deno.remove(root, { recursive: true });
});

Deno.test("measurements that contradict each other are refused", async () => {
  const root = await fakeRoot({ packages: 2, coresPerPackage: 2, threadsPerCore: 1 });
  const transfers = measured.transfers.map((transfer, i) => ({
    ...transfer,
    cycles: each(i === 0 ? 900 : 20),
  }));
  const wrong = {
    topology: readTopology(root),
    measured: { ...measured, transfers },
    like: epyc64,
    date: "",
  };
  assert.throws(
    () => machineOf(wrong),
    /what was measured on this computer is not valid: remoteCache.*expected at least/,
  );
  await Deno.remove(root, { recursive: true });
});

/** Two processors of a package, whose system tells of no caches, a word so many cycles apart. */
function twoCores(cycles: number) {
  const topology = {
    model: "made up",
    processors: [0, 1].map((number) => ({ number, siblings: [number], package: 0, caches: [] })),
    nodes: [[0, 1]],
    memoryBytes: 2 ** 30,
    freeBytes: 2 ** 29,
  };
  const transfers = [{ from: 0, to: 1, relation: "same package" as const, cycles: each(cycles) }];
  return machineOf({ topology, measured: { ...measured, transfers }, like: epyc64, date: "" });
}

Deno.test("where no caches are told, cores that are as far apart as two L3s of the machine like it have one each", () => {
  const [near, far] = [twoCores(100), twoCores(500)];
  assert.deepEqual([near, far].map(({ tree }) => tree!.value.map(({ times = 1 }) => times)), [[1], [2]]);
  assert.equal(near.remoteCache.latencyCyclesWithin, undefined);
  // 80 cycles at 3.5 GHz.
  assert.deepEqual(far.remoteCache.latencyCyclesWithin!.value, { l3: 68.6 });
  assert.match(far.tree!.source, /^assumed, as epyc64: no caches are told/);
  assert.equal(far.remoteCache.latencyCyclesByHops.provenance, "measured");
});

Deno.test("a word between two L3s takes in the model what it was measured to take", () => {
  const machine = new Machine(twoCores(500)),
    word = machine.memory.place(struct("word", { value: int32 })).value;
  let ways = 0;
  for (const [i, core] of machine.cores.entries()) {
    core.start((function* () {
      for (;;) {
        yield;
        if (core.compareAndSwap(word, i, 1 - i)) ways++;
      }
    })());
  }
  machine.run(1e6);
  assert.ok(Math.abs(1e6 / ways / 500 - 1) < 0.1, `${1e6 / ways} cycles`);
});

Deno.test("where L3s are told, a word within one and a word between two are told apart", () => {
  const l3 = (processors: number[]) => ({ level: 3, bytes: 2 ** 25, ways: 16, lineBytes: 64, processors });
  const topology = {
    model: "made up",
    processors: [0, 1, 2, 3].map((number) => ({
      number,
      siblings: [number],
      package: 0,
      caches: [l3(number < 2 ? [0, 1] : [2, 3])],
    })),
    nodes: [[0, 1, 2, 3]],
    memoryBytes: 2 ** 30,
    freeBytes: 2 ** 29,
  };
  const transfers = [
    { from: 0, to: 1, relation: "same L3" as const, cycles: each(80) },
    { from: 0, to: 2, relation: "same package" as const, cycles: each(400) },
  ];
  const { remoteCache, tree } = machineOf({
    topology,
    measured: { ...measured, transfers },
    like: epyc64,
    date: "",
  });
  assert.equal(tree!.value[0]!.times, 2);
  assert.deepEqual(remoteCache.latencyCyclesByHops.value, [400]);
  assert.deepEqual(remoteCache.latencyCyclesWithin!.value, { l3: 80 });
});

Deno.test("the median of rounds, and how far the middle eight tenths of them spread", () => {
  const rounds = [100, 100, 100, 101, 99, 102, 98, 100, 100, 100, 1000];
  assert.deepEqual(measurementOf(rounds), { value: 100, spread: 0.03 });
});

Deno.test("what other programs take of a round does not count for a core that is measured alone", () => {
  const round = {
    operations: 60,
    seconds: 3,
    processorSeconds: 2,
    softFaults: 0,
    perThread: [60],
    together: 1,
  };
  assert.equal(rateOf([round]).value, 20);
  assert.equal(ownRateOf([round]).value, 30);
});
