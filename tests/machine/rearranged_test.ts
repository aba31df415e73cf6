/** Machines on which things stand otherwise than programs put them: values stay, costs change. */
import assert from "node:assert/strict";
import {
  array,
  type Core,
  int32,
  Machine,
  opteron16,
  PAGE_BYTES,
  type Rearrangement,
  struct,
} from "corey-lab/machine";
import { l3Misses, totals } from "../../lib/machine/counters.ts";
import { mcs, own, rcu, readWrite, type Replacement, ticket } from "corey-lab/locks";

const pair = struct("pair", { mine: int32, yours: int32 });

/** What four cores that add to words of a pair leave in them, and the misses that it took. */
function addUp(rearrangement: Rearrangement | undefined, wordOf: (core: number) => "mine" | "yours") {
  const machine = new Machine(opteron16, { rearrangement }), at = machine.memory.place(pair);
  for (const core of machine.cores.slice(0, 4)) {
    core.start((function* () {
      for (let i = 0; i < 50; i++) {
        core.compute(100);
        yield;
        core.fetchAdd(at[wordOf(core.number)], 1);
      }
    })());
  }
  machine.run();
  const { words, counters } = machine.memory;
  return { mine: words[at.mine / 4], yours: words[at.yours / 4], misses: l3Misses(totals(counters)) };
}

Deno.test("words on lines of their own keep their values, and cost their users fewer misses", () => {
  const halves = (core: number) => core === 0 ? "mine" : "yours";
  const together = addUp(undefined, halves), apart = addUp({ apart: [["pair#0+0"], ["pair#0+4"]] }, halves);
  assert.deepEqual([apart.mine, apart.yours], [50, 150]);
  assert.deepEqual([together.mine, together.yours], [50, 150]);
  assert.ok(apart.misses < 0.9 * together.misses, `${apart.misses} of ${together.misses}`);
});

Deno.test("a copy for each core costs no misses, and the value remains one for all", () => {
  const { mine, misses } = addUp({ perCore: ["pair#0+0"] }, () => "mine");
  assert.equal(mine, 200);
  assert.equal(misses, 4, "each core's first");
});

Deno.test("a core that spins on a word that stands elsewhere sees what others write there", () => {
  const machine = new Machine(opteron16, { rearrangement: { apart: [["pair#0+4"]] } });
  const at = machine.memory.place(pair), [a, b] = machine.cores as [Core, Core];
  a.start((function* () {
    yield a.spinUntil(at.yours, (value) => value === 7);
    a.store(at.mine, 1);
  })());
  b.start((function* () {
    b.compute(500);
    yield;
    b.publish(at.yours, 7);
  })());
  machine.run();
  assert.equal(machine.memory.words[at.mine / 4], 1);
});

Deno.test("spots tell structures of one name apart, by the order in which they were placed", () => {
  const machine = new Machine(opteron16), { layout } = machine.memory;
  const [first, second] = [machine.memory.place(pair), machine.memory.place(pair)];
  assert.equal(layout.spotOf(first.yours), "pair#0+4");
  assert.equal(layout.spotOf(second.mine), "pair#1+0");
});

Deno.test("pages go to whoever touches them first, once more after the warm-up, or to all chips in turn", () => {
  const homesOf = (pages: Rearrangement["pages"]) => {
    const machine = new Machine(opteron16, { rearrangement: pages && { pages } }), { memory } = machine;
    const first = memory.physical.placeFrames(4, 0), last = machine.cores.at(-1)!;
    machine.cores[4]!.streamRead(first, 2 * PAGE_BYTES);
    memory.observer?.reset(0);
    last.read(first);
    return [0, 1, 2, 3].map((page) => memory.physical.homeOf((first + page * PAGE_BYTES) / 64));
  };
  assert.deepEqual(homesOf(undefined), [0, 0, 0, 0]);
  assert.deepEqual(homesOf("first touch"), [3, 1, 0, 0]);
  assert.deepEqual(homesOf("interleaved"), [0, 1, 2, 3]);
});

Deno.test("structures of a page or more have homes like pages; smaller ones stay where they were placed", () => {
  const machine = new Machine(opteron16, { rearrangement: { pages: "first touch" } }), { memory } = machine;
  const small = memory.place(pair).mine,
    large = memory.place(struct("large", { word: array(int32, 4096) })).word;
  const inside = Math.ceil(large / PAGE_BYTES) * PAGE_BYTES;
  for (const at of [small, inside]) machine.cores[15]!.load(at);
  assert.equal(memory.physical.homeOf(small / 64), 0);
  assert.equal(memory.physical.homeOf(inside / 64), 3);
});

Deno.test("another lock stands at the word where a program places its own, and only there", () => {
  const parts = new Map<string, Replacement>([["pair#0+0", { lock: mcs }]]);
  const machine = new Machine(opteron16, { rearrangement: { parts } }), at = machine.memory.place(pair);
  assert.equal(machine.partsLeft, 1);
  const replaced = ticket.place(machine, at.mine), plain = ticket.place(machine, at.yours);
  assert.equal(machine.partsLeft, 0);
  assert.equal(replaced.constructor.name, "McsLock");
  assert.equal(plain.constructor.name, "TicketLock");
});

Deno.test("a lock of one's own excludes nobody; read-copy-update excludes writers, and costs readers nothing", () => {
  const machine = new Machine(opteron16), at = machine.memory.place(pair);
  const owns = own.place(machine, at.mine), lock = rcu.place(machine, at.yours);
  let inside = 0, most = 0;
  for (const core of machine.cores.slice(0, 2)) {
    core.start((function* () {
      yield* owns.acquire(core);
      most = Math.max(most, ++inside);
      core.compute(1000);
      yield;
      inside--;
      yield* owns.release(core);
    })());
  }
  machine.run();
  assert.equal(most, 2);
  const reader = machine.cores[5]!, since = reader.now;
  reader.start((function* () {
    yield* lock.acquireRead(reader);
    yield* lock.releaseRead(reader);
  })());
  machine.run();
  assert.equal(reader.now, since);
});

Deno.test("a core can be made faster: its computing and its misses take a part of the time", () => {
  const timeOf = (rearrangement?: Rearrangement) => {
    const machine = new Machine(opteron16, { rearrangement }), core = machine.cores[0]!;
    core.compute(1000);
    core.load(machine.memory.place(pair).mine);
    return core.now;
  };
  assert.equal(timeOf({ faster: { core: 0, times: 4 } }), timeOf() / 4);
});

Deno.test("a machine that is told something else than a rearrangement says so", () => {
  assert.throws(
    () => new Machine(opteron16, { rearrangement: { page: "interleaved" } as never }),
    /rearrangement/,
  );
  assert.throws(
    () => new Machine(opteron16, { rearrangement: { pages: "last touch" as never } }),
    /first touch/,
  );
});

Deno.test("a read-write lock is not replaced by a lock of one at a time", () => {
  const parts = new Map<string, Replacement>([["pair#0+0", { lock: mcs }]]);
  const machine = new Machine(opteron16, { rearrangement: { parts } }), at = machine.memory.place(pair);
  assert.equal(readWrite.place(machine, at.mine).constructor.name, "RwLock");
});
