/** `deno task machine show|import`: what a machine is and where its numbers come from; one made of reports. */
import { Option } from "commander";
import { provenances } from "../input/sourced.ts";
import { figureRows, outline } from "../machine/describe.ts";
import { presets } from "../machine/presets.ts";
import { coreCount } from "../machine/spec.ts";
import type { Row } from "../rows/row.ts";
import { machineNamed } from "./arguments.ts";
import { command, runCommand } from "./command.ts";
import { fitTable, terminalWidth } from "./fit_table.ts";

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

await runCommand(async () => {
  await cli.parseAsync(Deno.args, { from: "user" });
  return 0;
});
