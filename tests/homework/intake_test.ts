/**
 * What a class hands in is taken in: each student has one notebook, or is told why not. The cases are in
 * `odd_hand_ins.ts`.
 */
import assert from "node:assert/strict";
import { type HandIn, handIns } from "../../lib/homework/intake/hand_ins.ts";
import { visible } from "../../lib/homework/visible.ts";
import { answersIn, assignment, editions, known, layOut, notebookOf, table } from "./odd_hand_ins.ts";

const wanted = { assignment, released: editions.released, known };

async function takenIn(rows: typeof table): Promise<Map<string, HandIn>> {
  const folder = await Deno.makeTempDir();
  try {
    await layOut(`${folder}/submitted`, rows);
    return new Map((await handIns(`${folder}/submitted`, wanted)).map((handIn) => [handIn.student, handIn]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const taken = await takenIn(table);
for (const { what, student, refusal, note } of table) {
  Deno.test(`handed in: ${visible(what)}`, () => {
    const handIn = taken.get(visible(student));
    assert.ok(handIn !== undefined, `${visible(student)} is not among ${[...taken.keys()].join(", ")}`);
    if (refusal === undefined) {
      assert.equal(handIn.refusal, "");
      assert.deepEqual(
        answersIn(handIn.notebook!).length,
        answersIn(notebookOf("x")).length,
        "all cells are known",
      );
    } else {
      assert.match(handIn.refusal, refusal);
      assert.equal(handIn.notebook, undefined);
    }
    const notes = handIn.notes.join("; ");
    if (note === undefined) assert.equal(notes, "");
    else assert.match(notes, note);
  });
}

Deno.test("nobody is left out, and nobody comes in twice", () => {
  assert.deepEqual([...taken.keys()].sort(), table.map(({ student }) => visible(student)).sort());
});
