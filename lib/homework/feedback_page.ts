/** The page a student gets back: what each question earned and why, and the notebook as it ran when it was graded. */
import { escapeHtml } from "../notebook/html/escape.ts";
import { notebookToHtml } from "../notebook/html/notebook.ts";
import type { NotebookDocument } from "../notebook/runner/nbformat.ts";
import { table } from "../notebook/table.ts";
import { changesHtml } from "./changes.ts";
import type { Marks, Result } from "./results.ts";

/**
 * Makes the page. The notebook is somebody's we do not trust: its HTML is sanitised, and the page runs and loads nothing.
 *
 * @param marks points that were given by hand
 */
export async function feedbackPage(
  assignment: string,
  result: Result,
  notebook: NotebookDocument,
  marks: Marks,
): Promise<string> {
  const { student, problem } = result;
  const questions = result.questions.map(({ question, points, maximum, remark }) => {
    const given = points ?? marks.get(`${student}\n${question}`);
    return {
      question,
      points: given ?? "to be read",
      maximum,
      remark: points === null && given !== undefined ? "read." : remark,
    };
  });
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
  return await notebookToHtml(notebook, {
    title: `${assignment}: ${student}`,
    indexHref: "",
    isTrusted: false,
    preface,
  });
}
