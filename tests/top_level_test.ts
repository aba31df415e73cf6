/**
 * What strangers see first is clean, and nothing depends on the name of the folder that the project is in.
 */
import assert from "node:assert/strict";
import { relative } from "node:path";
import { projectPath } from "../lib/files/project.ts";

const AT_THE_TOP = [
  ".ci",
  ".gitignore",
  "CONTRIBUTING.md",
  "LICENSE",
  "README.md",
  "data",
  "deno.json",
  "deno.lock",
  "lib",
  "mod.ts",
  "notebooks",
  "tests",
];

/**
 * Whether git leaves a name at the top alone: a line of `.gitignore` without folders, where `*` is anything.
 */
function ignored(name: string): boolean {
  const lines = Deno.readTextFileSync(projectPath(".gitignore")).trim().split("\n");
  return lines.map((line) => line.replaceAll("/", "").replaceAll(".", "\\.").replaceAll("*", ".*"))
    .some((pattern) => new RegExp(`^${pattern}$`).test(name));
}

function* sources(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sources(`${folder}/${name}`);
    else if (name.endsWith(".ts")) yield `${folder}/${name}`;
  }
}

Deno.test("at the top stand the files that a reader needs, and no others", () => {
  const names = Array.from(Deno.readDirSync(projectPath()), ({ name }) => name)
    .filter((name) => name !== ".git" && !ignored(name));
  assert.deepEqual(names.sort(), AT_THE_TOP);
});

Deno.test("no file is found by the path of a URL, which breaks in folders with a space or an umlaut", () => {
  const property = `.${"pathname"}`;
  for (const folder of ["lib", "tests"]) {
    for (const file of sources(projectPath(folder))) {
      const text = Deno.readTextFileSync(file);
      assert.ok(
        !text.includes(property),
        `${relative(projectPath(), file)}: use projectPath() or fileURLToPath()`,
      );
    }
  }
});

Deno.test("what can be imported from outside is named once: in the exports, the imports, and the folders", () => {
  const { exports, imports } = JSON.parse(Deno.readTextFileSync(projectPath("deno.json")));
  for (const [name, path] of Object.entries(exports)) {
    assert.equal(imports[name.replace(".", "corey-lab")], path, name);
  }
  const folders = [...sources(projectPath("lib"))].map((path) => `./${relative(projectPath(), path)}`)
    .filter((path) => path.endsWith("/mod.ts"));
  assert.deepEqual(Object.values(exports).sort(), ["./mod.ts", ...folders].sort());
});
