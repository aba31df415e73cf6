/** A class: what all have handed in is graded, and given back. */
import { inParallel } from "../jupyter/in_parallel.ts";
import { Progress } from "../notebook/progress.ts";
import { readNotebook } from "../jupyter/runner/document.ts";
import { assignmentNames, type Editions } from "./assignment_file.ts";
import { checkRoom, WriteError, writeWhole } from "../files/write_whole.ts";
import type { Course } from "./course.ts";
import { feedbackPage } from "./feedback_page.ts";
import type { GradingOptions } from "./grade.ts";
import { gradeHandIn } from "./grade_hand_in.ts";
import { type Graded, gradesCsv, markOn, pointsOf, readMarks } from "./grades.ts";
import { handIns } from "./intake/hand_ins.ts";
import { numbersFor } from "./numbers.ts";
import { studentEdition } from "./release.ts";
import { readResult } from "./result.ts";
import { totalsCsv } from "./totals.ts";
import { visible } from "./visible.ts";

/** How a class is graded. */
export interface ClassOptions extends GradingOptions {
  /** Whose numbers: those of the name in the notebook, or of the name of the folder. */
  readonly numbersFrom: "name" | "folder";
  /** How many submissions run at a time; as many as the computer has processors by default. */
  readonly workers?: number;
}

/** What came of grading a class. */
export interface GradedClass {
  /** How many submissions were graded. */
  readonly graded: number;
  /** How many were refused. */
  readonly refused: number;
  /** How many could not be graded, through no fault of theirs that is known. */
  readonly failed: number;
  /** How many answers somebody has to read. */
  readonly toBeRead: number;
  /** What the teacher should look at. */
  readonly notes: readonly string[];
}

/**
 * Grades all submissions of an assignment, several at a time, and writes the CSV. What has been graded is not
 * graded again, so a run that was killed goes on where it stopped; points and comments that were put into the
 * CSV by hand stay.
 *
 * @returns undefined if nobody has handed in anything for it
 * @throws {InputError} when the CSV that is there cannot be read, before anything is graded
 * @throws {WriteError} when what comes of it cannot be written; what was graded before that stays
 */
export async function gradeClass(
  course: Course,
  name: string,
  { numbersFrom, workers, ...options }: ClassOptions,
): Promise<GradedClass | undefined> {
  await readMarks(course.grades(name));
  const source = await readNotebook(course.source(name));
  const editions: Editions = { source, released: studentEdition(source) };
  const known = [...new Set([...course.assignments(), ...assignmentNames()])];
  const wanted = { assignment: name, released: editions.released, known };
  const handedIn = await handIns(`${course.folder}/submitted`, wanted);
  if (handedIn.length === 0) return undefined;
  checkRoom(course.folder);
  const progress = new Progress(handedIn.length, { label: `${name}: submissions` });
  const graded = await inParallel(handedIn, async (handIn): Promise<Graded> => {
    const own = numbersFrom === "folder" ? numbersFor(editions, handIn.student) : editions;
    const result = await gradeHandIn(course, name, handIn, own, options);
    progress.advance();
    return { result, notes: [...handIn.notes, ...result.notes] };
  }, workers);
  await progress.finish();
  const marks = await readMarks(course.grades(name));
  writeWhole(course.grades(name), gradesCsv(graded, marks));
  const open = graded.flatMap(({ result: { student, questions } }) =>
    questions.filter((question) => pointsOf(question, markOn(marks, student, question.question)) === null)
  );
  const refused = handedIn.filter(({ refusal }) => refusal !== "").length;
  const withProblem = graded.filter(({ result }) => result.problem !== "").length;
  return {
    graded: graded.length - withProblem,
    refused,
    failed: withProblem - refused,
    toBeRead: open.length,
    notes: graded.flatMap(({ result: { student, problem }, notes }) =>
      [problem, ...notes].filter((note) => note !== "").map((note) => `${student}: ${note}`)
    ),
  };
}

/** What came of giving back. */
export interface GivenBack {
  /** How many pages were written. */
  readonly pages: number;
  /** Whose could not be, and why. */
  readonly notes: readonly string[];
  /** Who was graded once, and has no line in the CSV any more: what they handed in is gone. */
  readonly gone: readonly string[];
}

/**
 * Writes a page for each student who has been graded, and is still there.
 *
 * @throws {WriteError} when one cannot be written
 */
export async function writeFeedback(course: Course, name: string): Promise<GivenBack> {
  const marks = await readMarks(course.grades(name)), notes: string[] = [], gone: string[] = [];
  const pages = await inParallel(course.gradedStudents(name), async (student) => {
    const result = await readResult(course.result(name, student));
    if (result === undefined) return false;
    const { questions } = result;
    if (marks.size > 0 && !questions.some(({ question }) => markOn(marks, result.student, question))) {
      gone.push(result.student);
      return false;
    }
    try {
      const notebook = await readNotebook(course.graded(name, student));
      writeWhole(course.feedback(name, student), await feedbackPage(name, result, notebook, marks));
      return true;
    } catch (error) {
      if (error instanceof WriteError) throw error; // it is no student's
      notes.push(visible(`${student}: no page: ${error instanceof Error ? error.message : error}`));
      return false;
    }
  });
  return { pages: pages.filter((isWritten) => isWritten).length, notes, gone: gone.sort() };
}

/** Writes the totals of all assignments that have been graded; returns where. */
export async function writeTotals(course: Course): Promise<string> {
  const grades = await Promise.all(
    course.assignments().map(async (name) => [name, await readMarks(course.grades(name))] as const),
  );
  const path = course.grades("totals");
  writeWhole(path, totalsCsv(new Map(grades.filter(([, marks]) => marks.size > 0))));
  return path;
}
