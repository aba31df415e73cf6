/**
 * Which cell of a submission is which of the assignment's. Cells say so in their metadata; where an editor
 * has thrown these away, by their `id`, by text that nobody was to change, or by standing where the answer
 * stood.
 */
import type { NotebookCell, NotebookDocument } from "../../jupyter/runner/nbformat.ts";
import { gradingOf, roleOf } from "../metadata.ts";

/**
 * The submission with the `grade_id` of each cell of the assignment in its metadata, and nothing else.
 *
 * @param released the student's edition
 * @returns the notebook, and how many of its cells are the assignment's
 */
export function identified(
  { cells, metadata }: NotebookDocument,
  released: NotebookDocument,
): { readonly notebook: NotebookDocument; readonly known: number } {
  const grades = new Map<number, string>(), left = new Map<string, number>();
  for (const [at, cell] of released.cells.entries()) {
    const grading = gradingOf(cell);
    if (grading !== undefined) left.set(grading.grade_id, at);
  }
  const give = (at: number, id: string): void => {
    grades.set(at, id);
    left.delete(id);
  };
  const giveWhere = (isIt: (cell: NotebookCell, id: string, blank: NotebookCell) => boolean): void => {
    for (const [at, cell] of cells.entries()) {
      if (grades.has(at)) continue;
      for (const [id, place] of left) {
        if (isIt(cell, id, released.cells[place]!)) {
          give(at, id);
          break;
        }
      }
    }
  };
  giveWhere((cell, id) => gradeId(cell) === id);
  giveWhere((cell, _, blank) => cell.id === blank.id);
  giveWhere((cell, _, blank) => isFixed(blank) && cell.source.trim() === blank.source.trim());
  // An answer stands behind what stood before it, which is prose or a cell that is known by now.
  const places = anchors(cells, grades, released);
  for (const [id, place] of [...left]) {
    if (isFixed(released.cells[place]!)) continue;
    const before = places.get(place - 1);
    const at = before === undefined ? -1 : before + 1;
    if (at >= 0 && !grades.has(at) && cells[at]?.cell_type === released.cells[place]!.cell_type) give(at, id);
  }
  return {
    known: grades.size,
    notebook: {
      metadata,
      cells: cells.map((cell, at) => ({ ...cell, metadata: kept(cell, grades.get(at)) })),
    },
  };
}

/** Where in the submission the cells of the assignment stand that are known, by their place in it. */
function anchors(
  cells: readonly NotebookCell[],
  grades: ReadonlyMap<number, string>,
  released: NotebookDocument,
): Map<number, number> {
  const byText = new Map(cells.map((cell, at) => [cell.source.trim(), at]));
  const byGrade = new Map([...grades].map(([at, id]) => [id, at]));
  return new Map(released.cells.flatMap((cell, place) => {
    const at = byGrade.get(gradingOf(cell)?.grade_id ?? "") ?? byText.get(cell.source.trim());
    return at === undefined ? [] : [[place, at]];
  }));
}

/** A student's metadata may be anything. */
function gradeId({ metadata }: NotebookCell): unknown {
  return (metadata.nbgrader as { grade_id?: unknown } | null | undefined)?.grade_id;
}

/** Whether a cell was not to be changed. */
function isFixed(blank: NotebookCell): boolean {
  const role = roleOf(gradingOf(blank)!);
  return role === "test" || role === "locked";
}

function kept({ metadata }: NotebookCell, id: string | undefined): NotebookCell["metadata"] {
  return {
    ...(Array.isArray(metadata.tags) ? { tags: metadata.tags } : {}),
    ...(id === undefined ? {} : { nbgrader: { grade_id: id } }),
  };
}
