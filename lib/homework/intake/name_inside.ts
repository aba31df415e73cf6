/** The name that a student put into a notebook, of which the numbers are drawn. */
import type { NotebookDocument } from "../../jupyter/runner/nbformat.ts";
import { NO_NAME } from "../draw.ts";

/** The name; undefined if there is none that can be read without running the notebook. */
export function nameInside({ cells }: NotebookDocument): string | undefined {
  for (const { cell_type, source } of cells) {
    const [, , name] = cell_type === "code"
      ? /^\s*(?:const|let|var)\s+student\b[^="'`]*=\s*(["'`])(.*?)\1/m.exec(source) ?? []
      : [];
    if (name !== undefined) return name;
  }
}

/**
 * What a teacher should know of the name inside; nothing if it fits the folder's. `Lovelace, Ada_48213_…`,
 * `ada` and `Ada Lovelace` fit each other: the words of one are among those of the other.
 *
 * @param folder the name of the student's folder
 */
export function noteOnName(inside: string | undefined, folder: string): string[] {
  if (inside === undefined) return ["no name was found inside"];
  if (inside === NO_NAME || inside.trim() === "") {
    return ["no name was put in: the numbers are those of everybody who put none in"];
  }
  const [theirs, folders] = [wordsOf(inside), wordsOf(folder)];
  const isAmong = (some: Set<string>, all: Set<string>): boolean => some.size > 0 && some.isSubsetOf(all);
  return isAmong(theirs, folders) || isAmong(folders, theirs)
    ? []
    : [`the name inside is ${JSON.stringify(inside)}`];
}

/** The words of a name, without marks above letters, and without what learning systems add. */
function wordsOf(name: string): Set<string> {
  const plain = sameLetters(name.replace(/_\d+(_assignsubmission_\w*)?$/, ""));
  return new Set(plain.match(/[\p{L}\p{N}]+/gu) ?? []);
}

const sameLetters = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
