/**
 * What a submission changed outside its answers: cells that are not to be changed and were, that are missing,
 * that were added. The originals count, so none of it earns anything; but the reader of the feedback should
 * see it. It is noted in the metadata of the graded cells.
 */
import * as z from "zod";
import { escapeHtml } from "../notebook/escape.ts";
import type { NotebookCell, NotebookDocument } from "../jupyter/runner/nbformat.ts";
import { gradingOf } from "./metadata.ts";

const changeSchema = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("changed"), handedIn: z.string() }),
  z.strictObject({ what: z.literal("missing") }),
  z.strictObject({ what: z.literal("added") }),
]);

/** What became of a cell that is no answer. */
export type Change = z.infer<typeof changeSchema>;

/** The metadata in which a change is noted. */
export function noted(change: Change | undefined): { corey_lab?: Change } {
  return change === undefined ? {} : { corey_lab: change };
}

/** The cells that are not as they were handed out: their names, and what became of them. */
export function changesIn(
  { cells }: NotebookDocument,
): { readonly cell: NotebookCell; readonly name: string; readonly change: Change }[] {
  return cells.flatMap((cell, i) => {
    const { data: change } = changeSchema.safeParse(cell.metadata.corey_lab);
    if (change === undefined) return [];
    return [{ cell, name: gradingOf(cell)?.grade_id ?? `cell ${i + 1}`, change }];
  });
}

/** The changes for a page of feedback; nothing if there are none. */
export function changesHtml(notebook: NotebookDocument): string {
  const items = changesIn(notebook).map(({ cell, name, change }) => {
    const source = change.what === "changed"
      ? change.handedIn
      : change.what === "added"
      ? cell.source
      : undefined;
    const shown = source === undefined ? "" : `<pre>${escapeHtml(source)}</pre>`;
    return `<li><b>${escapeHtml(name)}</b>: ${said[change.what]}${shown}</li>`;
  });
  if (items.length === 0) return "";
  return `<h2>Outside the answers</h2>\n<ul class="changes">\n${items.join("\n")}\n</ul>`;
}

const said: Readonly<Record<Change["what"], string>> = {
  changed: "was changed; the original was run instead. It was handed in as",
  missing: "was missing, and has been put back.",
  added: "is a cell of the student's own.",
};

/** What the teacher is told of cells that should have been left alone. */
export function tampering(notebook: NotebookDocument): string[] {
  const names = changesIn(notebook).filter(({ change }) => change.what !== "added").map(({ name }) => name);
  if (names.length === 0) return [];
  return [`cells that are locked were changed or removed (the originals count): ${names.join(", ")}`];
}
