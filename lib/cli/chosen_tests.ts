/** Which tests are meant by a path or a word. */
import { relative } from "node:path";
import { filesBelow } from "../files/files_below.ts";
import { projectPath } from "../files/project.ts";
import { someTests, type Step } from "./check_steps.ts";
import { userPath } from "./user_path.ts";

/**
 * The steps that run some tests. A name is the path of a file or folder of tests, from the project or from
 * where the user is; or part of the path of files of tests, such as `locks`; or else part of the names of
 * tests. A notebook stands for the test that executes it.
 */
export function chosenTests(names: readonly string[]): Step[] {
  const found = names.map((name) => ({ name, files: filesFor(name) }));
  const files = [...new Set(found.flatMap(({ files }) => files))];
  const words = found.filter(({ files }) => files.length === 0).map(({ name }) => name);
  return [
    ...(files.length > 0 ? [someTests(files)] : []),
    ...words.map((word) =>
      word.endsWith(".ipynb")
        ? someTests(["tests/notebooks"], word.replace(/^.*\//, ""))
        : someTests(filesSaying(word), word)
    ),
  ];
}

function filesFor(name: string): string[] {
  if (name.endsWith(".ipynb")) return [];
  const path = [userPath(name), projectPath(name)].find(exists);
  const inTests = path === undefined ? "" : relative(projectPath(), path).replaceAll("\\", "/");
  if (/^tests(\/|$)/.test(inTests)) return [inTests];
  const word = name.replaceAll("-", "_").toLowerCase();
  return [...filesBelow("tests", "_test.ts")].filter((file) => file.toLowerCase().includes(word));
}

/**
 * Files of tests with a word in their text; all of them if no file has it, since names can be put together in
 * code.
 */
function filesSaying(word: string): string[] {
  const files = [...filesBelow("tests", "_test.ts")].filter((file) =>
    Deno.readTextFileSync(projectPath(file)).includes(word)
  );
  return files.length > 0 ? files : ["tests"];
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
