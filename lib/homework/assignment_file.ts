/** An assignment as it lies in `data/homework`: the teacher's edition, and what is made of it. */
import { projectPath } from "../files/project.ts";
import { InputError } from "../input/check.ts";
import { parseNotebook } from "../jupyter/runner/document.ts";
import type { NotebookDocument } from "../jupyter/runner/nbformat.ts";
import { studentEdition, withSealedAnswers } from "./release.ts";

/** Where the teacher's editions are. */
export const homeworkFolder: string = projectPath("data/homework");

/** The assignments in order: their file names without the ending. */
export function assignmentNames(): string[] {
  return [...Deno.readDirSync(homeworkFolder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).map((name) => name.slice(0, -".ipynb".length)).sort();
}

/**
 * Reads the teacher's edition.
 *
 * @throws {InputError} that lists the assignments, if there is none of that name
 */
export async function readAssignment(name: string): Promise<NotebookDocument> {
  const names = assignmentNames();
  if (!names.includes(name)) {
    throw new InputError(`there is no assignment ${name}: expected ${names.join(", ")}`);
  }
  const path = `${homeworkFolder}/${name}.ipynb`;
  return parseNotebook(await Deno.readTextFile(path), path);
}

/** The editions of an assignment. */
export interface Editions {
  /** With solutions, hidden tests and the sealed answers. */
  readonly source: NotebookDocument;
  /** What students get. */
  readonly released: NotebookDocument;
}

/**
 * Makes the editions.
 *
 * @param sealed the sealed answers
 * @throws {InputError} naming the assignment, if the teacher's edition is not as it should be
 */
export function editionsOf(name: string, teacher: NotebookDocument, sealed: string): Editions {
  try {
    const source = withSealedAnswers(teacher, sealed);
    return { source, released: studentEdition(source) };
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${name}: ${error.message}`);
    throw error;
  }
}
