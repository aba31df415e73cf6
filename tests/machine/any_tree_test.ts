/** Whatever a machine is made of, its directory knows what is in its caches. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Cache, Machine } from "corey-lab/machine";
import { anyMachine } from "./any_machine.ts";
import { assertSane } from "./tiny_run.ts";
import { slow } from "../slow.ts";

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
    fc.assert(fc.property(anyMachine, accesses, (spec, accesses) => {
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
  fc.assert(fc.property(anyMachine, (spec) => assertSane(spec)), { numRuns: 30 });
});
