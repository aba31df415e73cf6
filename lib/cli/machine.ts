/** `deno task machine show|import`: what a machine is, where its numbers come from; one made of reports. */
import { Option } from "commander";
import { writeWhole } from "../files/write_whole.ts";
import { importedMachine } from "../host/imported.ts";
import { readReport } from "../host/reports/read.ts";
import { InputError } from "../input/check.ts";
import { provenances } from "../input/sourced.ts";
import { figureRows, outline } from "../machine/describe.ts";
import { presets, readMachineSpec } from "../machine/presets.ts";
import { coreCount } from "../machine/spec.ts";
import type { Row } from "../rows/row.ts";
import { machineNamed } from "./arguments.ts";
import { command, runCommand } from "./command.ts";
import { fitTable, terminalWidth } from "./fit_table.ts";
import { userPath } from "./user_path.ts";
import { textWithin, userText } from "./user_text.ts";

const cli = command("deno task machine", "Shows a machine, or makes one of what a computer says of itself.");

function fit(rows: readonly Row[]): string {
  return fitTable(rows, { columns: Object.keys(rows[0]!), width: terminalWidth() });
}

cli.command("show").description("Draws a machine, and lists its numbers by where they come from.")
  .argument("[machine]", "a preset or a JSON file; without one, all presets are listed")
  .addOption(new Option("--format <format>", "what to print").choices(["table", "json"]).default("table"))
  .action(async (name: string | undefined, { format }: { readonly format: "table" | "json" }) => {
    if (name === undefined) {
      const rows = presets.map((spec) => ({
        name: spec.name,
        cores: coreCount(spec),
        description: spec.description,
      }));
      return console.log(format === "json" ? JSON.stringify(rows, null, 2) : fit(rows));
    }
    const spec = await machineNamed(name), rows = figureRows(spec);
    if (format === "json") return console.log(JSON.stringify(rows, null, 2));
    console.log(outline(spec));
    for (const provenance of provenances) {
      const part = rows.filter((row) => row.provenance === provenance);
      if (part.length === 0) continue;
      console.log(`\n${provenance} (${part.length})`);
      console.log(fit(part.map(({ figure, value, source }) => ({ figure, value, source }) as Row)));
    }
  });

interface ImportFlags {
  readonly like?: string;
  readonly name?: string;
  readonly out?: string;
}

cli.command("import")
  .description(
    "Makes a machine of reports: lscpu -J and -C -J, lstopo --of xml, likwid-topology, a CSV of latencies.",
  )
  .argument("<file...>", "reports of one computer; - for standard input")
  .option("--like <machine>", "the machine that the rest is taken from (default: the nearest preset)")
  .option("--name <name>", "its name (default: made of the model's)")
  .option("--out <file>", "where it goes (default: standard output)", userPath)
  .action(async (files: readonly string[], { like, name, out }: ImportFlags) => {
    const reports = [];
    for (const file of files) {
      reports.push(readReport(await textOf(file), file === "-" ? "standard input" : file));
    }
    const data = importedMachine(reports, {
      name,
      like: like === undefined ? undefined : await machineNamed(like),
    });
    // Whoever uses the file is not to find out what is wrong with it.
    const spec = readMachineSpec(data, files.join(" and ")), text = JSON.stringify(data, null, 2) + "\n";
    if (out === undefined) console.log(text.trimEnd());
    else writeWhole(out, text);
    console.error(outline(spec));
  });

async function textOf(file: string): Promise<string> {
  if (file === "-") return await textWithin(Deno.stdin.readable, "standard input");
  const text = await userText(file);
  if (text === undefined) throw new InputError(`${file} cannot be read`);
  return text;
}

await runCommand(async () => {
  if (Deno.args.length === 0) {
    console.error(`expected show or import\n\n${cli.helpInformation()}`);
    return 2;
  }
  await cli.parseAsync(Deno.args, { from: "user" });
  return 0;
});
