/**
 * `deno task reproduce`: executes notebooks in the real Deno kernel, and leaves notebooks, pages, figures,
 * rows and an index under `out/`. With `--update` the outputs also go back into the notebooks, when all of
 * them have run.
 */
import { basename, dirname } from "node:path";
import { paperNumbers, paperNumbersLine } from "../analysis/paper_numbers.ts";
import { type Verdict, verdictRows } from "../analysis/verdicts.ts";
import { projectPath } from "../files/project.ts";
import { writeWhole } from "../files/write_whole.ts";
import { glossaryPage } from "../jupyter/html/glossary_page.ts";
import { indexPage } from "../jupyter/html/index_page.ts";
import { notebookToHtml } from "../jupyter/html/notebook.ts";
import { notebookEntry, titleOf } from "../jupyter/html/notebook_entry.ts";
import type { Neighbours } from "../jupyter/html/ways.ts";
import { figureToSvg } from "../pictures/picture.ts";
import { inParallel } from "../jupyter/in_parallel.ts";
import { Progress } from "../notebook/progress.ts";
import { codeCells, readNotebook, writeNotebook } from "../jupyter/runner/document.ts";
import { formatProblem } from "../jupyter/runner/problem.ts";
import { type NotebookRun, runNotebook } from "../jupyter/runner/run_notebook.ts";
import { paperAgainstModel } from "../plots/paper_against_model.ts";
import type { Row } from "../rows/row.ts";
import { Option } from "commander";
import { allExperiments, type AnyExperiment } from "./arguments.ts";
import { type ChosenNotebook, chosenNotebooks, neighboursOf } from "./chosen_notebooks.ts";
import { command, runCommand } from "./command.ts";
import { fidelity, fidelityText } from "./fidelity.ts";
import { savedRows } from "./saved_rows.ts";
import { shownPath, userPath } from "./user_path.ts";

interface Flags {
  readonly out: string;
  readonly update?: boolean;
}

async function execute(
  { stem, path, document }: ChosenNotebook,
  out: string,
  neighbours: Neighbours,
  onCell: () => void,
): Promise<NotebookRun> {
  const run = await runNotebook(document, {
    cwd: dirname(path),
    name: shownPath(path),
    env: { COREY_LAB_OUT: out, COREY_LAB_NOTEBOOK: stem },
    onCell: ({ state }) => state === "done" && onCell(),
  });
  writeNotebook(`${out}/notebooks/${stem}.ipynb`, run.document);
  const title = titleOf(run.document) ?? stem;
  const page = await notebookToHtml(run.document, { title, indexHref: "../index.html", neighbours });
  writeWhole(`${out}/notebooks/${stem}.html`, page);
  return run;
}

function filesIn(folder: string, ending = ""): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name)
      .filter((name) => name.endsWith(ending) && !name.endsWith(".tmp")).sort();
  } catch {
    return [];
  }
}

/** Removes what earlier runs left: all of it, or what came from the notebooks that are executed again. */
async function clear(out: string, chosen: readonly ChosenNotebook[], isAll: boolean): Promise<void> {
  const stale = isAll
    ? ["notebooks", "figures", "rows", "index.html"]
    : chosen.flatMap(({ stem }) =>
      filesIn(`${out}/figures`).filter((name) => name.startsWith(`${stem}-`)).map((name) => `figures/${name}`)
    );
  for (const name of stale) await Deno.remove(`${out}/${name}`, { recursive: true }).catch(() => {});
}

/**
 * The claims to print: all after a run of all notebooks, else those on rows that are there, if the project's
 * notebooks made any.
 */
async function verdictsOn(out: string, chosen: readonly ChosenNotebook[], isAll: boolean) {
  const rows = new Map<AnyExperiment, readonly Row[]>();
  for (const experiment of chosen.some(({ isOurs }) => isOurs) ? allExperiments : []) {
    const saved = await savedRows(out, experiment);
    if (saved !== undefined) rows.set(experiment, saved);
  }
  if (!isAll && rows.size === 0) return [];
  return await fidelity(isAll ? allExperiments : [...rows.keys()], rows);
}

