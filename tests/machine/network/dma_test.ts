import assert from "node:assert/strict";
import { bytes, Dma, l3Misses, Machine, opteron16, State, struct, totals } from "corey-lab/machine";

const page = struct("page", { all: bytes(4096, 64) });

function fresh() {
  const machine = new Machine(opteron16), { memory } = machine;
  return { machine, memory, core: machine.cores[0]!, at: memory.place(page).all, dma: new Dma(memory, 0) };
}

Deno.test("Dma.write() takes every cached copy away: the next read is a miss that memory serves", () => {
  const { memory, core, machine, at, dma } = fresh();
  core.store(at, 1);
  machine.cores[5]!.load(at);
  const before = totals(memory.counters);
  dma.write(at, 64, core.now);
  assert.equal(memory.directory.held(at >>> 6), false);
  core.now += 1000;
  core.load(at);
  const after = totals(memory.counters);
  assert.equal(l3Misses(after) - l3Misses(before), 1);
  assert.equal(after.dramReads - before.dramReads, 1);
  assert.equal(after.invalidations - before.invalidations, 2);
});

Deno.test("Dma.write() touches each line of the range once, and no other", () => {
  const { memory, core, at, dma } = fresh();
  for (let line = 0; line < 4; line++) core.load(at + 64 * line);
  dma.write(at + 72, 64, core.now);
  const held = [0, 1, 2, 3].map((line) => memory.directory.held((at >>> 6) + line));
  assert.deepEqual(held, [true, false, false, true]);
});

Deno.test("Dma.read() leaves copies where they are; the owner no longer has the only copy", () => {
  const { memory, core, machine, at, dma } = fresh(), line = at >>> 6;
  core.store(at, 1);
  dma.read(at, 64, core.now);
  assert.equal(memory.directory.stateOf(line), State.Owned);
  assert.equal(memory.directory.ownerOf(line), core.number);
  core.now += 1000;
  const before = totals(memory.counters);
  core.store(at, 2);
  const after = totals(memory.counters);
  assert.equal(after.upgrades - before.upgrades, 1, "to write it again, others must be asked");
  assert.equal(l3Misses(after), l3Misses(before), "but the data are there");
  machine.cores[8]!.load(at + 64);
  dma.read(at + 64, 64, core.now);
  assert.equal(memory.directory.stateOf(line + 1), State.Invalid, "a clean line is shared, nobody owns it");
});

Deno.test("Dma.read() gets a dirty line from the cache that has it, sooner than memory could serve it", () => {
  const { core, at, dma } = fresh();
  core.store(at, 1);
  const dirty = dma.read(at, 64, 10_000) - 10_000, clean = dma.read(at + 64, 64, 20_000) - 20_000;
  assert.equal(dirty, 125);
  assert.equal(clean, 228);
});
