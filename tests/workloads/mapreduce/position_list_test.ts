/** Lists of positions: chunks, and lists that are taken up where a long one would be. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Machine, opteron16 } from "corey-lab/machine";
import { linux } from "corey-lab/linux";
import { Arena, UserMemory } from "corey-lab/libos";
import { chunksOf, PositionList } from "../../../lib/workloads/mapreduce/position_list.ts";

/** Runs with a list's surroundings: one core with memory. */
function withMemory(
  use: (append: (list: PositionList, position: number) => void, allocate: (bytes: number) => number) => void,
) {
  const machine = new Machine(opteron16), core = machine.cores[0]!, kernel = linux.threads().boot(machine);
  const memory = new UserMemory(kernel), arena = new Arena(kernel, core);
  use(
    (list, position) => {
      if (!list.append(core, memory, position)) {
        machine.runOn(core, list.appendSlowly(core, memory, arena, position));
      }
    },
    (bytes) => machine.runOn(core, arena.allocate(bytes)),
  );
}

Deno.test("a list has the chunks that its length says, each written once, and its positions in order", () => {
  withMemory((append) => {
    const list = new PositionList();
    for (let i = 0; i < 2100; i++) {
      append(list, 3 * i);
      assert.equal(list.chunks.length, chunksOf(i + 1), `${i + 1} positions`);
    }
    assert.deepEqual(list.positions, Array.from({ length: 2100 }, (_, i) => 3 * i));
    const pages = list.chunks.map((
      { address, bytes },
    ) => [Math.floor(address / 4096), Math.floor((address + bytes - 1) / 4096)]);
    for (const [first, last] of pages) assert.equal(first, last);
    assert.equal(new Set(list.chunks.map(({ address }) => address)).size, list.chunks.length);
  });
});

Deno.test("a list that is taken up at some length grows when one that was filled grows", () => {
  withMemory((append, allocate) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 600 }), (length, more) => {
        const list = new PositionList(), address = allocate(8192);
        list.resume(address, address + 8192, length);
        for (let i = 0; i < more; i++) append(list, i);
        assert.equal(list.length, length + more);
        assert.equal(list.chunks.length, chunksOf(length + more) - chunksOf(length));
      }),
    );
  });
});
