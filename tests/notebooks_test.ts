/** Every notebook is executed again in the real kernel and has to give the outputs that are committed. */
import assert from "node:assert/strict";
import { projectPath } from "../lib/files/project.ts";
import { checkNotebookCells } from "../lib/jupyter/check_cells.ts";
import { differingCells } from "../lib/jupyter/runner/compare.ts";
import { readNotebook } from "../lib/jupyter/runner/document.ts";
import { formatProblem } from "../lib/jupyter/runner/problem.ts";
import { runNotebook } from "../lib/jupyter/runner/run_notebook.ts";
import { slow } from "./slow.ts";

const folder = `${projectPath("notebooks")}/`;
const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".ipynb"))
  .sort();

for (const name of names) {
  slow(`notebook ${name} runs, and gives the committed outputs`, async () => {
    const committed = await readNotebook(folder + name);
    const { document, problems } = await runNotebook(committed, { cwd: folder, name });
    const differences = differingCells(committed, document, { name });
    const all = [...problems, ...differences].map(formatProblem).join("\n");
    assert.equal(all, "", `${all}\nIf the change is meant: deno task reproduce --update`);
  });

  Deno.test(`notebook ${name} holds no SVG output, which common viewers show as a blank`, async () => {
    assert.doesNotMatch(await Deno.readTextFile(folder + name), /"image\/svg\+xml"/);
  });
}

slow("the cells of all notebooks pass the type checker", async () => {
  const problems = await checkNotebookCells(names.map((name) => folder + name));
  assert.equal(problems.map(formatProblem).join("\n"), "");
});

Deno.test("the cells of all notebooks are formatted", async () => {
  const copies = await Deno.makeTempDir();
  for (const name of names) await Deno.copyFile(folder + name, `${copies}/${name}`);
  const config = projectPath("deno.json");
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", "--config", config, copies] }).output();
  for (const name of names) {
    const same = await Deno.readTextFile(`${copies}/${name}`) === await Deno.readTextFile(folder + name);
    assert.ok(same, `${name} is not formatted: deno fmt notebooks`);
  }
  await Deno.remove(copies, { recursive: true });
});
