/**
 * Works an assignment through, once for each set of numbers, and seals the answers. It is the teacher's own edition that
 * runs here, so it has to earn all points before it is handed out.
 */
import { InputError } from "../input/check.ts";
import { Kernel } from "../notebook/runner/kernel.ts";
import type { NotebookDocument } from "../notebook/runner/nbformat.ts";
import { homeworkFolder } from "./assignment_file.ts";
import { type SealedKeys, sealedText } from "./check.ts";
import { gradingOf, roleOf } from "./metadata.ts";
import { inParallel } from "../notebook/in_parallel.ts";
import { testPoints } from "./points.ts";

/**
 * Seals the answers to all sets of numbers.
 *
 * @param variants how many sets
 * @param onVariant is told when one is done
 * @returns what the cell `answers("…")` takes in
 * @throws {InputError} naming the cell that failed, or the question that did not get full points
 */
export async function sealAnswers(
  name: string,
  teacher: NotebookDocument,
  variants: number,
  onVariant: () => void = () => {},
): Promise<string> {
  const keys = await inParallel(
    Array.from({ length: variants }, (_, variant) => variant),
    async (variant) => {
      const sealed = await workThrough(name, teacher, variant);
      onVariant();
      return sealed;
    },
  );
  return sealedText(keys);
}

async function workThrough(name: string, teacher: NotebookDocument, variant: number): Promise<SealedKeys> {
  await using kernel = await Kernel.start({ cwd: homeworkFolder });
  for (const cell of asStudent(teacher, `#${variant}`).cells) {
    if (cell.cell_type !== "code" || cell.source.trim() === "") continue;
    const execution = await kernel.execute(cell.source);
    const grading = gradingOf(cell);
    const where = `${name}, numbers #${variant}, cell ${grading?.grade_id ?? cell.id}`;
    if (grading !== undefined && roleOf(grading) === "test") {
      const { points, remark } = testPoints(execution, grading.points!);
      if (points !== grading.points) {
        throw new InputError(`${where}: ${points} of ${grading.points} points: ${remark}`);
      }
    } else if (execution.status !== "ok") {
      throw new InputError(`${where}: ${testPoints(execution, 0).remark}`);
    }
  }
  const { outputs } = await kernel.execute(
    'import { keysSoFar } from "corey-lab"; console.log(JSON.stringify(keysSoFar()));',
  );
  const [said] = outputs;
  if (said?.output_type !== "stream") throw new Error(`${name}: the kernel did not say the answers`);
  return JSON.parse(said.text);
}

/**
 * The notebook as if a student had put in a name: the cell with the tag `student` is `const student = "…";`.
 *
 * @throws {InputError} when there is no such cell
 */
export function asStudent(notebook: NotebookDocument, student: string): NotebookDocument {
  const isName = (tags: unknown): boolean => Array.isArray(tags) && tags.includes("student");
  if (!notebook.cells.some(({ metadata }) => isName(metadata.tags))) {
    throw new InputError("a cell with the tag student is missing");
  }
  const source = `const student = ${JSON.stringify(student)};`;
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => isName(cell.metadata.tags) ? { ...cell, source } : cell),
  };
}
