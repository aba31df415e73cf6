/**
 * A class hands in: one submission of each kind that is not tried elsewhere. With the environment variable
 * COREY_LAB_CLASS=50 it is all 50, with COREY_LAB_CLASS=300 six times as many, and how long that took is said.
 * Graded without help, each gets the points it should; then feedback is written.
 */
import assert from "node:assert/strict";
import { gradeClass, writeFeedback, writeTotals } from "../../lib/homework/class.ts";
import { writeWhole } from "../../lib/files/write_whole.ts";
import { Course } from "../../lib/homework/course.ts";
import { releaseAssignment } from "../../lib/homework/hand_out.ts";
import { readResult } from "../../lib/homework/result.ts";
import { readNotebook } from "../../lib/jupyter/runner/document.ts";
import { classOf50 } from "./class_of_50.ts";
import { layOut, table } from "./odd_hand_ins.ts";
import { slow } from "../slow.ts";

const name = "1_contended_structure";
/** Those who cannot be graded stand beside the others, and change nothing for them. */
const odd = table.filter(({ refusal, lies }) =>
  refusal !== undefined && Object.keys(lies).some((at) => !/^[^/]*\.zip$/.test(at))
);
const size = Number(Deno.env.get("COREY_LAB_CLASS") ?? 0);
const bounds = { cellMs: 5_000, totalMs: 120_000, memoryMegabytes: 1024, numbersFrom: "name" as const };

slow("a class of all kinds is graded unaided, goes on where it was stopped, gets safe feedback", async () => {
  const folder = await Deno.makeTempDir(), course = new Course(folder);
  try {
    await releaseAssignment(course, name, 3, { withKeys: false });
    const editions = {
      source: await readNotebook(course.source(name)),
      released: await readNotebook(course.released(name)),
    };
    const all = classOf50(editions, Math.max(1, size / 50));
    assert.equal(all.length, Math.max(50, size));
    const submissions = size > 0
      ? all
      : all.filter(({ student, isElsewhere }) => student.endsWith("-1") && !isElsewhere);
    for (const { student, text } of submissions) writeWhole(course.submitted(name, student), text);
    await layOut(`${folder}/submitted`, odd);

    const began = performance.now();
    const { graded, refused, failed, notes } = (await gradeClass(course, name, bounds))!;
    if (size > 0) console.log(`${size} submissions: ${Math.round((performance.now() - began) / 1000)} s`);
    const unreadable = [
      ...odd.map(({ student }) => student),
      ...submissions.map(({ student }) => student).filter((student) => student.startsWith("isNoNotebook-")),
    ];
    const handedIn = submissions.length + odd.length;
    assert.deepEqual([graded, refused, failed], [handedIn - unreadable.length, unreadable.length, 0]);
    const stopped =
      /^(changesTests|removesTests|endlessLoop|waitsForEver|exits|floods|hogsMemory|hogsBuffers)-\d/;
    const problems = notes.filter((note) => !/the same |: worth a look, /.test(note) && !stopped.test(note));
    for (
      const kind of ["changesTests", "removesTests", "endlessLoop", "exits", "readsFiles", "printsScripts"]
    ) {
      assert.ok(notes.some((note) => note.startsWith(`${kind}-1: `) && !note.includes("the same ")), kind);
    }
    assert.deepEqual(problems.map((note) => note.split(":")[0]), unreadable.sort());
    assert.ok(
      notes.some((note) => /^right-1: the same answers as .*(floodsAndEnds|removesTests)-1/.test(note)),
      notes.join("\n"),
    );
    const earned = async (student: string) =>
      (await readResult(course.result(name, student)))!.questions.slice(0, 4).map(({ points }) => points);
    for (const { student, points } of submissions) assert.deepEqual(await earned(student), points, student);
    const csv = await Deno.readTextFile(course.grades(name));
    assert.equal(csv.trim().split("\n").length, 1 + 5 * handedIn);
    assert.match(csv, /^student,question,points,maximum,automatic,comment,note\n/);
    assert.match(csv, /^halfRight-1,1c,1.5,3,1.5,,$/m);
    assert.match(
      await Deno.readTextFile(course.graded(name, "readsFiles-1")),
      /NotCapable: Requires read access/,
    );

    // As after a run that was killed: some are graded, some not. Who is graded now is graded alone, and in
    // another order, which must make no difference.
    const written = (student: string) =>
      Promise.all(
        [course.result(name, student), course.graded(name, student)].map((path) => Deno.readTextFile(path)),
      );
    const kept = course.result(name, "right-1"), before = await Deno.stat(kept);
    for (const student of ["wrong-1", "halfRight-1"]) {
      const first = await written(student);
      await Deno.remove(course.result(name, student));
      await gradeClass(course, name, { ...bounds, workers: 1 });
      for (const [i, text] of (await written(student)).entries()) {
        const lines = first[i]!.split("\n"),
          others = text.split("\n").filter((line, at) => line !== lines[at]);
        assert.deepEqual(others.slice(0, 5), [], `${student} alone, and not so among others`);
        assert.equal(text, first[i]);
      }
    }
    assert.deepEqual((await Deno.stat(kept)).mtime, before.mtime, "what is graded is not graded again");
    assert.equal(await Deno.readTextFile(course.grades(name)), csv);

    await Deno.writeTextFile(
      course.grades(name),
      csv.replace("right-1,1e,0,4,0,,", "right-1,1e,3.5,4,0,Well put.,").replace(
        "wrong-1,1a,0,2,0",
        "wrong-1,1a,1,2,0",
      ),
    );
    await gradeClass(course, name, bounds);
    const totals = await Deno.readTextFile(await writeTotals(course));
    assert.match(totals, /^student,1_contended_structure,points,maximum,toBeRead$/m);
    assert.match(totals, /^right-1,13.5,13.5,14,0$/m);
    assert.match(totals, /^wrong-1,1,1,14,0$/m);

    assert.deepEqual(await writeFeedback(course, name), { pages: handedIn, notes: [], gone: [] });
    assert.match(
      await Deno.readTextFile(course.feedback(name, "right-1")),
      /13.5 of 14 points[^]*Well put\./,
    );
    const page = await Deno.readTextFile(course.feedback(name, "printsScripts-1"));
    const [shown] = /<div class="rich".*<\/div>/.exec(page)!;
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
});
