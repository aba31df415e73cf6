/**
 * `deno task reproduce`: executes every notebook in the real Deno kernel, and leaves notebooks, pages, figures, rows and an index under
 * `out/`. With `--update` the outputs also go back into the notebooks.
 */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { autoType, csvParse } from "d3-dsv";
import { verdictRows } from "../analysis/verdicts.ts";
import { indexPage } from "../notebook/html/index_page.ts";
import { notebookToHtml } from "../notebook/html/notebook.ts";
import { notebookEntry, titleOf } from "../notebook/html/notebook_entry.ts";
import { inParallel } from "../notebook/in_parallel.ts";
import { Progress } from "../notebook/progress.ts";
import { codeCells, readNotebook, writeNotebook } from "../notebook/runner/document.ts";
import type { NotebookDocument } from "../notebook/runner/nbformat.ts";
import { formatProblem, type Problem } from "../notebook/runner/problem.ts";
import { runNotebook } from "../notebook/runner/run_notebook.ts";
import type { Row } from "../rows/row.ts";
import type { AnyExperiment } from "./arguments.ts";
import { command, runCommand } from "./command.ts";
import { fidelity, fidelityText } from "./fidelity.ts";

const root = new URL("../../", import.meta.url).pathname;
const out = `${root}out`;

/** The notebooks in reading order, by file name without the ending. */
export function notebookStems(): string[] {
  return [...Deno.readDirSync(`${root}notebooks`)].map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).map((name) => name.slice(0, -".ipynb".length)).sort();
}

async function execute(
  stem: string,
  onCell: () => void,
): Promise<{ document: NotebookDocument; problems: readonly Problem[] }> {
  const document = await readNotebook(`${root}notebooks/${stem}.ipynb`);
  const run = await runNotebook(document, {
    cwd: `${root}notebooks`,
    name: `notebooks/${stem}.ipynb`,
    env: { COREY_LAB_OUT: out, COREY_LAB_NOTEBOOK: stem },
    onCell: ({ state }) => state === "done" && onCell(),
  });
  await writeNotebook(`${out}/notebooks/${stem}.ipynb`, run.document);
  const page = await notebookToHtml(run.document, {
    title: titleOf(run.document) ?? stem,
    indexHref: "../index.html",
  });
  await Deno.writeTextFile(`${out}/notebooks/${stem}.html`, page);
  return run;
}

/** The rows that a notebook saved under the stem of an experiment. */
async function savedRows({ name }: AnyExperiment): Promise<readonly Row[] | undefined> {
  const text = await Deno.readTextFile(`${out}/rows/${name.replaceAll("-", "_")}.csv`).catch(() => undefined);
  return text === undefined ? undefined : csvParse(text, autoType) as unknown as Row[];
}

function filesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(`${out}/${folder}`)].map(({ name }) => name).sort();
  } catch {
    return [];
  }
}

async function reproduce(update: boolean): Promise<number> {
  await Deno.remove(out, { recursive: true }).catch(() => {});
  await Deno.mkdir(`${out}/notebooks`, { recursive: true });
  const stems = notebookStems();
  const sources = await Promise.all(stems.map((stem) => readNotebook(`${root}notebooks/${stem}.ipynb`)));
  const cells = sources.reduce((sum, document) => sum + codeCells(document).length, 0);
  const progress = new Progress(cells, { label: "cells of notebooks" });
  // The last notebooks are the longest; begun first, they leave no lane idle at the end.
  const runs = (await inParallel(stems.toReversed(), (stem) => execute(stem, () => progress.advance())))
    .reverse();
  await progress.finish();
  const problems = runs.flatMap((run) => run.problems);
  for (const problem of problems) console.error(formatProblem(problem));
  const verdicts = await fidelity(savedRows);
  console.log(fidelityText(verdicts));

  const figures = filesIn("figures"), claims = verdictRows(verdicts);
  const link = (folder: string) => (name: string) => ({ href: `${folder}/${name}`, label: name });
  await Deno.writeTextFile(
    `${out}/index.html`,
    indexPage({
      title: "Corey Lab",
      notebooks: stems.map((stem, i) => notebookEntry(runs[i]!.document, stem, claims)),
      fidelity: claims,
      figures: figures.map(link("figures")),
      files: [
        ...filesIn("rows").map(link("rows")),
        ...stems.map((stem) => `${stem}.ipynb`).map(link("notebooks")),
      ],
    }),
  );
  if (update && problems.length === 0) {
    for (const [i, stem] of stems.entries()) {
      await writeNotebook(`${root}notebooks/${stem}.ipynb`, runs[i]!.document);
    }
  }
  console.log(`Open out/index.html: ${stems.length} notebooks, ${figures.length} figures.`);
  return problems.length > 0 ? 1 : 0;
}

if (import.meta.main) {
  const cli = command("deno task reproduce", "Executes every notebook and writes all results to out/.")
    .option("--update", "also put the outputs back into notebooks/");
  await runCommand(() => {
    cli.parse(Deno.args, { from: "user" });
    return reproduce(cli.opts().update === true);
  });
}
