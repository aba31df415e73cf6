/**
 * The student's edition of an assignment, made from the teacher's: solutions give way to stubs, hidden tests
 * and outputs go, the sealed answers come in, and what is not to be changed is locked. This is what
 * nbgrader's `generate_assignment` does (its preprocessors ClearSolutions, ClearHiddenTests, LockCells,
 * ComputeChecksums), but for the sealed answers.
 */
import { InputError } from "../input/check.ts";
import type { NotebookCell, NotebookDocument } from "../jupyter/runner/nbformat.ts";
import { withoutKeys } from "./check.ts";
import { checksumOf, type Grading, gradingOf, type Role, roleOf } from "./metadata.ts";
import { hasRegion, stubs, withoutRegions } from "./regions.ts";

/** The `grade_id` of the cell that takes in the sealed answers. */
export const ANSWERS = "answers";

/**
 * The teacher's edition with the sealed answers in it: what nbgrader takes as its source.
 *
 * @param sealed as `sealedText` gives it
 * @throws {InputError} when there is no cell for them
 */
export function withSealedAnswers(teacher: NotebookDocument, sealed: string): NotebookDocument {
  let found = false;
  const cells = teacher.cells.map((cell) => {
    if (gradingOf(cell)?.grade_id !== ANSWERS) return cell;
    found = true;
    return { ...cell, source: cell.source.replace("answers()", () => `answers("${sealed}")`) };
  });
  if (!found) throw new InputError(`a cell with the grade_id ${ANSWERS} that calls answers() is missing`);
  return { ...teacher, cells };
}

/** A cell that takes in sealed answers, without their keys; any other as it is. */
export function keyless(source: string): string {
  return source.replace(/\banswers\("([^"]+)"\)/, (_, sealed: string) => `answers("${withoutKeys(sealed)}")`);
}

/** Whether a cell is where students put in their names: it has the tag `student`. */
export function isNameCell({ metadata: { tags } }: NotebookCell): boolean {
  return Array.isArray(tags) && tags.includes("student");
}

/**
 * The student's edition.
 *
 * @param source the teacher's edition with sealed answers
 * @throws {InputError} when markers stand where they must not, or a test could not fail visibly
 */
export function studentEdition({ cells, metadata }: NotebookDocument): NotebookDocument {
  const seen = new Set<string>();
  return {
    metadata,
    cells: cells.map((cell) => {
      const grading = gradingOf(cell);
      if (grading === undefined) return withoutOutputs(checkedPlain(cell));
      const { grade_id } = grading;
      if (seen.has(grade_id)) throw new InputError(`two cells have the grade_id ${grade_id}`);
      seen.add(grade_id);
      const released = withoutOutputs({ ...cell, source: sourceFor(cell, roleOf(grading), grade_id) });
      return {
        ...released,
        metadata: { ...cell.metadata, ...locks(grading), nbgrader: signed(released, grading) },
      };
    }),
  };
}

/** What a teacher's edition says what is right with, and what marks what is not to be handed out. */
const KEY = /\b(?:key|right|wrong)\(/, MARKER = /^\s*\/\/\s*(?:begin|end)\s+(?:solution|hidden)/im;

function sourceFor(cell: NotebookCell, role: Role, id: string): string {
  const source = sourceWithout(cell, role, id);
  const [left] = KEY.exec(source) ?? MARKER.exec(source) ?? [];
  if (left === undefined) return source;
  throw new InputError(
    `cell ${id}: ${left.trim()} would be handed out: expected it between // BEGIN HIDDEN TESTS and ` +
      "// END HIDDEN TESTS, written so",
  );
}

function sourceWithout(cell: NotebookCell, role: Role, id: string): string {
  const { source, cell_type } = cell;
  const misplaced = (what: string): InputError => new InputError(`cell ${id}: ${what}`);
  if (role !== "test" && hasRegion(source, "HIDDEN TESTS")) {
    throw misplaced("hidden tests belong into test cells");
  }
  switch (role) {
    case "answer":
    case "written":
      return hasRegion(source, "SOLUTION")
        ? withoutRegions(source, "SOLUTION", stubs[cell_type])
        : stubs[cell_type];
    case "test":
    case "locked":
      if (hasRegion(source, "SOLUTION")) throw misplaced("a solution belongs into an answer cell");
      // Its failures go to the kernel's own output: the cell would be worth full points whatever the answer
      // is.
      if (source.includes("Deno.test(")) {
        throw misplaced("Deno.test() says nothing in a notebook; use award()");
      }
      return withoutRegions(source, "HIDDEN TESTS");
  }
}

function checkedPlain(cell: NotebookCell): NotebookCell {
  if (hasRegion(cell.source, "SOLUTION") || hasRegion(cell.source, "HIDDEN TESTS")) {
    throw new InputError(`cell ${cell.id} has a marker, but no nbgrader metadata`);
  }
  return cell;
}

function withoutOutputs(cell: NotebookCell): NotebookCell {
  return cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell;
}

const locks = (grading: Grading): { deletable: false; editable?: false } =>
  grading.solution ? { deletable: false } : { deletable: false, editable: false };

const signed = (cell: NotebookCell, grading: Grading): Grading => (
  { ...grading, cell_type: cell.cell_type, checksum: checksumOf(cell, grading) }
);
