/** `deno task run <experiment>`: one sweep, its rows on stdout. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat } from "d3-dsv";
import { Option } from "commander";
import { figureToSvg } from "../notebook/picture.ts";
import { progressBar } from "../notebook/progress.ts";
import { table } from "../notebook/table.ts";
import type { Row } from "../rows/row.ts";
import {
  type AnyExperiment,
  experimentNamed,
  machineNamed,
  parameterSchema,
  parseCores,
  parseSetting,
  parseWorkers,
} from "./arguments.ts";
import { command, runCommand } from "./command.ts";

type Format = "table" | "json" | "csv" | "svg";

interface Flags {
  readonly machine?: string;
  readonly cores?: string;
  readonly set: readonly string[];
  readonly format: Format;
  readonly workers: number;
}

const cli = command("deno task run", "Runs one experiment and prints its rows.")
  .argument("<experiment>", "machine, footprint, dup-close, locks …")
  .option("--machine <name>", "a preset (opteron16, opteron48, epyc64) or the path of a JSON file")
  .option("--cores <list>", "core counts: 1,2,16 or 1..16")
  .option(
    "--set <key=value>",
    "a parameter of the experiment; may be repeated",
    (value, all: string[]) => [...all, value],
    [],
  )
  .addOption(
    new Option("--format <format>", "what to print").choices(["table", "json", "csv", "svg"]).default(
      "table",
    ),
  )
  .option("--workers <count>", "Web Workers to measure on", parseWorkers, 1);

async function print(experiment: AnyExperiment, rows: readonly Row[], format: Format): Promise<void> {
  if (format === "json") console.log(JSON.stringify(rows, null, 2));
  else if (format === "csv") console.log(csvFormat([...rows]));
  else if (format === "svg") console.log(await figureToSvg(experiment.figure(rows)));
  else console.log(table(rows).text);
}

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  const flags = cli.opts<Flags>(), experiment = experimentNamed(cli.args[0]!);
  const parameters: Record<string, unknown> = Object.fromEntries(
    flags.set.map((setting) => parseSetting(experiment, setting)),
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
  const failed = rows.filter((row) => row.error !== undefined);
  for (const row of failed) console.error(`${row.machine}, ${row.system}, ${row.cores} cores: ${row.error}`);
  await print(experiment, rows, flags.format);
  return failed.length > 0 ? 1 : 0;
});
