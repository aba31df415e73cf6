/** The free lists of records and of pages: who gets what, and where it goes back to. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Program } from "corey-lab/sim";
import type { Core } from "corey-lab/machine";
import { scalableReadWrite } from "corey-lab/locks";
import { Corey, FreeLists, type ObjectRecord, Records, recordStructs, Segment } from "corey-lab/corey";
import { fourCores, objectOf } from "./four_cores.ts";

function boot() {
  const { machine, cores, run } = fourCores();
  return { machine, cores, run, records: new Records(machine, scalableReadWrite) };
}

Deno.test("Records gives a record to the next core that asks that list, the last freed first, whichever core freed it", () => {
  const { cores: [one, two], run, records } = boot();
  const [a, b] = [5, 6].map((id) => run(one, records.take(one, 0, "share", id))) as [
    ObjectRecord,
    ObjectRecord,
  ];
  assert.notEqual(a.references, b.references);
  assert.deepEqual(records.inUse(), [2, 0, 0, 0]);
  run(two, a.free(two));
  run(one, b.free(one));
  assert.equal(run(two, records.take(two, 0, "segment", 7)).references, b.references);
  const other = run(two, records.take(two, 1, "segment", 8));
  assert.ok(other.references !== a.references, "another list has other records");
  assert.equal(run(one, records.take(one, 0, "pcore", 9)).references, a.references);
  assert.deepEqual(records.inUse(), [2, 1, 0, 0]);
});

Deno.test("Records names a record's line after what it is used for", () => {
  const { machine, cores: [core], run, records } = boot(), { layout } = machine.memory;
  const record = run(core, records.take(core, 3, "share", 4096));
  assert.equal(layout.nameOf(record.references), "share 4096.references");
  run(core, record.free(core));
  const again = run(core, records.take(core, 3, "address range", 8192));
  assert.equal(
    layout.nameOf(again.address + recordStructs["address range"].offsets.mappings),
    "address range 8192.mappings",
  );
});

const round = fc.record({ memory: fc.nat(3), hold: fc.nat(2000), table: fc.boolean() });

Deno.test("Records gives no record and no table to two cores at a time, and all go back to the list they came from", () => {
  const work = fc.array(fc.array(round, { maxLength: 12, size: "max" }), {
    minLength: 4,
    maxLength: 4,
    size: "max",
  });
  fc.assert(
    fc.property(work, (work) => {
      const { machine, cores, run, records } = boot(), taken = new Set<number>();
      /** The list that each address came from. */
      const origin = new Map<number, number>(), tables = new Set<number>();
      const note = (address: number, memory: number) => {
        assert.ok(!taken.has(address), "nobody else has it");
        assert.equal(origin.get(address) ?? memory, memory, "it is of the list that was named");
        taken.add(address);
        origin.set(address, memory);
      };
      for (const [i, core] of cores.entries()) {
        core.start((function* () {
          for (const { memory, hold, table } of work[i]!) {
            const piece = table
              ? yield* records.takeTable(core, memory, 4096, "table")
              : yield* records.take(core, memory, "segment", 1);
            const at = "slots" in piece ? piece.slots : piece.references;
            note(at, memory);
            if (table) tables.add(at);
            core.compute(hold);
            yield;
            taken.delete(at);
            yield* piece.free(core);
          }
        })());
      }
      machine.run();
      assert.deepEqual(records.inUse(), [0, 0, 0, 0]);
      // Each list has its own records again, and gives them out before it makes others.
      const [core] = cores;
      for (const memory of cores.keys()) {
        const mine = [...origin].filter(([address, from]) => from === memory && !tables.has(address));
        const again = mine.map(() => run(core, records.take(core, memory, "segment", 2)).references);
        assert.deepEqual(again.sort(), mine.map(([address]) => address).sort());
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("FreeLists gives a page back to the list it came from, whichever core releases it, once nobody shares it", () => {
  const { machine, cores: [one, two], run } = fourCores(), lists = new FreeLists(machine);
  const on = <Result>(core: Core, action: () => Result) =>
    run(
      core,
      (function* (): Program<Result> {
        yield;
        return action();
      })(),
    );
  const page = on(one, () => lists.take(one));
  on(two, () => lists.share(two, page));
  on(one, () => lists.release(one, page));
  assert.deepEqual([lists.inUse, lists.sharersOf(page)], [1, 1]);
  on(two, () => lists.release(two, page));
  assert.deepEqual([lists.inUse, lists.sharersOf(page)], [0, 0]);
  const others = [0, 1, 2].map(() => on(two, () => lists.take(two)));
  assert.ok(!others.includes(page));
  assert.equal(on(one, () => lists.take(one)), page);
});

Deno.test("Corey takes an object's memory from the list of the core that is named, and gives it back there", () => {
  const { machine, cores: [core], run } = fourCores(), kernel = new Corey(machine);
  const root = kernel.rootShare(core), before = kernel.records.inUse();
  const more = (memory: number, count: number) =>
    before.map((inUse, core) => core === memory ? inUse + count : inUse);
  const share = run(core, kernel.shareAlloc(core, root, { memory: 3 }));
  assert.deepEqual(kernel.records.inUse(), more(3, 2), "a share and its table");
  run(core, kernel.selfDrop(core, share.object));
  assert.deepEqual(kernel.records.inUse(), before);
  const segment = run(core, kernel.segmentAlloc(core, root, { pages: 1, memory: 2 }));
  assert.deepEqual(kernel.records.inUse(), more(2, 1));
  const first = (objectOf(kernel, core, segment) as Segment).record.references;
  run(core, kernel.shareDelobj(core, segment));
  const range = run(core, kernel.arAlloc(core, root, { memory: 2 }));
  assert.equal(objectOf(kernel, core, range).record.references, first, "the same place again");
});
