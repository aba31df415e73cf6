/**
 * The allocator against a model: what is in use never overlaps, what was freed serves again, what is large
 * goes back to the kernel.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Machine, opteron16, PAGE_BYTES } from "corey-lab/machine";
import type { System, VirtualMemory } from "corey-lab/kernels";
import { linux } from "corey-lab/linux";
import { Arena, corey, UserMemory } from "corey-lab/libos";
import { alike } from "../slow.ts";

const systems: readonly System<VirtualMemory>[] = [linux.threads(), corey.addressRanges()];
const LARGE = 9 * 2 ** 20;

for (const [i, system] of systems.entries()) {
  alike(i)(`objects of an arena on ${system.name} do not overlap, and each can be written in full`, () => {
    const step = fc.record({
      bytes: fc.oneof(fc.integer({ min: 1, max: 600_000 }), fc.constant(LARGE)),
      free: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, shared) => {
        const machine = new Machine(opteron16), core = machine.cores[1]!, kernel = system.boot(machine);
        const memory = new UserMemory(kernel);
        const arena = new Arena(memory, core, shared ? machine.cores.slice(0, 3) : []);
        const used: { address: number; bytes: number }[] = [];
        for (const { bytes, free } of steps) {
          const address = machine.runOn(core, arena.allocate(bytes)), end = address + bytes;
          for (const other of used) assert.ok(end <= other.address || other.address + other.bytes <= address);
          machine.runOn(core, memory.touch(core, address, "write"));
          machine.runOn(core, memory.touch(core, end - 1, "write"));
          used.push({ address, bytes });
          if (free % 2 === 0) continue;
          const [gone] = used.splice(free % used.length, 1);
          machine.runOn(core, arena.free(core, gone!.address));
        }
      }),
      { numRuns: 30 },
    );
  });

  Deno.test(`a small object that was freed on ${system.name} serves again, without a fault`, () => {
    const machine = new Machine(opteron16), core = machine.cores[0]!, kernel = system.boot(machine);
    const memory = new UserMemory(kernel), arena = new Arena(memory, core);
    const address = machine.runOn(core, arena.allocate(5000)),
      kept = machine.runOn(core, arena.allocate(5000));
    machine.runOn(core, memory.fill(core, address, 5000));
    const faults = kernel.faults;
    assert.equal(faults, 2);
    machine.runOn(core, arena.free(core, address));
    // 5000 and 5050 bytes are of one size: 5056.
    assert.equal(arena.roomOf(kept), 5056);
    assert.equal(machine.runOn(core, arena.allocate(5050)), address);
    machine.runOn(core, memory.fill(core, address, 5050));
    assert.equal(kernel.faults, faults);
  });

  Deno.test(`an array on ${system.name} that doubles keeps its place until it has no more room there`, () => {
    const machine = new Machine(opteron16), core = machine.cores[0]!, kernel = system.boot(machine);
    const memory = new UserMemory(kernel), arena = new Arena(memory, core);
    let address = machine.runOn(core, arena.allocate(64));
    for (let bytes = 64; bytes <= 2 ** 20; bytes *= 2) {
      address = machine.runOn(core, arena.reallocate(address, bytes));
      assert.ok(arena.roomOf(address) >= bytes);
    }
    assert.equal(machine.runOn(core, arena.reallocate(address, 600_000)), address);
  });

  Deno.test(`a large object on ${system.name} is unmapped when it is freed, and who is interrupted`, () => {
    const machine = new Machine(opteron16), core = machine.cores[0]!, kernel = system.boot(machine);
    const memory = new UserMemory(kernel), arena = new Arena(memory, core);
    // Others run in the address space, if there is one for all; or beside it.
    for (const other of machine.cores.slice(1, 4)) {
      machine.runOn(
        other,
        memory.touch(other, machine.runOn(other, new Arena(memory, other).allocate(1)), "write"),
      );
    }
    const address = machine.runOn(core, arena.allocate(LARGE));
    machine.runOn(core, memory.streamRead(core, address, LARGE));
    assert.equal(memory.faultsOf[0], Math.ceil(LARGE / PAGE_BYTES));
    machine.runOn(core, arena.free(core, address));
    // The three others, after every 506 pages.
    const rounds = Math.ceil(LARGE / PAGE_BYTES / 506);
    assert.equal(machine.interrupts.received, system.name === "corey" ? 0 : 3 * rounds);
    assert.throws(() => machine.runOn(core, memory.touch(core, address, "read")), { name: "KernelError" });
  });

  Deno.test(`what another core frees on ${system.name} serves its owner again, and nothing is unmapped`, () => {
    const machine = new Machine(opteron16), [owner, other] = machine.cores, kernel = system.boot(machine);
    const memory = new UserMemory(kernel);
    const arena = new Arena(memory, owner!, kernel.oneSpace ? [] : [other!]);
    machine.runOn(other!, new Arena(memory, other!).allocate(1));
    // A block is 64 pages: its head, and 64 objects of 4,032 bytes.
    const objects = Array.from({ length: 64 }, () => machine.runOn(owner!, arena.allocate(4032)));
    for (const address of objects) machine.runOn(owner!, memory.touch(owner!, address, "write"));
    const gone = objects.slice(1, 4);
    for (const address of gone) machine.runOn(other!, arena.free(other!, address));
    const again = gone.map(() => machine.runOn(owner!, arena.allocate(4032)));
    assert.deepEqual(new Set(again), new Set(gone));
    const fresh = machine.runOn(owner!, arena.allocate(4032));
    assert.ok(!objects.includes(fresh));
    assert.equal(machine.interrupts.received, 0);
  });
}

Deno.test("on Linux a superpage of which nothing is in use any more is unmapped, whoever freed the last of it", () => {
  for (const [system, gone] of [[linux.threads(), true], [corey.addressRanges(), false]] as const) {
    const machine = new Machine(opteron16), [owner, other] = machine.cores, kernel = system.boot(machine);
    const memory = new UserMemory(kernel);
    const arena = new Arena(memory, owner!, kernel.oneSpace ? [] : [other!]);
    machine.runOn(other!, new Arena(memory, other!).allocate(1));
    const [one, two] = [1, 2].map(() => machine.runOn(owner!, arena.allocate(2 ** 20)));
    for (const address of [one!, two!]) machine.runOn(owner!, memory.touch(owner!, address, "write"));
    machine.runOn(owner!, arena.free(owner!, one!));
    machine.runOn(other!, arena.free(other!, two!));
    const touch = () => machine.runOn(owner!, memory.touch(owner!, one!, "read"));
    if (gone) assert.throws(touch, { name: "KernelError" });
    else touch();
  }
});
