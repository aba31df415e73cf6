/** `deno task run <experiment>`: one sweep, its rows on stdout. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat } from "d3-dsv";
import { InputError } from "../input/check.ts";
import { figureToSvg } from "../pictures/picture.ts";
import { progressBar } from "../notebook/progress.ts";
import type { Row } from "../rows/row.ts";
import type { AnyExperiment } from "../experiments/settings.ts";
import { runCommand } from "./command.ts";
import { failures } from "./failures.ts";
import { fitTable, terminalWidth } from "./fit_table.ts";
import { listExperiments } from "./list_experiments.ts";
import { asked, cli, type Flags } from "./run_line.ts";

const columnsOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** A row with no other columns than these. */
function only(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.flatMap((name) => row[name] === undefined ? [] : [[name, row[name]]]));
}

async function print(experiment: AnyExperiment, rows: readonly Row[], flags: Flags): Promise<void> {
  const all = columnsOf(rows), columns = flags.columns?.filter((name) => all.includes(name)) ?? all;
  if (flags.format === "svg") console.log(await figureToSvg(experiment.figure(rows)));
  else if (flags.format === "json") {
    console.log(JSON.stringify(flags.columns ? rows.map((row) => only(row, columns)) : rows, null, 2));
  } else if (flags.format === "csv") console.log(csvFormat([...rows], columns));
  else {
    // What went wrong has been said on stderr, once for all rows.
    const shown = flags.columns ? columns : columns.filter((name) => name !== "error");
    console.log(fitTable(rows, { columns: shown, width: terminalWidth() }));
  }
}

await runCommand(async () => {
  const line = await asked(Deno.args);
  if (line === undefined) {
    console.error(`expected an experiment\n\n${cli.helpInformation()}\n${listExperiments()}`);
    return 2;
  }
  const { experiment, parameters, flags } = line;
  const rows = await experiment.run(parameters, {
    workers: flags.workers,
    onRow: progressBar(experiment.name),
  });
  const sentences = failures(rows);
  for (const sentence of sentences) console.error(sentence);
  await print(experiment, rows, flags);
  // Only rows tell which columns there are, and they may have taken long: so they have been printed.
  const unknown = flags.columns?.filter((name) => !columnsOf(rows).includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new InputError(`--columns: no ${unknown.join(", ")} among ${columnsOf(rows).join(", ")}`);
  }
  return sentences.length > 0 ? 1 : 0;
});
