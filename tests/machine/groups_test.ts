/** Caches that some cores of a chip share: who hits in them, and what leaves them. */
import assert from "node:assert/strict";
import { type Core, Machine, type MachineSpec, readMachineSpec, struct, word64 } from "corey-lab/machine";
import { withTinyCaches } from "./tiny_caches.ts";

const word = struct("word", { value: word64 });
const like = (parts: Record<string, unknown>): MachineSpec =>
  readMachineSpec({ extends: "epyc64", name: "made", chips: 1, ...parts }, "made");

/** Cycles that a core takes for something. */
function cycles(core: Core, act: () => void): number {
  const before = core.now;
  core.start((function* () {
    yield;
    act();
  })());
  (core.scheduler as Machine["scheduler"]).run();
  return core.now - before;
}

/** Lines that fill a core's L1 and L2 and more. */
function fill(machine: Machine, core: Core): void {
  const at = machine.memory.physical.placeFrames(4, 0);
  cycles(core, () => {
    for (let line = 0; line < 256; line++) core.write(at + 64 * line);
  });
}

Deno.test("a line that one core's caches have driven out is in the L3 of its group, and not in another's", () => {
  const tree = [{ times: 2, l2Groups: [{ times: 2 }] }];
  const spec = like({ tree, remoteCache: { latencyCyclesByHops: [300], latencyCyclesWithin: { l3: 90 } } });
  const machine = new Machine({ ...withTinyCaches(spec), l3: spec.l3 });
  const [first, neighbour, other] = machine.cores as [Core, Core, Core];
  const at = machine.memory.place(word).value;
  cycles(first, () => first.load(at));
  fill(machine, first);
  assert.equal(cycles(neighbour, () => neighbour.load(at)), spec.l3.latencyCycles.value);
  assert.ok(cycles(other, () => other.load(at)) >= 300, "another L3 has to be asked");
});

Deno.test("cores that share an L2 hit in it what the other's L1 drove out", () => {
  const spec = like({ tree: [{ l2Groups: [{ times: 2, cores: 2 }] }] });
  const machine = new Machine(
    { ...spec, l1: { ...spec.l1, bytes: { ...spec.l1.bytes, value: 1024 } } } as MachineSpec,
  );
  const [first, beside, other] = machine.cores as [Core, Core, Core];
  const at = machine.memory.place(word).value;
  cycles(first, () => first.store(at, 7));
  fill(machine, first);
  assert.equal(cycles(beside, () => assert.equal(beside.load(at), 7)), spec.l2.latencyCycles.value);
  assert.ok(cycles(other, () => other.load(at)) > spec.l3.latencyCycles.value);
  assert.equal(machine.memory.counters.l2Hits[1], 1);
});

Deno.test("cores that share an L2 hit in it what the other's L1 has, when that has come", () => {
  const machine = new Machine(like({ tree: [{ l2Groups: [{ times: 2, cores: 2 }] }] }));
  const [first, beside, other] = machine.cores as [Core, Core, Core],
    l2 = machine.spec.l2.latencyCycles.value;
  const at = machine.memory.place(word).value;
  cycles(other, () => other.store(at, 7));
  const reads = function* (core: Core) {
    core.compute(1000);
    yield;
    assert.equal(core.load(at), 7);
  };
  first.start(reads(first));
  beside.start(reads(beside));
  machine.scheduler.run();
  assert.equal(beside.now, first.now + l2, "it waits for what the first has asked for");
  const { l2Hits, sameChipTransfers } = machine.memory.counters;
  assert.deepEqual([l2Hits[1], sameChipTransfers[1]], [1, 0]);
});

Deno.test("without an L3, what the L2 drives out is in memory", () => {
  const spec = like({ tree: [{ l3Bytes: 0, l2Groups: [{ times: 2 }] }] });
  const machine = new Machine(withTinyCaches(spec)), [core] = machine.cores as [Core];
  const at = machine.memory.place(word).value;
  cycles(core, () => core.store(at, 7));
  fill(machine, core);
  const { dramReads } = machine.memory.counters, before = dramReads[0]!;
  cycles(core, () => assert.equal(core.load(at), 7));
  assert.equal(dramReads[0], before + 1);
});
