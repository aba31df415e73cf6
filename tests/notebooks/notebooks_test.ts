/** What can be said of notebooks without executing them. */
import assert from "node:assert/strict";
import { experiments, remedies } from "corey-lab/experiments";
import { assignmentNames, homeworkFolder } from "../../lib/homework/assignment_file.ts";
import { projectPath } from "../../lib/files/project.ts";
import { checkCells } from "../../lib/jupyter/check_cells.ts";
import { parseNotebook, readNotebook } from "../../lib/jupyter/runner/document.ts";
import type { NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";
import { formatProblem } from "../../lib/jupyter/runner/problem.ts";
import { notebookText } from "../cli/own_notebook.ts";
import { slow } from "../slow.ts";
import { folder, names } from "./as_committed.ts";

for (const name of names) {
  Deno.test(`notebook ${name} holds no SVG output, which common viewers show as a blank`, async () => {
    assert.doesNotMatch(await Deno.readTextFile(folder + name), /"image\/svg\+xml"/);
  });
}

// All in one go: the type checker takes longest to read the lab.
slow("the cells of notebooks and of homework, and sketches of advice, pass the type checker", async () => {
  const homework = assignmentNames().map((name) => `${homeworkFolder}/${name}.ipynb`);
  const paths = [...names.map((name) => folder + name), ...homework];
  const documents = new Map<string, NotebookDocument>();
  for (const path of paths) documents.set(path, await readNotebook(path));
  for (const { name, sketch } of remedies) {
    const path = `${folder}sketch of ${name}.ipynb`;
    if (sketch !== undefined) documents.set(path, parseNotebook(notebookText([sketch]), path));
  }
  // Sketches leave out what is the reader's own, so the linter has no say.
  const problems = (await checkCells(documents)).filter(({ kind, notebook }) =>
    kind !== "lint" || !notebook.includes("sketch of")
  );
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
