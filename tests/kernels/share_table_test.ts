/** The hash table of a share against a Map, and what stands in simulated memory. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { scalableReadWrite } from "corey-lab/locks";
import { int32, struct } from "corey-lab/machine";
import { FreeLists, type Id, Records, Segment, ShareTable } from "corey-lab/corey";
import { fourCores } from "./four_cores.ts";
import { slow } from "../slow.ts";

const LOW = 2 ** 31;

/** IDs whose hash is the same for the same `cluster`: it is that of the two halves' exclusive or. */
function idOf(high: number, cluster: number): Id {
  return high * LOW + (high ^ cluster);
}

const id = fc.oneof(
  fc.tuple(fc.nat(60), fc.nat(3)).map(([high, cluster]) => idOf(high, cluster)),
  fc.integer({ min: 1, max: 60 }).map((times) => times * LOW),
  fc.integer({ min: 1, max: 300 }).map((times) => 1024 * times),
  fc.constantFrom(2 ** 53 - 1, 1, LOW - 1, LOW + 1),
).filter((id) => id > 0);
const step = fc.record({ verb: fc.constantFrom("add", "add", "remove", "find"), id });

/** A table, and objects to put into it. */
function fill() {
  const { machine, cores: [core], run } = fourCores(), records = new Records(machine, scalableReadWrite);
  const lists = new FreeLists(machine), before = records.inUse();
  const record = run(core, records.take(core, 0, "segment", 1));
  const size = machine.memory.place(struct("size", { value: int32 })).value;
  const table = run(core, ShareTable.make(core, records, 2, "table", size));
  const thing = (id: Id) => new Segment({ record, id, label: "", memory: 0 }, 1, lists, false);
  return { core, run, records, before, table, thing, size };
}

slow("ShareTable holds what a Map holds, whatever IDs collide, while it grows and things are removed", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600, size: "max" }), (steps) => {
      const { core, run, records, before, table, thing } = fill();
      const counts = new Map<Id, number>(), things = new Map<Id, Segment>();
      run(
        core,
        (function* () {
          for (const { verb, id } of steps) {
            const count = counts.get(id) ?? 0;
            if (verb === "find") {
              assert.equal(table.find(core, id), count > 0 ? things.get(id) : undefined);
            } else if (verb === "add") {
              if (!things.has(id)) things.set(id, thing(id));
              yield* table.makeRoom(core);
              table.insert(core, things.get(id)!);
              counts.set(id, count + 1);
            } else {
              assert.equal(table.remove(core, id), count > 0 ? things.get(id) : undefined);
              if (count > 1) counts.set(id, count - 1);
              else counts.delete(id);
            }
            assert.equal(table.referencesTo(id), counts.get(id) ?? 0);
          }
          for (const id of things.keys()) {
            assert.equal(table.find(core, id), counts.has(id) ? things.get(id) : undefined);
          }
          assert.deepEqual(new Set(table.objects.map(({ id }) => id)), new Set(counts.keys()));
          for (let left = [...counts.values()].reduce((sum, count) => sum + count, 0); left > 0; left--) {
            assert.ok(table.removeAny(core));
          }
          assert.equal(table.removeAny(core), undefined);
          yield* table.free(core);
        })(),
      );
      const after = records.inUse();
      assert.deepEqual(after, [before[0]! + 1, ...before.slice(1)], "all tables are given back");
    }),
    { numRuns: 200 },
  );
});

Deno.test("ShareTable finds nothing under what is no ID, and goes on from its last slot to its first", () => {
  const { core, run, table, thing } = fill();
  // A hundred that all want one of the last of 256 slots: most of them go on from the first.
  const home = (cluster: number) => Math.imul(cluster, 0x9e3779b9) >>> 24;
  const last = Array.from({ length: 10_000 }, (_, cluster) => cluster).filter((one) => home(one) >= 253);
  const ids = Array.from({ length: 100 }, (_, i) => idOf(i, last[i % 4]!));
  run(
    core,
    (function* () {
      for (const id of ids) {
        yield* table.makeRoom(core);
        table.insert(core, thing(id));
      }
      for (const id of [0, -1, NaN, 0.5, Infinity, -Infinity, 2 ** 53, -LOW]) {
        assert.equal(table.find(core, id), undefined);
        assert.equal(table.remove(core, id), undefined);
      }
      for (const id of ids) assert.equal(table.remove(core, id)?.id, id);
      assert.deepEqual(table.objects, []);
    })(),
  );
});

Deno.test("ShareTable that grows stays on the list of the core that was named, and gives its smaller tables back", () => {
  const { core, run, records, table, thing, size } = fill();
  run(
    core,
    (function* () {
      for (let i = 1; i <= 1000; i++) {
        yield* table.makeRoom(core);
        table.insert(core, thing(1024 * i));
      }
    })(),
  );
  assert.equal(core.load(size), 1000);
  assert.deepEqual(records.inUse(), [1, 0, 1, 0]);
  for (let i = 1; i <= 1000; i++) assert.equal(table.find(core, 1024 * i)?.id, 1024 * i);
});
