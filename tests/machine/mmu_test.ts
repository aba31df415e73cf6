/** The MMU: what it remembers, what it walks for, and what is a fault. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Core, Machine, opteron16 } from "corey-lab/machine";
import { LEVELS, PageTableNode, walk } from "../../lib/machine/page_table.ts";
import type { Translation } from "../../lib/machine/tlb.ts";
import { at } from "./at.ts";
import { slow } from "../slow.ts";

/** A core with a page table of which only the lowest page changes: pages 0 to 511. */
function coreWithTable() {
  const machine = new Machine(opteron16), [core] = machine.cores as [Core];
  const frames = machine.memory.physical.placeFrames(8, 0);
  const nodes = [4, 3, 2, 1].map((level, i) => new PageTableNode(level, frames + 4096 * i));
  for (const i of [0, 1, 2]) nodes[i]!.children.set(0, nodes[i + 1]!);
  return { machine, core, root: nodes[0]!, entries: nodes[3]!.pages, frames };
}

Deno.test("Mmu.translate() says that a core without a page table has none", () => {
  const [core] = new Machine(opteron16).cores as [Core];
  assert.equal(core.mmu.root, undefined);
  assert.throws(() => core.mmu.translate(0, "read"), /core 0 has no page table/);
});

Deno.test("Mmu.translate() walks once, then costs nothing from the first level and 5 cycles from the second", () => {
  const { machine, core, root, entries } = coreWithTable();
  core.mmu.load(root);
  for (let page = 0; page < 60; page++) entries.set(page, { frame: 4096 * page, writable: true });
  let cycle = 0;
  const cost = (page: number) =>
    at(machine, core, cycle += 100_000, () => assert.equal(core.mmu.translate(page, "write"), 4096 * page));
  const hit = opteron16.l1.latencyCycles.value, miss = opteron16.dram.latencyCyclesByHops.value[0]!;
  assert.equal(cost(0), 4 * miss);
  assert.equal(cost(0), 0);
  assert.equal(cost(1), 4 * hit);
  for (let page = 2; page < 49; page++) cost(page);
  assert.equal(core.mmu.tlb.misses, 49);
  assert.equal(cost(0), 5, "forty-eight pages came after it");
  assert.equal(cost(0), 0);
  assert.equal(core.mmu.tlb.misses, 49);
});

Deno.test("Mmu.translate() faults on a page that is not mapped, and on a write to one that is read-only, and remembers no fault", () => {
  const { core, root, entries } = coreWithTable();
  core.mmu.load(root);
  assert.equal(core.mmu.translate(7, "read"), -1);
  assert.deepEqual([...core.mmu.tlb.pages()], []);
  entries.set(7, { frame: 8192, writable: false });
  assert.equal(core.mmu.translate(7, "read"), 8192);
  assert.equal(core.mmu.translate(7, "write"), -1);
  entries.set(7, { frame: 8192, writable: true });
  assert.equal(core.mmu.translate(7, "write"), -1, "it remembers the entry as it was");
  core.mmu.tlb.forget(7);
  assert.equal(core.mmu.translate(7, "write"), 8192);
});

Deno.test("Mmu.load() forgets what was remembered of the page table before", () => {
  const { core, root, entries } = coreWithTable();
  const empty = new PageTableNode(LEVELS, root.address);
  core.mmu.load(root);
  entries.set(3, { frame: 4096, writable: true });
  assert.equal(core.mmu.translate(3, "read"), 4096);
  core.mmu.load(empty);
  assert.equal(core.mmu.root, empty);
  assert.equal(core.mmu.translate(3, "read"), -1);
  core.mmu.load(undefined);
  assert.throws(() => core.mmu.translate(3, "read"), /core 0 has no page table/);
});

slow("Mmu.translate() agrees with the page table as long as changes are followed by forgetting", () => {
  const change = fc.record({
    verb: fc.constantFrom("map", "map", "protect", "unmap", "touch", "touch", "touch", "touch"),
    page: fc.nat(80),
    write: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 400, size: "max" }), (changes) => {
      const { core, root, entries } = coreWithTable(), reference = new Map<number, Translation>();
      core.mmu.load(root);
      for (const [i, { verb, page, write }] of changes.entries()) {
        if (verb === "touch") {
          const expected = reference.get(page), faults = !expected || (write && !expected.writable);
          const before = core.now, known = [...core.mmu.tlb.pages()].includes(page);
          assert.equal(core.mmu.translate(page, write ? "write" : "read"), faults ? -1 : expected.frame);
          if (known) assert.ok(core.now - before <= 5, "a remembered page is not walked for");
        } else {
          const old = reference.get(page);
          if (verb === "unmap") reference.delete(page);
          else if (verb === "map") reference.set(page, { frame: 4096 * i, writable: true });
          else if (old) reference.set(page, { ...old, writable: false });
          const now = reference.get(page);
          if (now) entries.set(page, now);
          else entries.delete(page);
          core.mmu.tlb.forget(page);
        }
        assert.deepEqual(walk(core, root, page).translation, reference.get(page));
      }
    }),
    { numRuns: 60 },
  );
});
