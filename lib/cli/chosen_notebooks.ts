/** Which notebooks a command is about: the project's, by stem, or the user's, by path. */
import { basename, dirname, join } from "node:path";
import { projectPath } from "../files/project.ts";
import { InputError } from "../input/check.ts";
import { suggestion } from "../input/suggest.ts";
import type { Neighbours } from "../jupyter/html/ways.ts";
import { readNotebook } from "../jupyter/runner/document.ts";
import type { NotebookDocument } from "../jupyter/runner/nbformat.ts";
import { shownPath, userPath } from "./user_path.ts";

/** A notebook that is to be executed. */
export interface ChosenNotebook {
  /** Its file name without the ending. */
  readonly stem: string;
  /** Where it is. */
  readonly path: string;
  /** Whether it is one of the project's own. */
  readonly isOurs: boolean;
  /** What is in it. */
  readonly document: NotebookDocument;
}

const folder = projectPath("notebooks");

/** The stems of the project's notebooks in reading order. */
function notebookStems(): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).map((name) => basename(name, ".ipynb")).sort();
}

/**
 * The pages before and after that of one of the project's notebooks, among those that are there.
 *
 * @param isThere whether a notebook has a page, or will have one
 */
export function neighboursOf(stem: string, isThere: (stem: string) => boolean): Neighbours {
  const stems = notebookStems(), at = stems.indexOf(stem);
  const linkTo = (other: string | undefined) =>
    at < 0 || other === undefined || !isThere(other) ? undefined : { href: `${other}.html`, label: other };
  return { previous: linkTo(stems[at - 1]), next: linkTo(stems[at + 1]) };
}

/**
 * Finds and reads notebooks.
 *
 * @param names stems (`02_dup_close`), ideas (`dup_close`), or paths from where the user is; the project's
 * notebooks if there are none
 * @throws {InputError} for one that is not there, is not in TypeScript, or cannot find Corey Lab; for two of
 * the same name
 * @throws {NotebookFormatError} for a file that is no notebook
 */
export async function chosenNotebooks(names: readonly string[]): Promise<ChosenNotebook[]> {
  const paths = new Set((names.length > 0 ? names : notebookStems()).map(pathOf));
  const chosen = await Promise.all([...paths].map(read));
  for (const [stem, same] of Map.groupBy(chosen, ({ stem }) => stem)) {
    const both = same.map(({ path }) => shownPath(path)).join(" and ");
    if (same.length > 1) {
      throw new InputError(`${both} are both called ${stem}: their results would be mixed up`);
    }
  }
  return chosen;
}

/** A file's name without the ending, which some systems write in capitals. */
const stemOf = (path: string): string => basename(path).replace(/\.ipynb$/i, "");

function pathOf(name: string): string {
  const ours = notebookStems();
  const stem = stemOf(name), idea = stem.replaceAll("-", "_");
  const candidates = [
    ...stem === basename(name) ? [`${name}.ipynb`, `${name}.IPYNB`] : [name],
    ...name.includes("/") ? [] : ours.filter((other) => other === stem || other.replace(/^\d+_/, "") === idea)
      .map((other) => join(folder, `${other}.ipynb`)),
  ];
  const found = candidates.map(userPath).find(isFile);
  if (found !== undefined) return found;
  throw new InputError(
    `there is no notebook ${name}: expected the path of a file, or one of ours; ${suggestion(stem, ours)}`,
  );
}

async function read(path: string): Promise<ChosenNotebook> {
  const document = await readNotebook(path);
  const other = otherLanguage(document);
  if (other !== undefined) {
    throw new InputError(`${shownPath(path)} is ${other}: expected TypeScript, for the Deno kernel`);
  }
  const isOurs = dirname(path) === folder;
  const needsUs = document.cells.some(({ source }) => /["']corey-lab/.test(source));
  if (!isOurs && needsUs && !mayImportUs(dirname(path))) {
    throw new InputError(
      `${shownPath(path)} cannot import corey-lab: no deno.json in its folder or above says what that is; ` +
        "deno task new <folder> makes one",
    );
  }
  return { stem: stemOf(path), path, isOurs, document };
}

/** What a notebook is written in, or for, if that is no TypeScript; one that says nothing may be. */
function otherLanguage({ metadata }: NotebookDocument): string | undefined {
  const { kernelspec, language_info } = metadata as {
    kernelspec?: { language?: unknown; name?: unknown };
    language_info?: { name?: unknown };
  };
  const language = kernelspec?.language ?? language_info?.name, kernel = kernelspec?.name;
  if (typeof language === "string") {
    return /^(type|java)script$/i.test(language) ? undefined : `written in ${language}`;
  }
  return typeof kernel === "string" && kernel !== "deno" ? `made for the kernel ${kernel}` : undefined;
}

/** Whether some configuration of a folder, or of one above, may say what `corey-lab` is. */
function mayImportUs(folder: string): boolean {
  const saysSo = ["deno.json", "deno.jsonc"].map((name) => join(folder, name)).filter(isFile)
    .some((path) => /corey-lab|"importMap"/.test(Deno.readTextFileSync(path)));
  return saysSo || dirname(folder) !== folder && mayImportUs(dirname(folder));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
