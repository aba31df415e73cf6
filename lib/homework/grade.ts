/** Grades submissions: one by one, and a whole class on all cores. */
import { createHash } from "node:crypto";
import { checkInput } from "../input/check.ts";
import { NotebookFormatError, parseNotebook, serialiseNotebook } from "../notebook/runner/document.ts";
import type { Execution } from "../notebook/runner/kernel.ts";
import type { NotebookCell, NotebookDocument } from "../notebook/runner/nbformat.ts";
import { reproducibleOutput } from "../notebook/runner/reproducible.ts";
import type { Editions } from "./assignment_file.ts";
import { type Course, writeWhole } from "./course.ts";
import { noted, tampering } from "./changes.ts";
import { printable } from "./printable.ts";
import { errorsIn } from "../notebook/runner/outputs.ts";
import { judge } from "./judge.ts";
import { gradingOf, roleOf } from "./metadata.ts";
import { type Earned, testPoints, writtenPoints } from "./points.ts";
import { ANSWERS } from "./release.ts";
import { restore, type RestoredCell } from "./restore.ts";
import { type QuestionResult, readResult, type Result } from "./results.ts";
import { runSubmission } from "./run_submission.ts";
import { Sandbox } from "./sandbox.ts";
import { type Bounds, timeSchema } from "./session.ts";

/** How submissions are graded. */
export interface GradingOptions extends Bounds {
  /** How much memory a submission may use. */
  readonly memoryMegabytes: number;
  /** How much it may write; 256 MB unless stated. */
  readonly diskMegabytes?: number;
}

/**
 * Grades one student's submission, unless that has been done already, and writes down what it earned.
 *
 * @param editions of the assignment
 * @returns what it earned
 */
export async function gradeSubmission(
  course: Course,
  assignment: string,
  student: string,
  editions: Editions,
  options: GradingOptions,
): Promise<Result> {
  const text = await Deno.readTextFile(course.submitted(assignment, student));
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([text, serialiseNotebook(editions.source), options])).digest("hex");
  const path = course.result(assignment, student);
  const before = await readResult(path);
  if (before?.fingerprint === fingerprint) return before;
  let graded: Graded;
  try {
    graded = await gradeNotebook(parseNotebook(text, "the submission"), editions, options);
  } catch (error) {
    if (!(error instanceof NotebookFormatError)) throw error;
    graded = nothingEarned(editions, printable(error.message));
  }
  const { document, questions, problem } = graded;
  const result = { fingerprint, student, problem, questions };
  await writeWhole(course.graded(assignment, student), serialiseNotebook(document));
  await writeWhole(path, JSON.stringify(result, null, 2) + "\n"); // last: it says that all is done
  return result;
}

/** A graded notebook. */
export interface Graded {
  /** As it ran, without hidden tests. */
  readonly document: NotebookDocument;
  /** What each question earned, in the order of the assignment. */
  readonly questions: readonly QuestionResult[] & QuestionResult[];
  /** What is wrong with the notebook as a whole. */
  readonly problem: string;
}

/** Grades a notebook. */
export async function gradeNotebook(
  submission: NotebookDocument,
  { source, released }: Editions,
  { memoryMegabytes, diskMegabytes = 256, ...bounds }: GradingOptions,
): Promise<Graded> {
  checkInput(timeSchema, bounds, "the time that a submission may take");
  const cells = restore(source, released, submission);
  await using sandbox = await Sandbox.open({ memoryMegabytes, diskMegabytes });
  const handedIn = await runSubmission(cells, sandbox, bounds);
  const verdicts = await judge(source, handedIn, sandbox, bounds);
  const earned = new Map<string, Earned>();
  for (const { cell, grading, released } of cells) {
    if (!grading?.grade) continue;
    const verdict = verdicts.get(grading.grade_id);
    if (roleOf(grading) === "written") earned.set(grading.grade_id, writtenPoints(cell, released!));
    else if (verdict !== undefined) earned.set(grading.grade_id, testPoints(verdict, grading.points!));
  }
  const executions = cells.map(({ grading }, i) =>
    verdicts.get(grading?.grade_id ?? "") ?? handedIn.executions[i]
  );
  let number = 0;
  const document = {
    metadata: source.metadata,
    cells: cells.map((cell, i) => asRun(cell, executions[i], executions[i] === undefined ? 0 : ++number)),
  };
  const problem = printable(
    [tampering(document), ...stopped(cells, handedIn.executions)].filter(Boolean).join("; "),
  );
  return { document, questions: questionsOf(source, (id) => earned.get(id)!), problem };
}

/** The cells that a submission did not come to the end of by itself. */
function stopped(cells: readonly RestoredCell[], executions: readonly (Execution | undefined)[]): string[] {
  return executions.flatMap((execution, i) => {
    if (execution?.status !== "timed out" && execution?.status !== "died") return [];
    const name = cells[i]!.grading?.grade_id ?? `cell ${i + 1}`;
    return [`${name}: ${errorsIn(execution.outputs).at(-1)?.evalue ?? execution.status}`];
  });
}

function nothingEarned({ source, released }: Editions, problem: string): Graded {
  return {
    document: { ...released, cells: [] },
    questions: questionsOf(source, () => ({ points: 0, remark: problem })),
    problem,
  };
}

function questionsOf({ cells }: NotebookDocument, earned: (id: string) => Earned): QuestionResult[] {
  return cells.flatMap((cell) => {
    const grading = gradingOf(cell);
    if (!grading?.grade) return [];
    return [{ question: grading.grade_id, maximum: grading.points!, ...earned(grading.grade_id) }];
  });
}

/** A cell as the student may see it: with its outputs, and without hidden tests. */
function asRun(
  { cell, released, grading, change }: RestoredCell,
  execution: Execution | undefined,
  number: number,
): NotebookCell {
  const shown = grading !== undefined && roleOf(grading) === "test" ? released!.source : cell.source;
  const isLong = grading?.grade_id === ANSWERS && roleOf(grading) === "locked"; // and nothing to look at
  const source = isLong ? shown.replace(/\banswers\("[^"]*"\)/, 'answers("…")') : shown;
  const metadata = { ...cell.metadata, ...noted(change) };
  if (cell.cell_type !== "code") return { ...cell, metadata, source };
  const outputs = (execution?.outputs ?? []).map((output) =>
    reproducibleOutput(output, { number, cwd: "." })
  );
  return { ...cell, metadata, source, outputs, execution_count: number === 0 ? null : number };
}
