/**
 * What a class handed in for an assignment: for each student one notebook, or the reason why there is none.
 * Nobody is left out, and whatever is wrong with what one student handed in stays with that student.
 */
import { inParallel } from "../../jupyter/in_parallel.ts";
import { serialiseNotebook } from "../../jupyter/runner/document.ts";
import type { NotebookDocument } from "../../jupyter/runner/nbformat.ts";
import { visible } from "../visible.ts";
import { alike } from "./alike.ts";
import { filesIn } from "./folder.ts";
import { type Found, Refusal } from "./found.ts";
import { nameInside, noteOnName } from "./name_inside.ts";
import { asHandedOut, assignmentInside, notebookIn, type Wanted } from "./notebook.ts";
import { assignmentOf, isNotebook, isZip, sameStudent, studentOf, unpackedPath } from "./whose.ts";

/** What a student handed in. */
export interface HandIn {
  /** The student: the name of the folder, fit to be shown. */
  readonly student: string;
  /** What is to be graded; undefined if there is nothing. */
  readonly notebook?: NotebookDocument;
  /** Why there is nothing to be graded, and what was expected; empty otherwise. */
  readonly refusal: string;
  /** What the teacher should look at. */
  readonly notes: readonly string[];
}

/** More notebooks of one student are not looked at: each takes time. */
const MOST_NOTEBOOKS = 50;

/** What came in, and the assignment it belongs to, if that can be told. */
interface Sorted extends Found {
  readonly assignment: string | undefined;
}

/**
 * Takes in what lies in a folder, usually `submitted/`.
 *
 * @returns one hand-in a student, in the order of their names; none if nobody handed in anything for this
 * assignment
 */
export async function handIns(folder: string, wanted: Wanted): Promise<HandIn[]> {
  const { assignment, known, released } = wanted;
  const files = await unpacked(await filesIn(folder), known);
  const students = Map.groupBy(files, ({ path }) => sameStudent(folderName(path, known)));
  const found = await inParallel([...students.values()], (files) => sortedOut(files, known));
  const belongsTo = found.flat().map((file) => file.assignment).filter((some) => some !== undefined);
  if (belongsTo.length > 0 && !belongsTo.includes(assignment)) return [];
  const taken = await inParallel(found, (files) => handIn(files, wanted));
  const same = alike(taken, released);
  return taken.map((one) => ({ ...one, notes: [...one.notes, ...same.get(one.student) ?? []] }))
    .sort((a, b) => a.student < b.student ? -1 : 1);
}

/** What is in zips, in place of the zips. A class's zip may hold students' zips; deeper it does not go. */
async function unpacked(files: readonly Found[], known: readonly string[], levels = 2): Promise<Found[]> {
  const contents = await inParallel(files, async (file): Promise<Found[]> => {
    if (!isZip(file.path.at(-1) ?? "") || file.read === undefined) return [file];
    try {
      if (levels === 0) throw new Refusal("it is a zip in a zip in a zip: expected notebooks");
      const { filesInZip } = await import("./zip.ts");
      const inside = await filesInZip(await file.read(), file.place);
      const moved = inside.map((entry) => ({ ...entry, path: unpackedPath(file.path, entry.path, known) }));
      if (moved.length === 0) {
        return [{ ...file, refusal: `${file.place} is an empty zip: expected a notebook in it` }];
      }
      return await unpacked(moved, known, levels - 1);
    } catch (error) {
      return [{ path: file.path, place: file.place, refusal: `${file.place}: ${reasonOf(error)}` }];
    }
  });
  return contents.flat();
}

/** The files of a student, each with its assignment. */
async function sortedOut(files: readonly Found[], known: readonly string[]): Promise<Sorted[]> {
  const areFew = notebooksAmong(files).length <= MOST_NOTEBOOKS, sorted: Sorted[] = [];
  for (const file of files) {
    const assignment = assignmentOf(file.path, known) ??
      (areFew ? await assignmentWithin(file, known) : undefined);
    sorted.push({ ...file, assignment });
  }
  return sorted;
}

const notebooksAmong = <File extends Found>(files: readonly File[]): File[] =>
  files.filter(({ path, read }) => read !== undefined && isNotebook(path.at(-1)!));

/** The assignment that a notebook of any name says it is. */
async function assignmentWithin(
  { path, read }: Found,
  known: readonly string[],
): Promise<string | undefined> {
  if (read === undefined || !isNotebook(path.at(-1)!)) return undefined;
  try {
    const inside = assignmentInside(notebookIn(await read()));
    return inside !== undefined && known.includes(inside) ? inside : undefined;
  } catch {
    return undefined; // is told when it turns out that the student has no other
  }
}

/** What a student is called; files of nobody stand under their own name. */
function folderName(path: readonly string[], known: readonly string[]): string {
  return visible(studentOf(path, known) ?? path.at(-1)!);
}

async function handIn(files: readonly Sorted[], wanted: Wanted): Promise<HandIn> {
  const { assignment, known } = wanted, student = folderName(files[0]!.path, known);
  const refused = (reason: string): HandIn => ({ student, refusal: toSay(reason), notes: [] });
  const ours = files.filter((file) => (file.assignment ?? assignment) === assignment);
  const problems = ours.flatMap(({ refusal }) => refusal ?? []);
  const candidates = notebooksAmong(ours).filter((file) => file.assignment === assignment);
  const count = notebooksAmong(ours).length;
  if (count > MOST_NOTEBOOKS) {
    return refused(`${count} notebooks: expected one; take away what does not count`);
  }
  const read: { readonly place: string; readonly notebook: NotebookDocument }[] = [];
  for (const { path, place, read: bytes } of candidates) {
    try {
      if (studentOf(path, known) === undefined) {
        throw new Refusal(
          `it does not say whose it is: expected submitted/<student>/${assignment}/${assignment}.ipynb`,
        );
      }
      read.push({ place, notebook: asHandedOut(notebookIn(await bytes!()), wanted) });
    } catch (error) {
      problems.push(`${place}: ${reasonOf(error)}`);
    }
  }
  const [one, ...others] = read;
  if (one === undefined) {
    return refused(
      problems[0] ??
        `${nothingIn(ours)}: expected submitted/${student}/${assignment}/${assignment}.ipynb`,
    );
  }
  if (others.some(({ notebook }) => serialiseNotebook(notebook) !== serialiseNotebook(one.notebook))) {
    const places = read.map(({ place }) => place).join(" and ");
    return refused(
      `${read.length} notebooks that differ, ${places}: expected one; take away what does not count`,
    );
  }
  const notes = [...noteOnName(nameInside(one.notebook), student), ...problems].map(toSay);
  return { student, notebook: one.notebook, refusal: "", notes };
}

/** What there is in place of a notebook of the assignment. */
function nothingIn(files: readonly Sorted[]): string {
  const places = files.flatMap(({ place, read }) => read === undefined ? [] : [place]);
  return places.length === 0
    ? "nothing was handed in"
    : `no notebook of this assignment, but ${places.slice(0, 3).join(", ")}`;
}

const reasonOf = (error: unknown): string => error instanceof Error ? error.message : String(error);

/** A reason may quote what was handed in. */
function toSay(reason: string): string {
  const text = visible(reason);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
