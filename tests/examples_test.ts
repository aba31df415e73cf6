/**
 * The examples in the documentation run. They do so in one process: `deno test --doc` has one for each, and
 * most of the time goes into loading the lab again. That their types hold is checked with all others.
 */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { filesBelow } from "../lib/files/files_below.ts";
import { projectPath } from "../lib/files/project.ts";
import { examplesIn } from "./examples.ts";
import { slow } from "./slow.ts";

const folder = Deno.makeTempDirSync();
Deno.test.afterAll(() => Deno.removeSync(folder, { recursive: true }));

for (const file of ["README.md", "mod.ts", ...[...filesBelow("lib", ".ts")].sort()]) {
  const path = projectPath(file), text = Deno.readTextFileSync(path);
  for (const { line, module } of examplesIn(text, pathToFileURL(path).href)) {
    slow(`the example in ${file}, line ${line}, runs`, async () => {
      const example = `${folder}/${file.replaceAll("/", "_")}_${line}.ts`;
      Deno.writeTextFileSync(example, module);
      await import(pathToFileURL(example).href);
    });
  }
}

Deno.test("an example knows what its module exports, and imports from where its module is", () => {
  const text = `/**
 * Doubles.
 *
 * @example
 * \`\`\`ts
 * import { one } from "./one.ts";
 *
 * console.assert(double(one) === 2);
 * \`\`\`
 * \`\`\`ts ignore
 * double("not run");
 * \`\`\`
 */
export function double(n: number): number {`;
  assert.deepEqual(examplesIn(text, "file:///my%20lab/double.ts"), [{
    line: 5,
    module: 'import { double } from "file:///my%20lab/double.ts";\n' +
      'import { one } from "file:///my%20lab/one.ts";\n\nconsole.assert(double(one) === 2);\n',
  }]);
});
