/**
 * Submissions that deceive or do harm earn what they answer, and no more; beside them, honest ones are graded
 * as ever.
 */
import assert from "node:assert/strict";
import { changesIn } from "../../lib/homework/changes.ts";
import { feedbackPage } from "../../lib/homework/feedback_page.ts";
import { gradeNotebook } from "../../lib/homework/grade.ts";
import { visible } from "../../lib/homework/visible.ts";
import { slow } from "../slow.ts";
import { inParallel } from "../../lib/jupyter/in_parallel.ts";
import { attacks, handInAttack, smallAssignment } from "./hostile.ts";

const bounds = { cellMs: 15_000, totalMs: 90_000, memoryMegabytes: 1024, diskMegabytes: 100 };
const editions = smallAssignment();
const only = Deno.env.get("COREY_LAB_ATTACKS")?.split(",");

slow("hostile submissions earn what they answer, and are told apart", async (t) => {
  const graded = await inParallel(
    Object.entries(attacks).filter(([name]) => only?.includes(name) ?? true),
    async ([name, attack]) =>
      [name, attack, await gradeNotebook(handInAttack(editions, attack), editions, bounds)] as const,
  );
  for (const [name, { points, note = /^$/ }, { questions, notes }] of graded) {
    await t.step(name, () => {
      const remarks = questions.map(({ question, remark }) => `${question}: ${remark}`).join("\n");
      const earned = questions.map(({ points }) => points);
      assert.deepEqual(earned, points, remarks);
      if (points[0] + points[1] === 0 && note.source === "^$") return; // may have been stopped, or not
      assert.match(notes.join("; "), note.source === "^$" ? /^(?!.*locked)/ : note);
      const obeyed = [...remarks.replaceAll("\n", " ") + notes.join("; ")].filter((character) =>
        visible(character) !== character
      );
      assert.deepEqual(obeyed, [], "nothing for a terminal to obey");
    });
  }
});

slow(
  "the feedback shows what a submission changed outside its answers, and masks nothing but the sealed answers",
  async () => {
    const page = async (name: string): Promise<string> => {
      const { document, questions, notes } = await gradeNotebook(
        handInAttack(editions, attacks[name]!),
        editions,
        bounds,
      );
      assert.equal(changesIn(document).length > 0, name === "changesLockedCells");
      return await feedbackPage(
        "small",
        { fingerprint: "", student: "Mallory", problem: "", notes, questions },
        document,
        new Map(),
      );
    };
    const changed = await page("changesLockedCells");
    assert.match(changed, /<b>numbers<\/b>: was changed; .*<pre>const answer = \{\}; 2<\/pre>/);
    assert.match(changed, /<b>lock<\/b>: was missing/);
    const masked = await page("hidesCodeInTheMask");
    assert.match(masked.replaceAll(/<[^>]*>/g, ""), /Math\.min = \(\) =&gt; 1e9|Math\.min = \(\) => 1e9/);
    assert.match(masked.replaceAll(/<[^>]*>/g, ""), /answers\((&quot;|")…/);
  },
);
