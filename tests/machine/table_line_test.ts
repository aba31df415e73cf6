/** A line ruled by a protocol's table, with its data: right tables lose nothing, each fault shows. */
import assert from "node:assert/strict";
import { brokenProtocol, Draw, isCoherent } from "corey-lab/homework";
import { flawOfProtocol, type LineStep, mesi, moesi, type Protocol, TableLine } from "corey-lab/machine";
import { slow } from "../slow.ts";

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

/** The pairs of states, such as `Owned Shared`, in which two of three caches are after some program. */
function heldTogether(rows: Protocol["rows"], programs: readonly (readonly LineStep[])[]): Set<string> {
  const pairs = new Set<string>();
  for (const program of programs) {
    const line = new TableLine(rows, 3);
    for (const step of program) line.step(step);
    const held = line.states.filter((state) => state !== "Invalid").sort();
    held.forEach((a, i) => held.slice(i + 1).forEach((b) => pairs.add(`${a} ${b}`)));
  }
  return pairs;
}

const steps = [0, 1, 2].flatMap((core): LineStep[] => [["load", core], ["store", core, 7], ["evict", core]]);
const programs = steps.flatMap((a) => steps.flatMap((b) => steps.map((c) => [a, b, c])));

slow("MOESI and MESI read what was stored last, and a line has one owner", () => {
  for (const protocol of [moesi, mesi]) assert.ok(isCoherent(protocol.rows), protocol.name);
  assert.deepEqual(heldTogether(moesi.rows, programs), new Set(["Shared Shared", "Owned Shared"]));
  assert.deepEqual(heldTogether(mesi.rows, programs), new Set(["Shared Shared"]));
});

slow("a table that is drawn has one fault, and two rows that are right though they are not MOESI's", () => {
  const drawn = Array.from({ length: 24 }, (_, variant) => brokenProtocol(new Draw("test", variant)).rows);
  const met = new Set<unknown>(), faults = new Set<unknown>();
  for (const rows of drawn) {
    const changed = rows.filter((row) => !moesi.rows.includes(row));
    assert.equal(changed.length, 3);
    if (changed.every((row) => met.has(row))) continue;
    for (const row of changed) met.add(row);
    assert.ok(!isCoherent(rows));
    const mended = changed.map((row) => rows.with(rows.indexOf(row), moesi.rows[rows.indexOf(row)]!));
    const faulty = changed.filter((_, i) => isCoherent(mended[i]!));
    assert.equal(faulty.length, 1);
    const right = mended[changed.indexOf(faulty[0]!)]!;
    assert.equal(flawOfProtocol({ name: "mended", source: "a test", rows: right }), undefined);
    assert.ok(
      !heldTogether(right, programs).has("Modified Shared"),
      "homework 7's invariant",
    );
    faults.add(faulty[0]);
  }
  assert.equal(faults.size, 6);
});
