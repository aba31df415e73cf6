import assert from "node:assert/strict";
import {
  type Core,
  coreCount,
  int32,
  Machine,
  opteron16,
  pipe,
  presets,
  struct,
  totals,
  treeOf,
  withChips,
  withCoherence,
  withCoresPerChip,
} from "corey-lab/machine";
import { mcs } from "corey-lab/locks";
import { noCost } from "corey-lab/sim";
import { at } from "./at.ts";

const word = struct("word", { value: int32 });

/** Every core counts a shared word up, and a word of its own. */
function countUp(machine: Machine, times: number): number {
  const shared = machine.memory.place(word).value;
  for (const core of machine.cores) {
    const own = machine.memory.place(word, core.chip).value;
    core.start((function* () {
      for (let i = 0; i < times; i++) {
        yield;
        core.fetchAdd(shared, 1);
        core.store(own, core.load(own) + 1);
      }
    })());
  }
  machine.run();
  return machine.memory.words[shared / 4]!;
}

for (const spec of [...presets, pipe(opteron16, withChips(1), withCoresPerChip(1))]) {
  Deno.test(`Machine runs a program on every core of ${spec.name}, those of a chip next to each other`, () => {
    const machine = new Machine(spec), { cores, coreOf, chips } = treeOf(spec);
    assert.equal(machine.cores.length, coreCount(spec));
    machine.cores.forEach((core, number) => {
      assert.equal(core.number, number);
      // Second threads come after all cores.
      assert.equal(core.chip, Math.floor(number % cores.length * chips / cores.length));
      assert.equal(coreOf[number], number % cores.length);
    });
    assert.equal(countUp(machine, 10), 10 * coreCount(spec));
  });
}

Deno.test("what was done long ago is there, but is in no cache, was not counted and took no time", () => {
  const machine = new Machine(opteron16), [core] = machine.cores as [Core];
  const at = machine.memory.place(word).value;
  machine.longAgo(
    core,
    function* () {
      core.store(at, 7);
      yield;
      core.streamClear(machine.memory.physical.placeFrames(1, 0), 4096);
    }(),
  );
  assert.equal(core.now, 0);
  assert.deepEqual(totals(machine.memory.counters), totals(new Machine(opteron16).memory.counters));
  assert.equal(core.load(at), 7);
  assert.equal(machine.memory.counters.dramReads[0], 1);
});

Deno.test("Machine runs a program on 1,024 cores", () => {
  const machine = new Machine(pipe(opteron16, withChips(256)));
  assert.equal(countUp(machine, 3), 3 * 1024);
  const last = machine.cores[1023]!;
  assert.equal(machine.memory.caches.chipOf[1023], 255);
  assert.ok(machine.memory.counters.atomics[last.number] === 3 && last.now > 0);
});

Deno.test("The memory that a machine takes grows no faster than its lines times its cores", () => {
  const bytesPerLineAndCore = [16, 64, 256, 1024].map((cores) => {
    const { memory } = new Machine(pipe(opteron16, withChips(cores / 4)));
    return memory.directory.bytesPerLine / cores;
  });
  bytesPerLineAndCore.slice(1).forEach((bytes, i) => assert.ok(bytes <= bytesPerLineAndCore[i]!));
  // A bit for each cache: that of each core, and a quarter as many L3s; and the owner.
  assert.ok(bytesPerLineAndCore.at(-1)! <= 1.25 / 8 + 8 / 1024);
});

Deno.test("Machine gives the same clocks and counts every time", () => {
  const outcome = () => {
    const machine = new Machine(opteron16);
    countUp(machine, 50);
    return { clocks: machine.cores.map((core) => core.now), counts: totals(machine.memory.counters) };
  };
  assert.deepEqual(outcome(), outcome());
});

Deno.test("Machine with a directory takes no longer than one that probes everyone", () => {
  const last = (kind: "broadcast" | "directory") => {
    const machine = new Machine(pipe(opteron16, withCoherence(kind)));
    countUp(machine, 50);
    return Math.max(...machine.cores.map((core) => core.now));
  };
  assert.ok(last("directory") <= last("broadcast"));
});

Deno.test("Two bits in memory do not say which chip has a copy: a write waits for the farthest, unless all are at home", () => {
  const write = (kind: "directory" | "two-bit", reader: number) => {
    const machine = new Machine(pipe(opteron16, withCoherence(kind))), [writer] = machine.cores as [Core];
    const { value } = machine.memory.place(struct("word", { value: int32 }));
    at(machine, machine.cores[reader]!, 0, () => machine.cores[reader]!.load(value));
    at(machine, writer, 1000, () => writer.load(value));
    let takes = 0;
    at(machine, writer, 2000, () => {
      writer.fetchAdd(value, 1);
      takes = writer.now - 2000;
    });
    return takes;
  };
  const [near, oneHop, twoHops] = opteron16.remoteCache.latencyCyclesByHops.value as [number, number, number];
  assert.equal(write("two-bit", 1), write("directory", 1));
  assert.equal(write("two-bit", 4) - write("directory", 4), twoHops - oneHop);
  assert.equal(write("directory", 4) - write("directory", 1), oneHop - near);
});

Deno.test("Machine.run() bounds its steps as it was told", () => {
  const machine = new Machine(opteron16, { maxSteps: 100 });
  assert.throws(() => countUp(machine, 1000), { name: "RunawayError" });
});

Deno.test("Machine.run() counts what it costs where it is told to, over several machines", () => {
  const count = noCost(), machines = [1, 2].map(() => new Machine(opteron16, { count }));
  for (const { cores: [core], memory } of machines) {
    const { value } = memory.place(struct("word", { value: int32 }));
    core!.start((function* () {
      yield;
      core!.load(value); // from memory
      core!.load(value); // from the L1: not counted
      yield;
    })());
  }
  for (const machine of machines) machine.run();
  assert.deepEqual(count, { steps: 6, accesses: 2 });
  assert.deepEqual(machines.map(({ scheduler }) => scheduler.steps), [3, 3]);
});

Deno.test("Machine.run() does not let a program end with a lock; runOn(), one call at a time, does", () => {
  const machine = new Machine(opteron16), core = machine.cores[0]!;
  const lock = mcs.place(machine, machine.memory.place(struct("inode", { lock: int32 })).lock);
  machine.runOn(core, lock.acquire(core));
  machine.runOn(core, lock.release(core));
  core.start((function* () {
    yield* lock.acquire(core);
    core.compute(10);
  })());
  assert.throws(() => machine.run(), /core 0 holds inode\.lock at the end of its program/);
});

Deno.test("Memory.place() on a chip that is not there throws, and names it", () =>
  assert.throws(() => new Machine(opteron16).memory.place(word, 4), {
    name: "RangeError",
    message: /chip 4/,
  }));
