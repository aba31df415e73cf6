/** The commands work in a clone whose path has a space and an umlaut, and leave nothing beside it. */
import assert from "node:assert/strict";
import { projectPath } from "../lib/files/project.ts";
import { serialiseNotebook } from "../lib/jupyter/runner/document.ts";
import { inOddFolder, notebookText } from "./cli/own_notebook.ts";
import { denoIn } from "./cli/run_command.ts";
import { smallTeacher } from "./homework/hostile.ts";
import { slow } from "./slow.ts";

/** What is committed, except what the commands do not need. */
const parts = ["deno.json", "deno.lock", "mod.ts", "lib", "data", "notebooks", "tests"];

function copy(from: string, to: string): void {
  if (Deno.statSync(from).isFile) return Deno.copyFileSync(from, to);
  Deno.mkdirSync(to);
  for (const { name } of Deno.readDirSync(from)) {
    if (name !== "course") copy(`${from}/${name}`, `${to}/${name}`);
  }
}

slow(
  "a clone called `my clone ü` runs a notebook, tests, and a course from release to feedback",
  () =>
    inOddFolder(async (folder) => {
      const clone = `${folder}/my clone ü`, notebooks = `${clone}/notebooks`;
      Deno.mkdirSync(clone);
      for (const part of parts) copy(projectPath(part), `${clone}/${part}`);
      const task = (...args: string[]): Promise<string> => denoIn(clone, "task", "--quiet", ...args);

      const cells = [
        `import { lines, saveRows, show } from "corey-lab";`,
        `const rows = saveRows([{ system: "a", cores: 1, seconds: 2 }, { system: "a", cores: 2, seconds: 1 }], "small");`,
        `await show(lines(rows, { x: "cores", y: "seconds", stroke: "system", title: "small" }));`,
      ];
      await Deno.writeTextFile(`${notebooks}/12_small.ipynb`, notebookText(cells));
      assert.match(await task("reproduce", "small"), /^Open out\/index\.html: 1 notebook, 1 figure\.$/m);
      assert.match(await Deno.readTextFile(`${clone}/out/rows/small.csv`), /^system,cores,seconds\n/);

      assert.match(await task("test", "tests/sim/random_test.ts"), /\n9 passed, 0 failed\n$/);

      // An assignment with few answers to seal, which takes half a second each.
      const name = "small", course = `${notebooks}/course`;
      await Deno.writeTextFile(`${clone}/data/homework/${name}.ipynb`, serialiseNotebook(smallTeacher()));
      await task("homework", "release", name, "--variants", "1");
      await Deno.mkdir(`${course}/submitted/Zoë/${name}`, { recursive: true });
      const paths = [`release/${name}`, `submitted/Zoë/${name}`].map((path) =>
        `${course}/${path}/${name}.ipynb`
      );
      await Deno.copyFile(paths[0]!, paths[1]!);
      await task("homework", "grade", name);
      assert.match(await Deno.readTextFile(`${course}/grades/${name}.csv`), /Zoë/);
      await task("homework", "feedback", name);
      assert.ok((await Deno.stat(`${course}/feedback/Zoë/${name}/${name}.html`)).isFile);

      assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["my clone ü"]);
    }),
);