/** The picture of all numbers of the paper, drawn to a file, if there are any. */
async function drawPaperNumbers(out: string, verdicts: readonly Verdict[]) {
  const numbers = paperNumbers(verdicts), line = paperNumbersLine(verdicts);
  if (line === undefined || !numbers.some(({ paper, model }) => Number(paper) > 0 && Number(model) > 0)) {
    return;
  }
  const figure = paperAgainstModel(numbers), source = "figures/fidelity.svg";
  writeWhole(`${out}/${source}`, await figureToSvg(figure));
  return { picture: { source, alt: figure.alt }, line };
}

async function writeIndex(out: string, verdicts: readonly Verdict[]): Promise<number> {
  const claims = verdictRows(verdicts), numbers = await drawPaperNumbers(out, verdicts);
  const figures = filesIn(`${out}/figures`), notebooks = filesIn(`${out}/notebooks`, ".ipynb");
  const entries = notebooks.map(async (name) =>
    notebookEntry(await readNotebook(`${out}/notebooks/${name}`), basename(name, ".ipynb"), claims)
  );
  const link = (folder: string) => (name: string) => ({ href: `${folder}/${name}`, label: name });
  const page = indexPage({
    title: "Corey Lab",
    notebooks: await Promise.all(entries),
    fidelity: claims,
    paperNumbers: numbers,
    figures: figures.map(link("figures")),
    files: [...filesIn(`${out}/rows`).map(link("rows")), ...notebooks.map(link("notebooks"))],
  });
  writeWhole(`${out}/index.html`, page);
  return figures.length;
}

async function reproduce(names: readonly string[], { out, update = false }: Flags): Promise<number> {
  const chosen = await chosenNotebooks(names), isAll = names.length === 0;
  await clear(out, chosen, isAll);
  await writeIndex(out, []); // an error in writing there shows now
  const glossary = await Deno.readTextFile(projectPath("notebooks/glossary.md"));
  writeWhole(`${out}/notebooks/glossary.html`, await glossaryPage(glossary, "../index.html"));
  const pages = [...filesIn(`${out}/notebooks`, ".html"), ...chosen.map(({ stem }) => `${stem}.html`)];
  const neighbours = ({ stem }: ChosenNotebook) =>
    neighboursOf(stem, (other) => pages.includes(`${other}.html`));
  const cells = chosen.reduce((sum, { document }) => sum + codeCells(document).length, 0);
  const progress = new Progress(cells, { label: "cells of notebooks" });
  // The last notebooks are the longest; begun first, they leave no lane idle at the end.
  const runs = (await inParallel(
    chosen.toReversed(),
    (notebook) => execute(notebook, out, neighbours(notebook), () => progress.advance()),
  ))
    .reverse();
  await progress.finish();
  const problems = runs.flatMap((run) => run.problems);
  for (const problem of problems) console.error(formatProblem(problem));
  const verdicts = await verdictsOn(out, chosen, isAll);
  if (verdicts.length > 0) console.log(fidelityText(verdicts));
  const figures = await writeIndex(out, verdicts);
  if (update && problems.length === 0) {
    for (const [i, { path }] of chosen.entries()) writeNotebook(path, runs[i]!.document);
  }
  const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  console.log(
    `Open ${shownPath(`${out}/index.html`)}: ${some(chosen.length, "notebook")}, ${some(figures, "figure")}.`,
  );
  return problems.length > 0 ? 1 : 0;
}

const cli = command("deno task reproduce", "Executes notebooks and writes all results to out/.")
  .argument(
    "[notebooks...]",
    "stems such as 02_dup_close, or paths of one's own; all of the project's unless named",
  )
  .option("--update", "also put the outputs back into the notebooks")
  .addOption(
    new Option("--out <folder>", "where results go").argParser(userPath).default(projectPath("out"), "out"),
  );

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  return await reproduce(cli.args, cli.opts<Flags>());
});
