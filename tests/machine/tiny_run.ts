/** A short run that uses every part of a machine once, and says whether what came out can be believed. */
import assert from "node:assert/strict";
import { Machine, type MachineSpec, struct, word64 } from "corey-lab/machine";
import { linux } from "corey-lab/linux";
import { touchPage } from "../../lib/kernels/virtual_memory.ts";

const ROUNDS = 3;
/** No access may take as long as all bounds of a spec together, a few times over. */
const MOST_CYCLES = 1e10;

/** Some cores count together, fill a page each, read what another has filled, and interrupt each other. */
export function assertSane(spec: MachineSpec): void {
  const machine = new Machine(spec), { memory, interrupts } = machine, kernel = linux.threads().boot(machine);
  const { counter } = memory.place(struct("shared", { counter: word64 }));
  const step = Math.ceil(machine.cores.length / 4), cores = machine.cores.filter((_, i) => i % step === 0);
  let previous = -1;
  for (const core of cores) {
    core.start((function* () {
      const page = yield* kernel.mapPrivate(core, 2);
      for (let round = 0; round < ROUNDS; round++) {
        const before = core.now;
        yield;
        core.fetchAdd(counter, 1);
        yield* touchPage(kernel, core, page + round % 2, "write");
        assert.ok(core.now > before && core.now - before < MOST_CYCLES, `${before} to ${core.now}`);
      }
      const frame = core.mmu.translate(page, "read");
      if (previous >= 0) core.streamRead(previous, 4096);
      core.streamClear(frame, 4096);
      previous = frame;
      yield;
      const others = cores.filter((other) => other !== core);
      if (others.length > 0) interrupts.send(core, others, (_, begins) => begins);
    })());
  }
  machine.run();
  assert.equal(memory.words[counter / 4], ROUNDS * cores.length);
  for (const core of cores) {
    assert.ok(core.now > 0 && core.now < MOST_CYCLES, `${core.name} ends at ${core.now}`);
  }
}
