/**
 * Every assignment: the teacher's edition earns all points, the student's edition none and holds no answer.
 */
import assert from "node:assert/strict";
import { asStudent, sealAnswers } from "../../lib/homework/seal_answers.ts";
import { assignmentNames, editionsOf, readAssignment } from "../../lib/homework/assignment_file.ts";
import type { SealedKeys } from "../../lib/homework/check.ts";
import { gradeNotebook } from "../../lib/homework/grade.ts";
import { gradedCells, gradingOf, roleOf } from "../../lib/homework/metadata.ts";
import { serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import type { NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";
import { errorsIn } from "../../lib/jupyter/runner/outputs.ts";
import { isSoak } from "../fuzz/cases.ts";
import { slow } from "../slow.ts";

/** As many sets of numbers as a release draws, or two of them. */
const VARIANTS = isSoak ? 8 : 2;
/** Seals that need not hold. */
const cost = { N: 16, p: 1 };
const bounds = { cellMs: 30_000, totalMs: 300_000, memoryMegabytes: 1024 };
const names = assignmentNames();

/** The lines of solutions and hidden tests that say something: long, and not in what everybody may see. */
function secretLines({ cells }: NotebookDocument): string[] {
  const lines: string[] = [], open: string[] = [];
  for (const cell of cells) {
    const grading = gradingOf(cell);
    if (grading !== undefined && roleOf(grading) === "written") {
      lines.push(...cell.source.split(/(?<=\.) /));
      continue;
    }
    let inside = false;
    for (const line of cell.source.split("\n")) {
      if (/(BEGIN|END) (SOLUTION|HIDDEN TESTS)/.test(line)) inside = line.includes("BEGIN");
      else (inside ? lines : open).push(line.trim());
    }
  }
  const seen = open.join("\n");
  return lines.filter((line) => line.length > 24 && !seen.includes(line));
}

for (const name of names) {
  slow(`homework ${name}: solutions earn all points, blanks none, with every set of numbers`, async () => {
    const teacher = await readAssignment(name);
    const sealed = await sealAnswers(name, teacher, { variants: VARIANTS, cost }); // throws unless all questions earn all points
    const { source, released } = editionsOf(name, teacher, sealed);

    const text = serialiseNotebook(released), plain = released.cells.map(({ source }) => source).join("\n");
    const secrets = secretLines(source);
    assert.ok(secrets.length > 20, "the test knows what to look for");
    for (const line of secrets) assert.ok(!plain.includes(line), `the student's edition says: ${line}`);
    assert.doesNotMatch(text, /BEGIN |END SOLUTION|END HIDDEN|right\(|wrong\(/);
    const keys: SealedKeys[] = Object.values(JSON.parse(atob(sealed)).keys);
    for (const key of keys) {
      for (const [question, { boxes }] of Object.entries(key)) {
        assert.ok(boxes.length >= 4, `${question} tells at least three wrong answers from the right one`);
      }
    }

    const solved = await gradeNotebook(asStudent(source, "nobody"), { source, released }, bounds);
    for (const { question, points, maximum, remark } of solved.questions) {
      assert.ok(
        points === maximum || points === null && remark === "to be read.",
        `${question}: ${points}: ${remark}`,
      );
    }
    const { questions, document } = await gradeNotebook(
      asStudent(released, "nobody"),
      { source, released },
      bounds,
    );
    const errors = document.cells.flatMap((cell) =>
      cell.cell_type !== "code" || gradingOf(cell)?.grade ? [] : errorsIn(cell.outputs)
    );
    assert.deepEqual(errors, [], "a blank edition runs to its end");
    assert.deepEqual(questions.map(({ points }) => points), questions.map(() => 0));
    for (const { question, remark } of questions) {
      assert.doesNotMatch(remark, /Error/, `${question}: ${remark}`);
    }
  });

  Deno.test(`homework ${name} says how long it takes and how many points there are, with a rubric for answers in words`, async () => {
    const { cells } = await readAssignment(name),
      prose = cells.filter(({ cell_type }) => cell_type === "markdown");
    const gradings = [...gradedCells({ cells, metadata: {} }).values()].map((cell) => gradingOf(cell)!);
    const graded = gradings.filter(({ grade }) => grade);
    const sum = (some: typeof graded) => some.reduce((all, { points }) => all + points!, 0);
    const [, total, automatic] = /Time: about .*\. (\d+) points, (\d+) of\s+which/.exec(prose[0]!.source) ??
      [];
    assert.equal(Number(total), sum(graded));
    assert.equal(Number(automatic), sum(graded.filter(({ solution }) => !solution)));
    const text = prose.map(({ source }) => source).join("\n");
    for (const { grade_id, points } of graded) {
      assert.match(text, new RegExp(`^## ${grade_id}\\. .* \\(${points} points\\)$`, "m"));
    }
    assert.equal(text.match(/^Rubric: /gm)?.length, graded.filter(({ solution }) => solution).length);
  });
}
