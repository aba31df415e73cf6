/** What can be said of notebooks without executing them. */
import assert from "node:assert/strict";
import { experiments } from "corey-lab/experiments";
import { assignmentNames, homeworkFolder } from "../../lib/homework/assignment_file.ts";
import { projectPath } from "../../lib/files/project.ts";
import { checkNotebookCells } from "../../lib/jupyter/check_cells.ts";
import { formatProblem } from "../../lib/jupyter/runner/problem.ts";
import { slow } from "../slow.ts";
import { folder, names } from "./as_committed.ts";

for (const name of names) {
  Deno.test(`notebook ${name} holds no SVG output, which common viewers show as a blank`, async () => {
    assert.doesNotMatch(await Deno.readTextFile(folder + name), /"image\/svg\+xml"/);
  });
}

slow("the cells of all notebooks and of all homework pass the type checker", async () => {
  const homework = assignmentNames().map((name) => `${homeworkFolder}/${name}.ipynb`);
  const problems = await checkNotebookCells([...names.map((name) => folder + name), ...homework]);
  assert.equal(problems.map(formatProblem).join("\n"), "");
});

Deno.test("each experiment's rows are saved by a notebook, so that its claims are judged", async () => {
  const sources = await Promise.all(names.map((name) => Deno.readTextFile(folder + name)));
  for (const { name } of Object.values(experiments)) {
    const saved = `\\"${name.replaceAll("-", "_")}\\"`;
    assert.ok(sources.some((source) => source.includes(saved)), `no notebook saves rows as ${saved}`);
  }
});

slow("the cells of all notebooks are formatted", async () => {
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
