/** Runs a submission and says what it earned. */
import { checkInput } from "../input/check.ts";
import type { Execution } from "../jupyter/runner/kernel.ts";
import { errorsIn } from "../jupyter/runner/outputs.ts";
import type { NotebookCell, NotebookDocument } from "../jupyter/runner/nbformat.ts";
import { reproducibleOutput } from "../jupyter/runner/reproducible.ts";
import type { Editions } from "./assignment_file.ts";
import { noted, tampering } from "./changes.ts";
import { judge } from "./judge.ts";
import { gradingOf, roleOf } from "./metadata.ts";
import { type Earned, testPoints, writtenPoints } from "./points.ts";
import { ANSWERS } from "./release.ts";
import { restore, type RestoredCell } from "./restore.ts";
import type { QuestionResult } from "./result.ts";
import { runSubmission } from "./run_submission.ts";
import { Sandbox } from "./sandbox.ts";
import { type Bounds, timeSchema } from "./session.ts";
import { unusual } from "./unusual.ts";
import { visible } from "./visible.ts";

/** How submissions are graded. */
export interface GradingOptions extends Bounds {
  /** How much memory a submission may use. */
  readonly memoryMegabytes: number;
  /** How much it may write; 256 MB by default. */
  readonly diskMegabytes?: number;
}

/** A graded notebook. */
export interface Graded {
  /** As it ran, without hidden tests. */
  readonly document: NotebookDocument;
  /** What each question earned, in the order of the assignment. */
  readonly questions: QuestionResult[];
  /** What the teacher should look at. */
  readonly notes: string[];
}

/** Grades a notebook. */
export async function gradeNotebook(
  submission: NotebookDocument,
  { source, released }: Editions,
  { memoryMegabytes, diskMegabytes = 256, ...bounds }: GradingOptions,
): Promise<Graded> {
  checkInput(timeSchema, bounds, "the time that a submission may take");
  const cells = restore(source, released, submission);
  const text = cells.flatMap(({ cell, released }) => [cell.source, released?.source]).join("\n");
  await using sandbox = Sandbox.open({ memoryMegabytes, diskMegabytes }, text);
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
  const notes = [...tampering(document), ...stopped(cells, handedIn.executions), ...unusual(cells)].map(
    visible,
  );
  return { document, questions: questionsOf(source, (id) => earned.get(id)!), notes };
}

/** The cells that a submission did not come to the end of by itself. */
function stopped(cells: readonly RestoredCell[], executions: readonly (Execution | undefined)[]): string[] {
  return executions.flatMap((execution, i) => {
    if (execution?.status !== "timed out" && execution?.status !== "died") return [];
    const name = cells[i]!.grading?.grade_id ?? `cell ${i + 1}`;
    return [`${name}: ${errorsIn(execution.outputs).at(-1)?.evalue ?? execution.status}`];
  });
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
