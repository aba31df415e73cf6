/**
 * Every notebook is executed again in the real kernel and has to give the outputs that are committed; with the
 * rows that it makes, the model is held to what the paper says.
 */
import assert from "node:assert/strict";
import { asRecorded, judge } from "corey-lab/analysis";
import { experiments } from "corey-lab/experiments";
import { basename } from "node:path";
import { savedRows } from "../../lib/cli/saved_rows.ts";
import { projectPath } from "../../lib/files/project.ts";
import { differingCells } from "../../lib/jupyter/runner/compare.ts";
import { readNotebook } from "../../lib/jupyter/runner/document.ts";
import type { NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";
import { formatProblem } from "../../lib/jupyter/runner/problem.ts";
import { runNotebook } from "../../lib/jupyter/runner/run_notebook.ts";
import { slow } from "../slow.ts";

/** Where notebooks are. */
export const folder = `${projectPath("notebooks")}/`;
/** The notebooks. */
export const names: readonly string[] = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".ipynb")).sort();
/** Those that take longest: in a file of tests of their own, which runs beside that of the others. */
export const costly: readonly string[] = ["07_mapreduce.ipynb", "08_web_server.ipynb"];

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

/**
 * A notebook that measures on one worker, where it would on two. The rows are the same (`sweep_test.ts`); and
 * as another test runs beside this one, a second worker would only have to compile all that it runs once more.
 */
function onOneWorker(notebook: NotebookDocument): NotebookDocument {
  const cells = notebook.cells.map((cell) => (
    { ...cell, source: cell.source.replaceAll("workers: 2", "workers: 1") }
  ));
  return { ...notebook, cells };
}

/** A test for each of some notebooks. */
export function runAsCommitted(names: readonly string[]): void {
  for (const name of names) {
    slow(`notebook ${name} runs, and gives the committed outputs`, async () => {
      const committed = onOneWorker(await readNotebook(folder + name));
      const out = await Deno.makeTempDir();
      // What the computer does is measured in full, but for less long: its numbers are not compared.
      const env = {
        COREY_LAB_OUT: out,
        COREY_LAB_NOTEBOOK: basename(name, ".ipynb"),
        COREY_LAB_ROUND_SECONDS: "0.005",
      };
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
  }
}
