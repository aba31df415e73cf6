/**
 * A class hands in: one submission of each kind, or all 50 with the environment variable COREY_LAB_CLASS=50. Graded without
 * help, each gets the points it should; then feedback is written.
 */
import assert from "node:assert/strict";
import { gradeClass, releaseAssignment, writeFeedback } from "../../lib/homework/class.ts";
import { Course, writeWhole } from "../../lib/homework/course.ts";
import { readResult } from "../../lib/homework/results.ts";
import { readNotebook } from "../../lib/notebook/runner/document.ts";
import { classOf50 } from "./class_of_50.ts";
import { slow } from "../slow.ts";

const name = "1_contended_structure";
const isWhole = Deno.env.get("COREY_LAB_CLASS") === "50";
const bounds = { cellMs: 8_000, totalMs: 120_000, memoryMegabytes: 1024 };

Deno.test(
  "a class of all kinds is graded without help, goes on where it was stopped, and gets safe feedback",
  slow,
  async () => {
    const folder = await Deno.makeTempDir(), course = new Course(folder);
    try {
      await releaseAssignment(course, name, 3);
      const editions = {
        source: await readNotebook(course.source(name)),
        released: await readNotebook(course.released(name)),
      };
      const all = classOf50(editions);
      assert.equal(all.length, 50);
      const submissions = isWhole ? all : all.filter(({ student }) => student.endsWith("-1"));
      for (const { student, text } of submissions) await writeWhole(course.submitted(name, student), text);

      const { graded, notes } = await gradeClass(course, name, bounds);
      assert.equal(graded, submissions.length);
      assert.deepEqual(notes.map((note) => note.split(":")[0]), ["isNoNotebook-1"]);
      const earned = async (student: string) =>
        (await readResult(course.result(name, student)))!.questions.slice(0, 4).map(({ points }) => points);
      for (const { student, points } of submissions) assert.deepEqual(await earned(student), points, student);
      const csv = await Deno.readTextFile(course.grades(name));
      assert.equal(csv.trim().split("\n").length, 1 + 5 * submissions.length);
      assert.match(csv, /^student,question,points,maximum\n/);
      assert.match(csv, /^halfRight-1,1c,1.5,3$/m);
      for (
        const [student, why] of [
          ["readsFiles-1", "read"],
          ["readsTheKey-1", "read"],
          ["callsHome-1", "net"],
          [
            "runsPrograms-1",
            "run",
          ],
        ]
      ) {
        const notebook = await Deno.readTextFile(course.graded(name, student!));
        assert.match(notebook, new RegExp(`NotCapable: Requires ${why} access`), student);
      }

      // As after a run that was killed: some are graded, some not.
      const kept = course.result(name, "right-1"), lost = course.result(name, "wrong-1");
      const before = await Deno.stat(kept);
      await Deno.remove(lost);
      await gradeClass(course, name, bounds);
      assert.deepEqual((await Deno.stat(kept)).mtime, before.mtime, "what is graded is not graded again");
      assert.deepEqual(await earned("wrong-1"), [0, 0, 0, 0]);
      assert.equal(await Deno.readTextFile(course.grades(name)), csv);

      assert.equal(await writeFeedback(course, name), submissions.length);
      const page = await Deno.readTextFile(course.feedback(name, "printsScripts-1"));
      const [shown] = /<div class="rich">.*<\/div>/.exec(page)!;
      assert.match(shown, /<b>bold<\/b>/);
      assert.doesNotMatch(shown, /script|onerror|evil/);
      assert.match(page, /10 of 14 points/);
      assert.match(page, /default-src 'none'/);
      assert.doesNotMatch(page, /<script/);
      for (const { student } of submissions) {
        const feedback = await Deno.readTextFile(course.feedback(name, student));
        assert.doesNotMatch(feedback, /HIDDEN TESTS|otherwise\(/, `hidden tests on the page of ${student}`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
