/** `deno task run <experiment>`: one sweep, its rows on stdout. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat } from "d3-dsv";
import { Option } from "commander";
import { InputError } from "../input/check.ts";
import { figureToSvg } from "../notebook/picture.ts";
import { progressBar } from "../notebook/progress.ts";
import type { Row } from "../rows/row.ts";
import {
  type AnyExperiment,
  experimentNamed,
  machineNamed,
  parameterSchema,
  parseCores,
  parseSetting,
} from "./arguments.ts";
import { command, runCommand } from "./command.ts";
import { failures } from "./failures.ts";
import { fitTable, terminalWidth } from "./fit_table.ts";
import { listExperiments } from "./list_experiments.ts";
import { whole } from "./whole.ts";

type Format = "table" | "json" | "csv" | "svg";

interface Flags {
  readonly machine?: string;
  readonly cores?: string;
  readonly set?: readonly string[];
  readonly format: Format;
  readonly columns?: readonly string[];
  readonly workers: number;
}

const cli = command("deno task run", "Runs one experiment and prints its rows.")
  .argument("[experiment]", "one of those below")
  .option("--machine <name>", "a preset (opteron16, opteron48, epyc64) or the path of a JSON file")
  .option("--cores <list>", "core counts: 1,2,16 or 1..16")
  .option(
    "--set <key=value>",
    "a parameter of the experiment; may be repeated",
    (value, all: string[] = []) => [...all, value],
  )
  .addOption(
    new Option("--format <format>", "what to print").choices(["table", "json", "csv", "svg"])
      .default("table"),
  )
  .option("--columns <list>", "which columns to print: cores,l3MissesPerOp", (text) => text.split(","))
  .option("--workers <count>", "Web Workers to measure on", whole("workers", 1, 256), 1)
  .addHelpText(
    "after",
    () => `\nExperiments, and what --set can change, with the defaults:\n\n${listExperiments()}`,
  );

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
  cli.parse(Deno.args, { from: "user" });
  const flags = cli.opts<Flags>(), [name] = cli.args;
  if (name === undefined) {
    console.error(`expected an experiment\n\n${cli.helpInformation()}\n${listExperiments()}`);
    return 2;
  }
  const experiment = experimentNamed(name);
  if (flags.format === "svg" && flags.columns) {
    throw new InputError("--columns: a figure has no columns to choose");
  }
  const parameters: Record<string, unknown> = Object.fromEntries(
    flags.set?.map((setting) => parseSetting(experiment, setting)) ?? [],
  );
  if (flags.machine !== undefined) {
    parameterSchema(experiment, "machine");
    parameters.machine = await machineNamed(flags.machine);
  }
  if (flags.cores !== undefined) {
    parameterSchema(experiment, "cores");
    parameters.cores = parseCores(flags.cores);
  }
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
