import assert from "node:assert/strict";
import { bytes, type Core, l3Misses, Machine, opteron16, struct, totals } from "corey-lab/machine";
import { at } from "./at.ts";
import { slow } from "../slow.ts";

const PAGE = 4096;

/** Clears pages of fresh memory of the core's own chip, one after the other. */
function clearPages(machine: Machine, core: Core, pages: number): void {
  const region = machine.memory.place(struct("pages", { bytes: bytes(pages * PAGE) }), core.chip).bytes;
  core.start((function* () {
    for (let i = 0; i < pages; i++) {
      yield;
      core.streamClear(region + i * PAGE, PAGE);
    }
  })());
}

Deno.test("Core.streamClear() clears a fresh page of the own chip in 3350 cycles and 64 misses", () => {
  const machine = new Machine(opteron16), core = machine.cores[0]!;
  clearPages(machine, core, 1);
  machine.run();
  assert.ok(Math.abs(core.now / 3350 - 1) < 0.001, `${core.now} cycles`);
  assert.equal(l3Misses(totals(machine.memory.counters)), 64);
});

Deno.test("Core.streamClear() takes as long a page when dirty pages have to go to memory meanwhile", () => {
  const machine = new Machine(opteron16), core = machine.cores[0]!, pages = 2048; // 8 MB, three times all caches
  clearPages(machine, core, pages);
  machine.run();
  assert.ok(Math.abs(core.now / pages / 3350 - 1) < 0.001, `${core.now / pages} cycles a page`);
});

slow(
  "Core.streamClear() of all four cores of a chip at once is limited by the chip's memory channels",
  () => {
    const machine = new Machine(opteron16), pages = 2048;
    for (const core of machine.cores.slice(0, 4)) clearPages(machine, core, pages);
    machine.run();
    // Each line is read and, but for what is in the caches at the end (4 x (64 + 512) KB and 2 MB), written
    // back.
    const read = 4 * pages * PAGE, written = read - (4 * 576 + 2048) * 1024;
    const expected = (read + written) / opteron16.dram.channelBytesPerCycle.value;
    const last = Math.max(...machine.cores.map((core) => core.now));
    assert.ok(last >= expected - 512, `${last} cycles would be more than the channels carry`);
    assert.ok(last < expected * 1.1, `${last} cycles are far more than the ${expected} due`);
    assert.ok(last / pages > 3350 * 1.5, "a page takes much longer than alone");
  },
);

Deno.test("Core.streamClear() of one core on each chip is limited by nothing shared", () => {
  const machine = new Machine(opteron16), pages = 64;
  for (const core of machine.cores) if (core.number % 4 === 0) clearPages(machine, core, pages);
  machine.run();
  const last = Math.max(...machine.cores.map((core) => core.now));
  assert.ok(Math.abs(last / pages / 3350 - 1) < 0.001, `${last / pages} cycles a page`);
});

Deno.test("Core.streamRead() pays for bandwidth, not for latency, and more the farther the memory is", () => {
  const machine = new Machine(opteron16), core = machine.cores[0]!, { dram, l1, link } = opteron16;
  // On its last link a line comes with 8 bytes of header, and the probe that its home sends there takes 8
  // more.
  const onLink = PAGE / 64 * (64 + 8 + 8) / link.bytesPerCycle.value;
  [0, 1, 3].forEach((chip, hops) => {
    const page = machine.memory.place(struct("page", { bytes: bytes(PAGE) }), chip).bytes;
    const taken = at(machine, core, 100_000 * hops, () => core.streamRead(page, PAGE));
    const [nearest, latency] = [dram.latencyCyclesByHops.value[0]!, dram.latencyCyclesByHops.value[hops]!];
    const expected = PAGE / dram.readBytesPerCycle.value * latency / nearest;
    assert.ok(taken > expected - 1e-6, `${hops} hops: ${taken} cycles, ${expected} due`);
    assert.ok(
      taken < (hops === 0 ? expected + 1e-6 : Math.max(expected, onLink) + 256),
      `${hops} hops: ${taken}`,
    );
    const again = at(machine, core, 100_000 * hops + 50_000, () => core.streamRead(page, PAGE));
    assert.equal(again, PAGE / l1.readBytesPerCycle.value, "from the L1");
  });
});

Deno.test("Core.streamRead() reads every line that the bytes lie on, once", () => {
  const machine = new Machine(opteron16), core = machine.cores[0]!;
  const page = machine.memory.place(struct("page", { bytes: bytes(PAGE) })).bytes;
  at(machine, core, 0, () => core.streamRead(page + 60, 70)); // bytes 60 … 129: lines 0, 1 and 2
  assert.equal(machine.memory.counters.dramReads[0], 3);
});
