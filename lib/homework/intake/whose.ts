/** Whose a file is and for which assignment, from where it lies. Pure: it looks at names only. */

/** Whether a file's name says that it is a notebook. Browsers and mail programs add endings of their own. */
export function isNotebook(name: string): boolean {
  return /\.ipynb(\.(txt|json))?$/i.test(name);
}

/** Whether a file's name says that it is a zip. */
export function isZip(name: string): boolean {
  return /\.zip$/i.test(name);
}

/**
 * Whether a name of a file or a folder is that of an assignment, however it is written:
 * `1_Contended-structure (1).IPYNB`.
 *
 * @example
 * ```ts
 * console.assert(isNamed("Kopie von 1-contended structure (2).ipynb", "1_contended_structure"));
 * console.assert(!isNamed("11_contended_structure.ipynb", "1_contended_structure"));
 * ```
 */
export function isNamed(name: string, assignment: string): boolean {
  return pattern(assignment).test(name.normalize("NFC"));
}

/**
 * The assignment that a file belongs to: its own name says so, or else the folder nearest to it. Undefined if
 * none does.
 *
 * @param path below `submitted/`
 * @param known the names of all assignments
 */
export function assignmentOf(path: readonly string[], known: readonly string[]): string | undefined {
  for (const name of path.toReversed()) {
    const assignment = known.find((assignment) => isNamed(name, assignment));
    if (assignment !== undefined) return assignment;
  }
}

/**
 * The name of the folder of the student whose file it is. That folder may lie in one for the assignment. Some
 * systems give files without folders, with the student's name at the beginning of the file's. Undefined if
 * there is no such name.
 *
 * @example
 * ```ts
 * const known = ["1_contended_structure"];
 * console.assert(studentOf(["ada", "1_contended_structure.ipynb"], known) === "ada");
 * console.assert(studentOf(["leekim_123_1_contended_structure-1.ipynb"], known) === "leekim_123");
 * console.assert(studentOf(["Week 1_akim_attempt_2026-11-01-10-10-10_mine.ipynb"], known) === "akim");
 * console.assert(studentOf(["1_contended_structure.ipynb"], known) === undefined);
 * ```
 */
export function studentOf(path: readonly string[], known: readonly string[]): string | undefined {
  const [first = "", ...below] = path;
  if (below.length > 0) {
    return known.some((assignment) => isNamed(first, assignment)) ? studentOf(below, known) : first;
  }
  const stem = stemOf(first);
  const [, moodle] = /^(.+_assignsubmission_file)_/.exec(stem) ?? [];
  if (moodle !== undefined) return moodle;
  const [, blackboard] = /(?:^|_)([^_]+)_attempt_\d{4}-\d\d-\d\d/.exec(stem) ?? [];
  if (blackboard !== undefined) return blackboard;
  const assignment = known.find((assignment) => isNamed(stem, assignment));
  const before = assignment === undefined ? stem : stem.slice(0, stem.search(pattern(assignment)));
  return before.replace(/[ _-]+$/, "") || undefined;
}

/** A file's name without its ending. */
export function stemOf(name: string): string {
  return name.replace(/(\.[a-z]\w{0,7}){1,2}$/i, "");
}

/**
 * Where a file from a zip would lie if the zip had been unpacked: in the folder of the zip; or, where that
 * says nothing of a student, in one of the zip's name, since it may be the student's own zip.
 */
export function unpackedPath(
  zip: readonly string[],
  inside: readonly string[],
  known: readonly string[],
): readonly string[] {
  const folders = zip.slice(0, -1), stem = stemOf(zip.at(-1)!), path = [...folders, ...inside];
  if (inside.length === 0) return [...folders, stem];
  const isOneStudents = stem.includes("_assignsubmission_") || studentOf(path, known) === undefined;
  return isOneStudents ? [...folders, stem, ...inside] : path;
}

/**
 * What names of one student have in common: letters may be composed or not, large or small, and some systems
 * give a folder for each way to hand in.
 *
 * @example
 * ```ts
 * console.assert(sameStudent("A\u0308da") === sameStudent(" äda"));
 * ```
 */
export function sameStudent(name: string): string {
  return name.normalize("NFC").toLowerCase().replace(/_assignsubmission_(file|onlinetext)_?$/, "")
    .replace(/\s+/g, " ").trim();
}

function pattern(assignment: string): RegExp {
  const words = assignment.split("_").map((word) => RegExp.escape(word)).join("[ _-]*");
  return new RegExp(`(?<![0-9])${words}`, "i");
}
