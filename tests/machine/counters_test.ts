import assert from "node:assert/strict";
import { Random } from "corey-lab/sim";
import {
  bytes,
  type Core,
  type CounterName,
  counterNames,
  difference,
  int32,
  l3Misses,
  Machine,
  newCounters,
  type Observer,
  opteron16,
  Source,
  struct,
  totals,
} from "corey-lab/machine";
import { at } from "./at.ts";
import { withTinyCaches } from "./tiny_caches.ts";
import { unbuffered } from "./unbuffered.ts";

const word = struct("word", { value: int32 });

/** What an action of a core counts, of all that is not zero. */
function counted(
  machine: Machine,
  core: Core,
  cycle: number,
  action: () => void,
): Partial<Record<CounterName, number>> {
  const before = totals(machine.memory.counters);
  at(machine, core, cycle, action);
  const counts = Object.entries(difference(totals(machine.memory.counters), before));
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}

Deno.test("Counters count each access once, at the level that served it", () => {
  const machine = new Machine(unbuffered(opteron16)),
    [one, two] = machine.cores as [Core, Core],
    far = machine.cores[12]!;
  const { value } = machine.memory.place(word);
  const load = (core: Core, cycle: number) => counted(machine, core, cycle, () => core.load(value));
  const store = (core: Core, cycle: number) => counted(machine, core, cycle, () => core.store(value, 1));
  assert.deepEqual(load(one, 0), { dramReads: 1, stallCycles: 228 });
  assert.deepEqual(load(one, 1000), {}, "hits in the L1 are not counted");
  assert.deepEqual(store(one, 2000), {}, "nor is a store to a line that the core has for itself");
  assert.deepEqual(load(two, 3000), { sameChipTransfers: 1, stallCycles: 125 });
  assert.deepEqual(load(far, 4000), { remoteTransfers: 1, stallCycles: 285 });
  assert.deepEqual(store(one, 5000), { upgrades: 1, invalidations: 2, stallCycles: 285 });
  assert.deepEqual(store(far, 6000), { remoteTransfers: 1, invalidations: 1, stallCycles: 285 });
  assert.deepEqual(counted(machine, far, 7000, () => far.fetchAdd(value, 1)), { atomics: 1 });
});

Deno.test("Counters count hits in the L2 and the L3, for loads and for stores", () => {
  const machine = new Machine(unbuffered(opteron16)), core = machine.cores[0]!, stride = 512 * 64;
  const region = machine.memory.place(struct("region", { bytes: bytes(60 * stride) })).bytes;
  const address = (i: number) => region + i * stride; // one set of L1 and L2, so 8 + 16 lines stay with the core
  let cycle = 0;
  const load = (i: number) => counted(machine, core, cycle += 1000, () => core.load(address(i)));
  const store = (i: number) => counted(machine, core, cycle += 1000, () => core.store(address(i), 1));
  for (let i = 0; i < 9; i++) load(i);
  assert.deepEqual(load(0), { l2Hits: 1 });
  assert.deepEqual(store(1), { l2Hits: 1 }, "1 was driven out by 0; the core has it for itself");
  for (let i = 2; i < 26; i++) load(i);
  assert.deepEqual(load(0), { l3Hits: 1, stallCycles: 47 });
  assert.deepEqual(store(1), { l3Hits: 1, stallCycles: 47 });
});

Deno.test("l3Misses() counts what came from outside the chip's L3, and no upgrades", () => {
  const counts = totals(newCounters(2));
  for (const [i, name] of (Object.keys(counterNames) as CounterName[]).entries()) counts[name] = 10 ** i;
  assert.equal(l3Misses(counts), counts.sameChipTransfers + counts.remoteTransfers + counts.dramReads);
});

Deno.test("Observer is told of the accesses that the counters count, with the same cycles", () => {
  const seen = newCounters(16),
    names = new Map<Source, CounterName>([
      [Source.L3, "l3Hits"],
      [Source.SameChip, "sameChipTransfers"],
      [Source.Remote, "remoteTransfers"],
      [Source.Dram, "dramReads"],
      [Source.Upgrade, "upgrades"],
    ]);
  const observer: Observer = {
    access({ core, address, source, from, cycles, queueCycles }) {
      assert.ok(address >= 0 && from >= 0 && from < 4);
      seen[names.get(source)!][core]!++;
      seen.stallCycles[core]! += cycles;
      seen.queueCycles[core]! += queueCycles;
    },
    reset: () => {},
  };
  const machine = new Machine(withTinyCaches(opteron16), { observer }), random = new Random(1);
  const region = machine.memory.place(struct("region", { bytes: bytes(64 * 20) })).bytes;
  for (const core of machine.cores) {
    core.start((function* () {
      for (let i = 0; i < 300; i++) {
        yield;
        const address = region + 64 * random.below(20);
        if (i % 3 === 0) core.fetchAdd(address, 1);
        else core.load(address);
      }
    })());
  }
  machine.run();
  const told = totals(seen), counts = totals(machine.memory.counters);
  for (const name of [...names.values(), "stallCycles", "queueCycles"] as const) {
    assert.equal(told[name], counts[name], name);
    assert.ok(counts[name] > 0, `${name} happens`);
  }
});
