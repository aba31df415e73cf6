/**
 * Grades what one student handed in, once. Whatever goes wrong is that student's line, and the class goes on.
 */
import { createHash } from "node:crypto";
import { serialiseNotebook } from "../jupyter/runner/document.ts";
import type { NotebookDocument } from "../jupyter/runner/nbformat.ts";
import type { Editions } from "./assignment_file.ts";
import { writeWhole } from "../files/write_whole.ts";
import type { Course } from "./course.ts";
import { gradeNotebook, type GradingOptions, questionsOf } from "./grade.ts";
import type { HandIn } from "./intake/hand_ins.ts";
import { readResult, type Result } from "./result.ts";
import { visible } from "./visible.ts";

/**
 * Grades a hand-in, unless that has been done already, and writes down what it earned. One that was refused
 * earns nothing, and its record says why.
 *
 * @param editions of the assignment
 * @returns what it earned. If grading itself failed, its points are left open, and it is tried again the next
 * time.
 */
export async function gradeHandIn(
  course: Course,
  assignment: string,
  { student, notebook, refusal }: HandIn,
  editions: Editions,
  options: GradingOptions,
): Promise<Result> {
  const text = notebook === undefined ? refusal : serialiseNotebook(notebook);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([text, serialiseNotebook(editions.source), options])).digest("hex");
  try {
    const path = course.result(assignment, student), before = await readResult(path);
    if (before?.fingerprint === fingerprint) return before;
    const { document, questions, notes } = notebook === undefined
      ? nothingEarned(editions, refusal)
      : await gradeNotebook(notebook, editions, options);
    const result = { fingerprint, student, problem: refusal, notes, questions };
    writeWhole(course.graded(assignment, student), serialiseNotebook(document));
    writeWhole(path, JSON.stringify(result, null, 2) + "\n"); // last: it says that all is done
    return result;
  } catch (error) {
    const problem = visible(`it could not be graded: ${error instanceof Error ? error.message : error}`);
    const questions = questionsOf(editions.source, () => ({ points: null, remark: problem }));
    return { fingerprint, student, problem, notes: [], questions };
  }
}

function nothingEarned({ source, released }: Editions, remark: string) {
  const document: NotebookDocument = { ...released, cells: [] };
  return { document, questions: questionsOf(source, () => ({ points: 0, remark })), notes: [] };
}
