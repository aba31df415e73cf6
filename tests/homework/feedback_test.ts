/** Whom feedback is written for: those who handed in, and nobody whose folder is gone. */
import assert from "node:assert/strict";
import { writeWhole } from "../../lib/files/write_whole.ts";
import type { Editions } from "../../lib/homework/assignment_file.ts";
import { gradeClass, writeFeedback } from "../../lib/homework/class.ts";
import { Course } from "../../lib/homework/course.ts";
import { serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import { editionsByName } from "./odd_hand_ins.ts";

const [[name, { source }]] = Object.entries(editionsByName) as [[string, Editions]];
const bounds = { cellMs: 5_000, totalMs: 60_000, memoryMegabytes: 1024, numbersFrom: "name" as const };

Deno.test("feedback leaves out whom the grades have no line on any more, and says so", async () => {
  const folder = await Deno.makeTempDir(), course = new Course(folder);
  try {
    writeWhole(course.source(name), serialiseNotebook(source));
    for (const student of ["ada", "bob"]) writeWhole(course.submitted(name, student), "no notebook");
    await gradeClass(course, name, bounds);
    assert.deepEqual(await writeFeedback(course, name), { pages: 2, notes: [], gone: [] });

    await Deno.remove(`${folder}/submitted/bob`, { recursive: true });
    await gradeClass(course, name, bounds);
    assert.deepEqual(await writeFeedback(course, name), { pages: 1, notes: [], gone: ["bob"] });

    await Deno.remove(course.grades(name));
    assert.equal(
      (await writeFeedback(course, name)).pages,
      2,
      "without grades nobody can be said to be gone",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
