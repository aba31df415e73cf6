/** What nbgrader notes in the metadata of a cell: schema 3 of its format, and its checksum. */
import { createHash } from "node:crypto";
import * as z from "zod";
import { checkInput, InputError } from "../input/check.ts";
import type { NotebookCell, NotebookDocument } from "../jupyter/runner/nbformat.ts";

const gradingSchema = z.strictObject({
  schema_version: z.literal(3),
  grade_id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  grade: z.boolean(),
  solution: z.boolean(),
  locked: z.boolean(),
  task: z.literal(false).default(false),
  points: z.number().nonnegative().optional(),
  checksum: z.string().regex(/^[0-9a-f]{32}$/).optional(),
  cell_type: z.enum(["code", "markdown", "raw"]).optional(),
});

/** The part of a cell's metadata that is for grading. */
export type Grading = z.infer<typeof gradingSchema>;

/** What a cell is for: to be answered in code or in words, to test, or to be left as it is. */
export type Role = "answer" | "written" | "test" | "locked";

/**
 * A cell's grading metadata; undefined for a cell that has none.
 *
 * @throws {InputError} when it is not of schema 3
 */
export function gradingOf(cell: NotebookCell): Grading | undefined {
  if (cell.metadata.nbgrader === undefined) return undefined;
  const grading = checkInput(
    gradingSchema,
    cell.metadata.nbgrader,
    `the nbgrader metadata of cell ${cell.id}`,
  );
  if (grading.grade && grading.points === undefined) {
    throw new InputError(`the nbgrader metadata of cell ${cell.id} is not valid: a graded cell needs points`);
  }
  return grading;
}

/** What a cell with grading metadata is for. */
export function roleOf({ grade, solution }: Grading): Role {
  if (solution) return grade ? "written" : "answer";
  return grade ? "test" : "locked";
}

/** The cells with grading metadata by their `grade_id`; of equal ones the first. */
export function gradedCells({ cells }: NotebookDocument): Map<string, NotebookCell> {
  const found = new Map<string, NotebookCell>();
  for (const cell of cells) {
    const id = gradingOf(cell)?.grade_id;
    if (id !== undefined && !found.has(id)) found.set(id, cell);
  }
  return found;
}

/** nbgrader's checksum of a cell, by which it tells whether anything was changed (its `compute_checksum`). */
export function checksumOf(cell: NotebookCell, grading: Grading): string {
  const python = (value: boolean): string => value ? "True" : "False";
  const md5 = createHash("md5");
  md5.update(cell.source).update(cell.cell_type);
  // nbgrader takes every graded cell that is no solution as locked, whatever its metadata say.
  const isLocked = grading.solution ? false : grading.grade || grading.locked;
  for (const value of [grading.grade, grading.solution, isLocked]) md5.update(python(value));
  md5.update(grading.grade_id);
  if (grading.grade) md5.update(pythonFloat(grading.points!));
  return md5.digest("hex");
}

/** A number as Python prints a float. */
const pythonFloat = (value: number): string => Number.isInteger(value) ? `${value}.0` : String(value);
