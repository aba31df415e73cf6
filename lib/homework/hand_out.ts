/** Handing an assignment out. Nothing that somebody has written is lost by it. */
import { InputError } from "../input/check.ts";
import { Progress } from "../notebook/progress.ts";
import { parseNotebook, serialiseNotebook } from "../jupyter/runner/document.ts";
import { assignmentNames, editionsOf, homeworkFolder, readAssignment } from "./assignment_file.ts";
import { writeWhole } from "../files/write_whole.ts";
import type { Course } from "./course.ts";
import { studentEdition } from "./release.ts";
import { sealAnswers, type SealingOptions } from "./seal_answers.ts";

/**
 * The assignments that are meant.
 *
 * @param names all, if it is empty
 * @throws {InputError} for an unknown one
 */
export function availableAssignments(names: readonly string[]): readonly string[] {
  const known = assignmentNames();
  const missing = names.find((name) => !known.includes(name));
  if (missing === undefined) return names.length > 0 ? names : known;
  throw new InputError(`there is no assignment ${missing}: expected one of ${known.join(", ")}`);
}

/** What was handed out. */
export interface HandedOut {
  /** The student's edition, to be given to others. */
  readonly released: string;
  /** A copy to answer in. */
  readonly own: string;
  /** Whether that copy was there already, and was left as it is. */
  readonly isKept: boolean;
}

/**
 * Releases an assignment: the student's edition under `release/`, what nbgrader takes as its source under
 * `source/`, the configuration that nbgrader needs, and a copy under `mine/` for the one who releases it to
 * work on. A copy or a configuration that is there stays.
 *
 * @param variants how many different sets of numbers
 * @param sealing whether students can check numbers at once
 * @throws {InputError} when the student's edition that is there is not as it was released: somebody has
 * answered in it
 */
export async function releaseAssignment(
  course: Course,
  name: string,
  variants: number,
  sealing: Pick<SealingOptions, "withKeys" | "cost"> = {},
): Promise<HandedOut> {
  await refuseToLose(course, name);
  const teacher = await readAssignment(name);
  const progress = new Progress(variants, { label: `${name}: sets of numbers` });
  const { source, released } = editionsOf(
    name,
    teacher,
    await sealAnswers(name, teacher, { ...sealing, variants, onVariant: () => progress.advance() }),
  );
  await progress.finish();
  const paths = { released: course.released(name), own: course.own(name) };
  await refuseToLose(course, name); // it took a while
  writeWhole(course.source(name), serialiseNotebook(source));
  writeWhole(paths.released, serialiseNotebook(released));
  const config = await Deno.readTextFile(`${homeworkFolder}/nbgrader_config.py`);
  await writeMissing(`${course.folder}/nbgrader_config.py`, config);
  return { ...paths, isKept: !await writeMissing(paths.own, serialiseNotebook(released)) };
}

async function refuseToLose(course: Course, name: string): Promise<void> {
  const path = course.released(name), text = await textOf(path), source = await textOf(course.source(name));
  if (text === undefined || source !== undefined && isAsReleased(text, source)) return;
  throw new InputError(
    `${path} is not as it was released, there may be answers in it: move it to ${
      course.own(name)
    }, or delete it, and release again`,
  );
}

function isAsReleased(text: string, source: string): boolean {
  try {
    const released = serialiseNotebook(studentEdition(parseNotebook(source, "")));
    return serialiseNotebook(parseNotebook(text, "")) === released;
  } catch {
    return false;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new InputError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Writes a file unless there is one; says whether it did. */
async function writeMissing(path: string, text: string): Promise<boolean> {
  if (await textOf(path) !== undefined) return false;
  writeWhole(path, text);
  return true;
}
