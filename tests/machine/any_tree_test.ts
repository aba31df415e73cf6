/** Whatever a machine is made of, its directory knows what is in its caches. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Cache, Machine, readMachineSpec } from "corey-lab/machine";
import { assertSane } from "./tiny_run.ts";
import { slow } from "../slow.ts";

const count = (most: number) => fc.option(fc.integer({ min: 1, max: most }), { nil: undefined });
const l2Group = fc.record({ times: count(2), cores: count(3), threads: count(2) });
const l3Group = fc.record({
  times: count(2),
  l3Bytes: fc.constantFrom(undefined, 0, 8 * 128),
  l2Groups: fc.array(l2Group, { minLength: 1, maxLength: 2 }),
});
const machines = fc.record({
  chips: fc.integer({ min: 1, max: 2 }),
  /** What only the last chip has. */
  more: fc.option(l3Group, { nil: undefined }),
  tree: fc.array(l3Group, { minLength: 1, maxLength: 2 }),
  coherence: fc.constantFrom("broadcast", "directory", "two-bit"),
  protocol: fc.constantFrom("moesi", "mesi", "mesif"),
  lineBytes: fc.constantFrom(64, 128),
}).map(({ chips, more, tree, coherence, protocol, lineBytes }) =>
  readMachineSpec({
    extends: "epyc64",
    name: "any",
    chips,
    // As JSON has it: nothing in place of what is left out.
    tree: JSON.parse(JSON.stringify([...tree, ...more ? [{ ...more, onChips: [chips - 1] }] : []])),
    lineBytes,
    l1: { bytes: 2 * lineBytes, ways: 2 },
    l2: { bytes: 4 * lineBytes, ways: 2 },
    l3: { bytes: 8 * lineBytes, ways: 4 },
    coherence: { kind: coherence, source: "any" },
    protocol,
    remoteCache: { latencyCyclesWithin: { value: { l2: 20, l3: 60 }, source: "any" } },
  }, "any")
);
const accesses = fc.array(fc.record({ thread: fc.nat(1000), line: fc.nat(11), writes: fc.boolean() }), {
  minLength: 20,
  maxLength: 120,
});

/** All caches into which something is put while `body` runs. */
function cachesUsed(body: () => void): Set<Cache> {
  const used = new Set<Cache>(), insert = Cache.prototype.insert;
  Cache.prototype.insert = function (line) {
    used.add(this);
    return insert.call(this, line);
  };
  try {
    body();
  } finally {
    Cache.prototype.insert = insert;
  }
  return used;
}

slow(
  "of each line there are as many copies in caches as the directory has holders, and its owner is one",
  () => {
    fc.assert(fc.property(machines, accesses, (spec, accesses) => {
      const machine = new Machine(spec), { memory } = machine, { directory } = memory;
      const first = memory.physical.placeFrames(1, 0);
      const caches = cachesUsed(() => {
        let now = 0;
        for (const { thread, line, writes } of accesses) {
          const core = machine.cores[thread % machine.cores.length]!;
          core.now = now += 10_000;
          if (writes) core.write(first + 64 * line);
          else core.read(first + 64 * line);
        }
      });
      for (const line of memory.layout.lines.under(first, 12 * 64)) {
        const copies = [...caches].filter((cache) => [...cache.lines()].includes(line)).length;
        let holders = 0;
        for (let at = directory.nextHolder(line, 0); at >= 0; at = directory.nextHolder(line, at + 1)) {
          holders++;
        }
        assert.equal(holders, copies);
        const owner = directory.ownerOf(line);
        assert.ok(owner < 0 || directory.holds(line, owner));
      }
    }));
  },
);

Deno.test("a machine of any tree runs a kernel, and its numbers can be believed", () => {
  fc.assert(fc.property(machines, (spec) => assertSane(spec)), { numRuns: 30 });
});
