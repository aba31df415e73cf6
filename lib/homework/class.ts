/** The three steps of a course: release, grade, give back. */
import { InputError } from "../input/check.ts";
import { inParallel } from "../notebook/in_parallel.ts";
import { Progress } from "../notebook/progress.ts";
import { readNotebook, serialiseNotebook } from "../notebook/runner/document.ts";
import {
  assignmentNames,
  type Editions,
  editionsOf,
  homeworkFolder,
  readAssignment,
} from "./assignment_file.ts";
import { type Course, writeWhole } from "./course.ts";
import { feedbackPage } from "./feedback_page.ts";
import { gradeSubmission, type GradingOptions } from "./grade.ts";
import { studentEdition } from "./release.ts";
import { gradesCsv, readMarks, readResult, type Result, studentName } from "./results.ts";
import { sealAnswers, type SealingOptions } from "./seal_answers.ts";

/**
 * The assignments that are meant.
 *
 * @param names all, if it is empty
 * @throws {InputError} for one that there is not
 */
export function availableAssignments(names: readonly string[]): readonly string[] {
  const known = assignmentNames();
  const missing = names.find((name) => !known.includes(name));
  if (missing === undefined) return names.length > 0 ? names : known;
  throw new InputError(`there is no assignment ${missing}: expected one of ${known.join(", ")}`);
}

/**
 * Releases an assignment: the student's edition under `release/`, what nbgrader takes as its source under `source/`, and
 * the configuration that nbgrader needs.
 *
 * @param variants how many different sets of numbers
 * @param sealing whether students can check numbers at once
 * @returns the path of the student's edition
 */
export async function releaseAssignment(
  course: Course,
  name: string,
  variants: number,
  sealing: Pick<SealingOptions, "withKeys" | "cost"> = {},
): Promise<string> {
  const teacher = await readAssignment(name);
  const progress = new Progress(variants, { label: `${name}: sets of numbers` });
  const { source, released } = editionsOf(
    name,
    teacher,
    await sealAnswers(name, teacher, { ...sealing, variants, onVariant: () => progress.advance() }),
  );
  await progress.finish();
  await writeWhole(course.source(name), serialiseNotebook(source));
  await writeWhole(course.released(name), serialiseNotebook(released));
  await writeWhole(
    `${course.folder}/nbgrader_config.py`,
    await Deno.readTextFile(`${homeworkFolder}/nbgrader_config.py`),
  );
  return course.released(name);
}

/** What came of grading a class. */
export interface GradedClass {
  /** How many submissions. */
  readonly graded: number;
  /** How many answers somebody has to read. */
  readonly toBeRead: number;
  /** What the teacher should look at. */
  readonly notes: readonly string[];
}

/**
 * Grades all submissions of an assignment, on all cores, and writes the CSV. What has been graded already is not graded again, so
 * a run that was killed goes on where it stopped; points that were put into the CSV by hand stay.
 */
export async function gradeClass(
  course: Course,
  name: string,
  options: GradingOptions,
): Promise<GradedClass> {
  const students = course.students(name);
  for (const student of students) studentName(student);
  const source = await readNotebook(course.source(name));
  const editions: Editions = { source, released: studentEdition(source) };
  const progress = new Progress(students.length, { label: `${name}: submissions` });
  const results = await inParallel(students, async (student) => {
    const result = await gradeSubmission(course, name, student, editions, options);
    progress.advance();
    return result;
  });
  await progress.finish();
  const marks = await readMarks(course.grades(name));
  await writeWhole(course.grades(name), gradesCsv(results, marks));
  const open = results.flatMap(({ student, questions }) =>
    questions.filter(({ question, points }) => points === null && !marks.has(`${student}\n${question}`))
  );
  return { graded: results.length, toBeRead: open.length, notes: notesOn(results) };
}

function notesOn(results: readonly Result[]): string[] {
  return results.filter(({ problem }) => problem !== "").map(({ student, problem }) =>
    `${student}: ${problem}`
  );
}

/**
 * Writes a page for each student who has been graded.
 *
 * @returns how many
 * @throws {InputError} when nobody has been
 */
export async function writeFeedback(course: Course, name: string): Promise<number> {
  const marks = await readMarks(course.grades(name));
  const pages = await inParallel(course.students(name), async (student) => {
    const result = await readResult(course.result(name, student));
    if (result === undefined) return false;
    const notebook = await readNotebook(course.graded(name, student));
    await writeWhole(course.feedback(name, student), await feedbackPage(name, result, notebook, marks));
    return true;
  });
  const written = pages.filter((isWritten) => isWritten).length;
  if (written === 0) {
    throw new InputError(`nothing of ${name} has been graded: deno task homework grade ${name} first`);
  }
  return written;
}
