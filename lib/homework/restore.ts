/**
 * The notebook that is graded: the student's answers and own cells, and everything else as the teacher wrote
 * it. A locked cell that was changed or thrown away comes back, and hidden tests with it (nbgrader's
 * OverwriteCells).
 */
import type { NotebookCell, NotebookDocument, TextCell } from "../jupyter/runner/nbformat.ts";
import type { Change } from "./changes.ts";
import { gradedCells, type Grading, gradingOf, roleOf } from "./metadata.ts";

/** A cell to be graded, and the teacher's notes on it. */
export interface RestoredCell {
  /** The cell. */
  readonly cell: NotebookCell;
  /** Undefined for cells that are the student's own, or prose. */
  readonly grading?: Grading | undefined;
  /** The cell as it was handed out. */
  readonly released?: NotebookCell | undefined;
  /** What the submission did to it, if it is no answer. */
  readonly change?: Change | undefined;
}

/**
 * Puts a submission into the teacher's edition.
 *
 * @param source the teacher's edition with sealed answers
 * @param released the student's edition made from it
 * @returns the cells in the order of the submission; those it lacks follow the cell they stood behind
 */
export function restore(
  source: NotebookDocument,
  released: NotebookDocument,
  submission: NotebookDocument,
): RestoredCell[] {
  const teachers = gradedCells(source), handedOut = gradedCells(released), left = new Set(teachers.keys());
  const take = (id: string, students?: NotebookCell): RestoredCell => {
    left.delete(id);
    const teacher = teachers.get(id)!, blank = handedOut.get(id)!, grading = gradingOf(teacher)!;
    const role = roleOf(grading);
    const own = role === "answer" || role === "written" ? students ?? blank : teacher;
    // The type of a cell is the teacher's: prose must not become code.
    const cell = teacher.cell_type === "code"
      ? { ...teacher, source: own.source, outputs: [] }
      : { ...teacher, source: own.source, ...picturesOf(own) };
    const change = own === teacher ? changeOf(blank, students) : undefined;
    return { cell, grading, released: blank, change };
  };
  const plain = new Set(
    released.cells.filter(({ metadata }) => !metadata.nbgrader).map(({ source }) => source),
  );
  const restored: RestoredCell[] = [];
  for (const cell of submission.cells) {
    const id = gradeId(cell);
    if (id !== undefined && left.has(id)) restored.push(take(id, cell));
    else {
      const isOwn = cell.cell_type === "code" && cell.source.trim() !== "" && !plain.has(cell.source) &&
        !NAME.test(cell.source);
      restored.push({ cell: { ...cell, metadata: {} }, change: isOwn ? { what: "added" } : undefined });
    }
  }
  const order = [...teachers.keys()];
  for (const id of order.filter((id) => left.has(id))) {
    const before = order[order.indexOf(id) - 1];
    const at = before === undefined
      ? restored.findIndex(({ cell }) => NAME.test(cell.source)) // numbers are drawn from the name
      : restored.findIndex(({ grading }) => grading?.grade_id === before);
    restored.splice(at + 1, 0, take(id));
  }
  return restored;
}

/** A name that was put in where it should be. */
const NAME = /^\s*const student = (["'`])(?:(?!\1)[^$\\\n])*\1;?\s*$/;

function changeOf(released: NotebookCell, handedIn: NotebookCell | undefined): Change | undefined {
  if (handedIn === undefined) return { what: "missing" };
  return handedIn.source.trim() === released.source.trim()
    ? undefined
    : { what: "changed", handedIn: handedIn.source };
}

/** The pictures that a student's words refer to. */
function picturesOf(cell: NotebookCell): Pick<TextCell, "attachments"> {
  return cell.cell_type === "code" || cell.attachments === undefined ? {} : { attachments: cell.attachments };
}

/** A student's metadata may be anything. */
function gradeId(cell: NotebookCell): string | undefined {
  const { nbgrader } = cell.metadata as { nbgrader?: { grade_id?: unknown } };
  return typeof nbgrader?.grade_id === "string" ? nbgrader.grade_id : undefined;
}
