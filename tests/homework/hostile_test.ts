/**
 * A class of honest submissions, and of such as deceive or do harm. The hostile ones earn what they answer and
 * no more, and the teacher hears of each; the honest ones beside them are graded as ever. Some of each kind are
 * tried every day, but for those that a class meets anyhow (`class_test.ts`), all of them in a soak run.
 */
import assert from "node:assert/strict";
import { writeWhole } from "../../lib/files/write_whole.ts";
import { gradeClass, writeFeedback } from "../../lib/homework/class.ts";
import { Course } from "../../lib/homework/course.ts";
import { readResult } from "../../lib/homework/result.ts";
import { visible } from "../../lib/homework/visible.ts";
import { serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import { isSoak } from "../fuzz/cases.ts";
import { slow } from "../slow.ts";
import { honest } from "./honest.ts";
import { type Attack, attacks, handInAttack, smallAssignment } from "./hostile.ts";

const bounds = {
  cellMs: 4_000,
  totalMs: 60_000,
  memoryMegabytes: 1024,
  diskMegabytes: 100,
  numbersFrom: "name" as const,
};
const everyDay = [
  "forgesPoints",
  "forgesWhatItHandsIn",
  "hidesCodeInTheMask",
  "keysThatAreTokens",
  "lockThatForgesReplies",
  "waits: forged",
  "lockWhoseQueueIsInAClosure",
  "lockThatAsksInItsAnswer",
  "lockThatPlacesTooMuch",
  "throwsLate",
  "escapes",
  "exitsInAFinalizer",
  "changesLockedCells",
  "cellsThatClaimToBeTests",
  "noCellsButAnswers",
  "deepOutputs",
];
const only = Deno.env.get("COREY_LAB_ATTACKS")?.split(",") ?? (isSoak ? Object.keys(attacks) : everyDay);

slow(
  "hostile submissions earn what they answer and are named, and honest ones beside them what they should",
  async (t) => {
    const folder = await Deno.makeTempDir(), course = new Course(folder), editions = smallAssignment();
    try {
      writeWhole(course.source("small"), serialiseNotebook(editions.source));
      const hostile = only.map((name): [string, Attack] => [name, attacks[name]!]);
      const fair = honest(isSoak ? 20 : 2);
      for (const [name, attack] of [...hostile, ...Object.entries(fair)]) {
        writeWhole(course.submitted("small", name), serialiseNotebook(handInAttack(editions, attack, name)));
      }
      const { failed, notes } = (await gradeClass(course, "small", bounds))!;
      assert.equal(failed, 0, notes.join("\n"));

      const notesOn = (name: string): string[] =>
        notes.filter((note) => note.startsWith(`${name}: `) && !/the same (text|answers)/.test(note));
      const questionsOf = async (name: string) => (await readResult(course.result("small", name)))!.questions;
      for (const [name, { points, note, isHarmless }] of hostile) {
        await t.step(name, async () => {
          const questions = await questionsOf(name), told = notesOn(name);
          const remarks = questions.map(({ question, remark }) => `${question}: ${remark}`);
          assert.deepEqual(questions.map(({ points }) => points), points, remarks.join("\n"));
          const less = questions.filter(({ points, maximum, remark }) => points! < maximum && remark !== "");
          assert.ok(isHarmless || told.length + less.length > 0, "the teacher hears of it");
          if (note !== undefined) assert.match(told.join("; "), note);
          const obeyed = [...remarks.join("") + told.join("")].filter((letter) => visible(letter) !== letter);
          assert.deepEqual(obeyed, [], "nothing for a terminal to obey");
        });
      }
      for (const [name, { points }] of Object.entries(fair)) {
        await t.step(`honest: ${name}`, async () => {
          assert.deepEqual((await questionsOf(name)).map(({ points }) => points), points);
          assert.deepEqual(notesOn(name), []);
        });
      }

      assert.deepEqual(await writeFeedback(course, "small"), {
        pages: hostile.length + Object.keys(fair).length,
        notes: [],
        gone: [],
      });
      const page = (name: string): string => Deno.readTextFileSync(course.feedback("small", name));
      await t.step("no page runs anything", () => {
        for (const [name] of hostile) assert.doesNotMatch(page(name), /<script|onerror=/i, name);
      });
      if (only.includes("changesLockedCells")) {
        await t.step("a page shows what was changed outside the answers", () => {
          assert.match(
            page("changesLockedCells"),
            /<b>numbers<\/b>: was changed; .*<pre>const answer = \{\}; 2<\/pre>/,
          );
          assert.match(page("changesLockedCells"), /<b>lock<\/b>: was missing/);
        });
      }
      if (only.includes("hidesCodeInTheMask")) {
        await t.step("a page masks nothing but the sealed answers", () => {
          const text = page("hidesCodeInTheMask").replaceAll(/<[^>]*>/g, "");
          assert.match(text, /Math\.min = \(\) =(&gt;|>) 1e9/);
          assert.match(text, /answers\((&quot;|")…/);
        });
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
