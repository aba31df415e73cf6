/** The page table: which entries a walk reads, what that costs, and when its pages are free again. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Core, Machine, opteron16 } from "corey-lab/machine";
import {
  ADDRESS_SPACE_PAGES,
  LEVELS,
  nodeAt,
  pagesBelowEntry,
  type PageTableNode,
  PageTablePages,
  walk,
} from "../../lib/machine/page_table.ts";
import { at } from "./at.ts";

/** Makes what leads to a page, at no cost, and maps it. */
function mapPage(tables: PageTablePages, root: PageTableNode, page: number, frame: number): PageTableNode {
  let node = root;
  while (node.level > 1) {
    let child = node.children.get(node.index(page));
    if (!child) node.children.set(node.index(page), child = tables.create(node.level - 1, 0));
    node = child;
  }
  node.pages.set(node.index(page), { frame, writable: true });
  return node;
}

/** The addresses that a walk reads. */
function readsOf(core: Core, root: PageTableNode, page: number): number[] {
  const reads: number[] = [], { read } = core;
  core.read = (address) => reads.push(address);
  walk(core, root, page);
  core.read = read;
  return reads;
}

const anyPage = fc.nat(ADDRESS_SPACE_PAGES - 1);

Deno.test("walk() reads one entry of 8 bytes a level, at the index that nine bits of the page number give", () => {
  const machine = new Machine(opteron16), [core] = machine.cores as [Core];
  const tables = new PageTablePages(machine.memory), root = tables.create(LEVELS, 0);
  // Indices 3, 5, 7, 11.
  const page = ((3 * 512 + 5) * 512 + 7) * 512 + 11;
  const leaf = mapPage(tables, root, page, 0x1234000);
  const third = root.children.get(3)!, second = third.children.get(5)!;
  assert.equal(second.children.get(7), leaf);
  assert.deepEqual(readsOf(core, root, page), [
    root.address + 24,
    third.address + 40,
    second.address + 56,
    leaf.address + 88,
  ]);
  assert.deepEqual(walk(core, root, page), {
    node: leaf,
    translation: { frame: 0x1234000, writable: true },
  });
});

Deno.test("walk() ends at the first empty entry, and finds what was mapped and nothing else", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyPage, fc.nat(3)), { minLength: 1, maxLength: 30, size: "max" }),
      anyPage,
      (picks, other) => {
        const machine = new Machine(opteron16), [core] = machine.cores as [Core];
        const tables = new PageTablePages(machine.memory), root = tables.create(LEVELS, 0);
        const mapped = new Map<number, number>();
        for (const [page, near] of picks) {
          const frame = 4096 * (mapped.size + 1), place = Math.min(page + near, ADDRESS_SPACE_PAGES - 1);
          mapped.set(place, frame);
          mapPage(tables, root, place, frame);
        }
        for (const page of [other, ...mapped.keys(), ...[...mapped.keys()].map((page) => page ^ 1)]) {
          const { node, translation } = walk(core, root, page);
          assert.equal(translation?.frame, mapped.get(page));
          assert.equal(readsOf(core, root, page).length, LEVELS - node.level + 1);
          assert.equal(nodeAt(root, page, node.level), node);
          if (node.level > 1) assert.equal(nodeAt(root, page, node.level - 1), undefined);
        }
        // A node for each prefix of an index.
        const prefixes = new Set(
          [...mapped.keys()].flatMap((page) =>
            [2, 3, 4].map((level) => `${level} ${Math.floor(page / pagesBelowEntry(level))}`)
          ),
        );
        assert.equal(tables.inUse, 1 + prefixes.size);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("walk() costs four misses cold and four hits warm; a page on the same lines of the table costs hits only", () => {
  const machine = new Machine(opteron16), [core] = machine.cores as [Core];
  const tables = new PageTablePages(machine.memory), root = tables.create(LEVELS, 0);
  const page = 5 * 512 ** 3 + 64;
  for (const near of [0, 1, 7, 8]) mapPage(tables, root, page + near, 4096 * (near + 1));
  const hit = opteron16.l1.latencyCycles.value, miss = opteron16.dram.latencyCyclesByHops.value[0]!;
  let cycle = 0;
  const cost = (page: number) => at(machine, core, cycle += 100_000, () => void walk(core, root, page));
  assert.equal(cost(page), 4 * miss);
  assert.equal(cost(page), 4 * hit);
  assert.equal(cost(page + 7), 4 * hit, "eight entries are on a line");
  assert.equal(cost(page + 8), 3 * hit + miss);
  assert.equal(cost(page + 512), 3 * hit, "an empty entry ends the walk, here on the second level");
  // Another core changes an entry: the line has to come from its cache.
  const [, other] = machine.cores as [Core, Core];
  at(machine, other, cycle += 100_000, () => other.write(nodeAt(root, page, 1)!.entryAddress(page)));
  assert.equal(cost(page), 3 * hit + opteron16.remoteCache.latencyCyclesByHops.value[0]!);
});

Deno.test("PageTablePages.create() clears the page, which takes 64 lines of time, and none before the machine runs", () => {
  const machine = new Machine(opteron16), [core] = machine.cores as [Core];
  const tables = new PageTablePages(machine.memory);
  tables.create(LEVELS, 0);
  assert.equal(machine.memory.counters.dramReads[0], 0);
  const cycles = at(machine, core, 0, () => void tables.create(1, 0, core));
  assert.equal(machine.memory.counters.dramReads[0], 64);
  assert.ok(Math.abs(cycles - 4096 / opteron16.dram.clearBytesPerCycle.value) < 64, `${cycles} cycles`);
});

Deno.test("PageTablePages counts pages in use, and frees one when its last user has gone, in whatever order they go", () => {
  const scenario = fc.record({
    parents: fc.array(fc.uniqueArray(fc.nat(5), { maxLength: 6, size: "max" }), {
      minLength: 1,
      maxLength: 6,
      size: "max",
    }),
    order: fc.array(fc.nat(1000), { minLength: 12, maxLength: 12, size: "max" }),
  });
  fc.assert(
    fc.property(scenario, ({ parents, order }) => {
      const machine = new Machine(opteron16), [core] = machine.cores as [Core];
      const tables = new PageTablePages(machine.memory);
      // Six pages that somebody owns, linked under some others.
      const owned = Array.from({ length: 6 }, () => tables.create(1, 0, core));
      const above = parents.map((children) => {
        const node = tables.create(2, 0, core);
        for (const child of children) {
          node.children.set(child, owned[child]!);
          owned[child]!.users++;
        }
        return node;
      });
      const alive = new Set<PageTableNode>([...owned, ...above]), lettingGo = [...alive];
      const freed: number[] = [];
      while (lettingGo.length > 0) {
        const [node] = lettingGo.splice(order[lettingGo.length - 1]! % lettingGo.length, 1);
        tables.release(node!);
        alive.delete(node!);
        const used = new Set([...alive].flatMap((node) => [node, ...node.children.values()]));
        assert.equal(tables.inUse, used.size);
        for (const { address } of [...owned, ...above].filter((node) => !used.has(node))) {
          if (!freed.includes(address)) freed.push(address);
        }
      }
      // The core that made them gets the same pages again, and another core does not.
      assert.ok(!freed.includes(tables.create(1, 0, machine.cores[1]!).address));
      const again = freed.map(() => tables.create(1, 0, core).address);
      assert.deepEqual(again.toSorted((a, b) => a - b), freed.toSorted((a, b) => a - b));
      assert.ok(!freed.includes(tables.create(1, 0, core).address));
    }),
    { numRuns: 60 },
  );
});
