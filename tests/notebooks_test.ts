/**
 * Every notebook is executed again in the real kernel and has to give the outputs that are committed; with the
 * rows that it makes, the model is held to what the paper says.
 */
import assert from "node:assert/strict";
import { experiments } from "corey-lab/experiments";
import { asRecorded, judge } from "corey-lab/analysis";
import { basename } from "node:path";
import { savedRows } from "../lib/cli/saved_rows.ts";
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

/**
 * What a notebook's experiments say about claims, where it is not what is known. Of a known gap the model's
 * value is asserted, so that closing it, or widening it, is noticed.
 */
async function claimsThatMoved(out: string): Promise<string[]> {
  const moved: string[] = [];
  for (const experiment of Object.values(experiments)) {
    const rows = await savedRows(out, experiment);
    for (const verdict of rows === undefined ? [] : judge(experiment, rows)) {
      const { claim, paper, model, ok, gap } = verdict;
      const known = gap === undefined
        ? ""
        : ok
        ? `, gap to be removed: ${gap.why}`
        : `, known gap ${gap.model}`;
      if (!asRecorded(verdict)) {
        moved.push(`${experiment.name}: ${claim}: paper ${paper}, model ${model}${known}`);
      }
    }
  }
  return moved;
}

for (const name of names) {
  slow(`notebook ${name} runs, and gives the committed outputs`, async () => {
    const committed = await readNotebook(folder + name);
    const out = await Deno.makeTempDir();
    const env = { COREY_LAB_OUT: out, COREY_LAB_NOTEBOOK: basename(name, ".ipynb") };
    const { document, problems } = await runNotebook(committed, { cwd: folder, name, env });
    const differences = differingCells(committed, document, { name });
    const all = [...problems, ...differences].map(formatProblem);
    const claims = await claimsThatMoved(out);
    await Deno.remove(out, { recursive: true });
    assert.equal(
      all.join("\n"),
      "",
      `${all.join("\n")}\nIf the change is meant: deno task reproduce --update`,
    );
    assert.deepEqual(claims, []);
  });

  Deno.test(`notebook ${name} holds no SVG output, which common viewers show as a blank`, async () => {
    assert.doesNotMatch(await Deno.readTextFile(folder + name), /"image\/svg\+xml"/);
  });
}

slow("the cells of all notebooks pass the type checker", async () => {
  const problems = await checkNotebookCells(names.map((name) => folder + name));
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
