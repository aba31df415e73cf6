/** Runs a submission and says what it earned. */
import type { Execution } from "../notebook/runner/kernel.ts";
import type { NotebookCell, NotebookDocument } from "../notebook/runner/nbformat.ts";
import { reproducibleOutput } from "../notebook/runner/reproducible.ts";
import type { Editions } from "./assignment_file.ts";
import { gradingOf, roleOf } from "./metadata.ts";
import { type Earned, testPoints, writtenPoints } from "./points.ts";
import { restore, type RestoredCell } from "./restore.ts";
import type { QuestionResult } from "./result.ts";
import { type Bounds, runSubmission } from "./run_submission.ts";
import { Sandbox } from "./sandbox.ts";

/** How submissions are graded. */
export interface GradingOptions extends Bounds {
  /** How much memory a submission may use. */
  readonly memoryMegabytes: number;
}

/** A graded notebook. */
export interface Graded {
  /** As it ran, without hidden tests. */
  readonly document: NotebookDocument;
  /** What each question earned, in the order of the assignment. */
  readonly questions: QuestionResult[];
}

/** Grades a notebook. */
export async function gradeNotebook(
  submission: NotebookDocument,
  { source, released }: Editions,
  { memoryMegabytes, ...bounds }: GradingOptions,
): Promise<Graded> {
  const cells = restore(source, released, submission);
  await using sandbox = await Sandbox.open(memoryMegabytes);
  const executions = await runSubmission(cells, sandbox, bounds);
  const earned = new Map<string, Earned>();
  for (const [i, { cell, grading, released }] of cells.entries()) {
    if (!grading?.grade) continue;
    const role = roleOf(grading), execution = executions[i];
    if (role === "written") earned.set(grading.grade_id, writtenPoints(cell, released!));
    else if (execution !== undefined) earned.set(grading.grade_id, testPoints(execution, grading.points!));
  }
  let number = 0;
  const document = {
    metadata: source.metadata,
    cells: cells.map((cell, i) => asRun(cell, executions[i], executions[i] === undefined ? 0 : ++number)),
  };
  return { document, questions: questionsOf(source, (id) => earned.get(id)!) };
}

/** What an assignment's questions earned, in its order. */
export function questionsOf(
  { cells }: NotebookDocument,
  earned: (id: string) => Earned,
): QuestionResult[] {
  return cells.flatMap((cell) => {
    const grading = gradingOf(cell);
    if (!grading?.grade) return [];
    return [{ question: grading.grade_id, maximum: grading.points!, ...earned(grading.grade_id) }];
  });
}

/** A cell as the student may see it: with its outputs, and without hidden tests. */
function asRun(
  { cell, released, grading }: RestoredCell,
  execution: Execution | undefined,
  number: number,
): NotebookCell {
  const shown = grading !== undefined && roleOf(grading) === "test" ? released!.source : cell.source;
  const source = shown.replace(/\banswers\("[^"]*"\)/, 'answers("…")'); // long, and nothing to look at
  if (cell.cell_type !== "code") return { ...cell, source };
  const outputs = (execution?.outputs ?? []).map((output) =>
    reproducibleOutput(output, { number, cwd: "." })
  );
  return { ...cell, source, outputs, execution_count: number === 0 ? null : number };
}
