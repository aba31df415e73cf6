/**
 * `deno task reproduce`: executes notebooks in the real Deno kernel, and leaves notebooks, pages, figures,
 * rows and an index under `out/`. With `--update` the outputs also go back into the notebooks, when all of
 * them have run.
 */
import { dirname } from "node:path";
import type { Verdict } from "../analysis/verdicts.ts";
import { allExperiments } from "../experiments/settings.ts";
import { projectPath } from "../files/project.ts";
import { inParallel } from "../jupyter/in_parallel.ts";
import { Progress } from "../notebook/progress.ts";
import { codeCells, writeNotebook } from "../jupyter/runner/document.ts";
import { formatProblem } from "../jupyter/runner/problem.ts";
import { type NotebookRun, runNotebook } from "../jupyter/runner/run_notebook.ts";
import { Option } from "commander";
import { type ChosenNotebook, chosenNotebooks } from "./chosen_notebooks.ts";
import { command, runCommand } from "./command.ts";
import { fidelity, fidelityText } from "./fidelity.ts";
import { filesIn, Pages } from "./pages.ts";
import { allSavedRows } from "./saved_rows.ts";
import { shownPath, userPath } from "./user_path.ts";

interface Flags {
  readonly out: string;
  readonly update?: boolean;
}

async function execute(
  { stem, path, document }: ChosenNotebook,
  out: string,
  pages: Pages,
  onCell: () => void,
): Promise<NotebookRun> {
  const run = await runNotebook(document, {
    cwd: dirname(path),
    name: shownPath(path),
    env: { COREY_LAB_OUT: out, COREY_LAB_NOTEBOOK: stem },
    onCell: ({ state }) => state === "done" && onCell(),
  });
  await pages.writeNotebook(stem, run.document);
  return run;
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
async function verdictsOn(
  out: string,
  chosen: readonly ChosenNotebook[],
  isAll: boolean,
): Promise<Verdict[]> {
  const rows = chosen.some(({ isOurs }) => isOurs) ? await allSavedRows(out) : new Map();
  if (isAll) return await fidelity(allExperiments, rows);
  return rows.size === 0 ? [] : await fidelity([...rows.keys()], rows);
}

async function reproduce(names: readonly string[], { out, update = false }: Flags): Promise<number> {
  const chosen = await chosenNotebooks(names), isAll = names.length === 0;
  await clear(out, chosen, isAll);
  const pages = new Pages(out, chosen.map(({ stem }) => stem));
  await pages.writeIndex([]); // an error in writing there shows now
  await pages.writeProse();
  await pages.writeBench();
  const cells = chosen.reduce((sum, { document }) => sum + codeCells(document).length, 0);
  const progress = new Progress(cells, { label: "cells of notebooks" });
  // The last notebooks are the longest; begun first, they leave no lane idle at the end.
  const runs = (await inParallel(
    chosen.toReversed(),
    (notebook) => execute(notebook, out, pages, () => progress.advance()),
  ))
    .reverse();
  await progress.finish();
  const problems = runs.flatMap((run) => run.problems);
  for (const problem of problems) console.error(formatProblem(problem));
  const verdicts = await verdictsOn(out, chosen, isAll);
  if (verdicts.length > 0) console.log(fidelityText(verdicts));
  const figures = await pages.writeIndex(verdicts);
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
