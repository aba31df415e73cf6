/** A line ruled by a protocol's table, with its data: right tables lose nothing, each fault shows. */
import assert from "node:assert/strict";
import { brokenProtocol, Draw, heldTogether, readingsOf, staleProgram } from "corey-lab/homework";
import { type LineStep, mesi, moesi, TableLine } from "corey-lab/machine";

Deno.test("a line in two caches: who reads what the other has written owns nothing", () => {
  const line = new TableLine(moesi.rows, 2);
  line.step(["store", 0, 7]);
  assert.deepEqual(line.states, ["Modified", "Invalid"]);
  assert.equal(line.step(["load", 1]), 7);
  assert.deepEqual(line.states, ["Owned", "Shared"]);
  line.step(["store", 1, 8]);
  assert.deepEqual(line.states, ["Invalid", "Modified"]);
  line.step(["evict", 1]);
  assert.equal(line.step(["load", 0]), 8, "it was written back");
  assert.deepEqual(line.states, ["Exclusive", "Invalid"]);
});

Deno.test("MOESI and MESI read what was stored last, in every program of four steps", () => {
  for (const protocol of [moesi, mesi]) assert.equal(staleProgram(protocol.rows), undefined, protocol.name);
  assert.deepEqual(heldTogether(moesi.rows), new Set(["Shared Shared", "Owned Shared"]));
  assert.deepEqual(heldTogether(mesi.rows), new Set(["Shared Shared"]));
});

Deno.test("each fault that is drawn changes one row and shows in a short program, which MOESI stands", () => {
  const seen = new Set<string>();
  for (let variant = 0; variant < 24; variant++) {
    const broken = brokenProtocol(new Draw("test", variant)),
      program: readonly LineStep[] = staleProgram(broken.rows)!;
    const changed = broken.rows.filter((row) => !moesi.rows.includes(row));
    assert.equal(changed.length, 1);
    seen.add(`${changed[0]!.state} ${changed[0]!.event}`);
    assert.ok(program.length <= 4);
    assert.ok(readingsOf(moesi.rows, program).every(({ read, last }) => read === last));
  }
  assert.equal(seen.size, 6);
});
