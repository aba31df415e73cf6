/**
 * Works an assignment through, once for each set of numbers, and seals the answers. It is the teacher's own
 * edition that runs here, so it has to earn all points before it is handed out.
 */
import * as z from "zod";
import { checkInput, InputError } from "../input/check.ts";
import { Kernel } from "../jupyter/runner/kernel.ts";
import type { NotebookDocument } from "../jupyter/runner/nbformat.ts";
import { homeworkFolder } from "./assignment_file.ts";
import { type SealedKeys, sealedText } from "./check.ts";
import { gradingOf, roleOf } from "./metadata.ts";
import { inParallel } from "../jupyter/in_parallel.ts";
import { testPoints } from "./points.ts";
import { isNameCell } from "./release.ts";
import { type SealCost, sealCost } from "./seal.ts";

/** How answers are sealed. */
export interface SealingOptions {
  /** How many sets of numbers. */
  readonly variants: number;
  /**
   * Whether students can check their answers at once. Without keys nothing can be found by trying; programs
   * are tried at once all the same.
   */
  readonly withKeys?: boolean;
  /** What a try at a sealed answer costs; for tests, which do not want to wait. */
  readonly cost?: SealCost;
  /** Is told when one set of numbers is done. */
  readonly onVariant?: () => void;
}

const optionsSchema = z.object({ variants: z.int().min(1).max(10_000) });

/**
 * Seals the answers to all sets of numbers.
 *
 * @returns what the cell `answers("…")` takes in
 * @throws {InputError} naming the cell that failed, or the question that did not get full points; or for
 *   fewer than 1 or more than 10,000 sets of numbers
 */
export async function sealAnswers(
  name: string,
  teacher: NotebookDocument,
  { variants, withKeys = true, cost = sealCost, onVariant = () => {} }: SealingOptions,
): Promise<string> {
  checkInput(optionsSchema, { variants }, "the number of sets of numbers");
  const keys = await inParallel(
    Array.from({ length: variants }, (_, variant) => variant),
    async (variant) => {
      const sealed = await workThrough(name, teacher, variant, withKeys ? cost : undefined);
      onVariant();
      return sealed;
    },
  );
  return sealedText({ variants, cost, ...(withKeys ? { keys: Object.fromEntries(keys.entries()) } : {}) });
}

/** Throws if the teacher's edition does not earn all points; gives its keys, sealed at a cost, or none. */
async function workThrough(
  name: string,
  teacher: NotebookDocument,
  variant: number,
  cost: SealCost | undefined,
): Promise<SealedKeys> {
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
  if (cost === undefined) return {};
  const { outputs } = await kernel.execute(
    `import { sealedKeys } from "corey-lab/homework"; console.log(JSON.stringify(await sealedKeys(${
      JSON.stringify(cost)
    })));`,
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
  if (!notebook.cells.some(isNameCell)) {
    throw new InputError("a cell with the tag student is missing");
  }
  const source = `const student = ${JSON.stringify(student)};`;
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => isNameCell(cell) ? { ...cell, source } : cell),
  };
}
