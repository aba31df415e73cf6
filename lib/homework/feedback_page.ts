/**
 * The page a student gets back: what each question earned and why, and the notebook as it ran when it was
 * graded.
 */
import { escapeHtml } from "../notebook/escape.ts";
import type { NotebookDocument } from "../jupyter/runner/nbformat.ts";
import { table } from "../notebook/table.ts";
import { changesHtml } from "./changes.ts";
import { markOn, type Marks, pointsOf } from "./grades.ts";
import type { Result } from "./result.ts";

/**
 * Makes the page. The notebook is somebody's we do not trust: its HTML is sanitised, and the page runs and
 * loads nothing.
 *
 * @param marks points and comments that were given by hand
 */
export async function feedbackPage(
  assignment: string,
  result: Result,
  notebook: NotebookDocument,
  marks: Marks,
): Promise<string> {
  const { student, problem } = result;
  const lines = result.questions.map((graded) => {
    const { question, maximum, remark } = graded, mark = markOn(marks, student, question);
    const points = pointsOf(graded, mark), isByHand = points !== graded.points;
    return {
      question,
      points: points ?? "to be read",
      maximum,
      remark: isByHand && graded.points === null ? "read." : remark,
      comment: mark?.comment ?? "",
    };
  });
  const hasComments = lines.some(({ comment }) => comment !== "");
  const questions = lines.map(({ comment, ...line }) => hasComments ? { ...line, comment } : line);
  const sum = (values: readonly unknown[]): number =>
    values.reduce<number>((all, value) => all + (Number(value) || 0), 0);
  const earned = sum(questions.map(({ points }) => points)),
    maximum = sum(questions.map(({ maximum }) => maximum));
  const open = questions.filter(({ points }) => points === "to be read").length;
  const rest = open === 0 ? "" : `, and ${open} to be read`;
  const preface = [
    `<h1>${escapeHtml(assignment)}: ${escapeHtml(student)}</h1>`,
    `<p class="summary">${Math.round(earned * 100) / 100} of ${maximum} points${rest}.</p>`,
    problem === "" ? "" : `<p>${escapeHtml(problem)}</p>`,
    `<div class="wide">\n${table(questions).html}\n</div>`,
    changesHtml(notebook),
    "<h2>The notebook, as it ran when it was graded</h2>",
  ].join("\n");
  // What makes pages takes longer to load than all else, and who hands out or grades makes none.
  const { notebookToHtml } = await import("../jupyter/html/notebook.ts");
  return await notebookToHtml(notebook, {
    title: `${assignment}: ${student}`,
    indexHref: "",
    isTrusted: false,
    preface,
  });
}
