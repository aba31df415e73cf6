/** The allocator against a model: what is in use never overlaps, what was freed serves again, what is large goes back to the kernel. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Machine, opteron16, PAGE_BYTES } from "corey-lab/machine";
import type { System, VirtualMemory } from "corey-lab/kernels";
import { linux } from "corey-lab/linux";
import { Arena, corey, UserMemory } from "corey-lab/libos";

const systems: readonly System<VirtualMemory>[] = [linux.threads(), corey.addressRanges()];
const LARGE = 5 * 2 ** 20;

for (const system of systems) {
  Deno.test(`objects of an arena on ${system.name} do not overlap, and each can be written in full`, () => {
    const step = fc.record({
      bytes: fc.oneof(fc.integer({ min: 1, max: 70_000 }), fc.constant(LARGE)),
      free: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, shared) => {
        const machine = new Machine(opteron16), core = machine.cores[1]!, kernel = system.boot(machine);
        const arena = new Arena(kernel, core, shared ? machine.cores.slice(0, 3) : []),
          memory = new UserMemory(kernel);
        const used: { address: number; bytes: number }[] = [];
        for (const { bytes, free } of steps) {
          const address = machine.runOn(core, arena.allocate(bytes)), end = address + bytes;
          for (const other of used) assert.ok(end <= other.address || other.address + other.bytes <= address);
          machine.runOn(core, memory.touch(core, address, "write"));
          machine.runOn(core, memory.touch(core, end - 1, "write"));
          used.push({ address, bytes });
          if (free % 2 === 0) continue;
          const [gone] = used.splice(free % used.length, 1);
          machine.runOn(core, arena.free(gone!.address, gone!.bytes));
        }
      }),
      { numRuns: 30 },
    );
  });

  Deno.test(`a small object that was freed on ${system.name} serves again, without a fault`, () => {
    const machine = new Machine(opteron16), core = machine.cores[0]!, kernel = system.boot(machine);
    const arena = new Arena(kernel, core), memory = new UserMemory(kernel);
    const address = machine.runOn(core, arena.allocate(5000));
    machine.runOn(core, memory.fill(core, address, 5000));
    const faults = kernel.faults;
    assert.equal(faults, 2);
    machine.runOn(core, arena.free(address, 5000));
    assert.equal(machine.runOn(core, arena.allocate(6000)), address);
    machine.runOn(core, memory.fill(core, address, 5000));
    assert.equal(kernel.faults, faults);
  });

  Deno.test(`a large object on ${system.name} is unmapped when it is freed, and who is interrupted`, () => {
    const machine = new Machine(opteron16), core = machine.cores[0]!, kernel = system.boot(machine);
    const memory = new UserMemory(kernel), arena = new Arena(kernel, core);
    // Others run in the address space, if there is one for all; or beside it.
    for (const other of machine.cores.slice(1, 4)) {
      machine.runOn(
        other,
        memory.touch(other, machine.runOn(other, new Arena(kernel, other).allocate(1)), "write"),
      );
    }
    const address = machine.runOn(core, arena.allocate(LARGE));
    machine.runOn(core, memory.streamRead(core, address, LARGE));
    assert.equal(memory.faultsOf[0], Math.ceil(LARGE / PAGE_BYTES));
    machine.runOn(core, arena.free(address, LARGE));
    assert.equal(machine.interrupts.received, system.name === "corey" ? 0 : 3);
    assert.throws(() => machine.runOn(core, memory.touch(core, address, "read")), { name: "KernelError" });
  });

  Deno.test(`what another core frees on ${system.name} serves its owner again, and nothing is unmapped`, () => {
    const machine = new Machine(opteron16), [owner, other] = machine.cores, kernel = system.boot(machine);
    const memory = new UserMemory(kernel), arena = new Arena(kernel, owner!, [other!]), bytes = 4096;
    const objects = Array.from({ length: 4 }, () => machine.runOn(owner!, arena.allocate(bytes)));
    for (const address of objects) machine.runOn(owner!, memory.touch(owner!, address, "write"));
    const chain = objects.slice(1).map((address) => ({ address, bytes }));
    machine.runOn(other!, arena.freeFrom(other!, memory, chain));
    const again = chain.map(() => machine.runOn(owner!, arena.allocate(bytes)));
    assert.deepEqual(new Set(again), new Set(objects.slice(1)));
    const fresh = machine.runOn(owner!, arena.allocate(bytes));
    assert.ok(!objects.includes(fresh));
    for (const address of again) assert.ok(memory.reach(owner!, address, "write"));
    assert.equal(machine.interrupts.received, 0);
  });
}
