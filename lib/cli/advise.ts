/** `deno task advise <experiment>`: what would help, each remedy tried. */
import { Option } from "commander";
import { diagnosisRows } from "../analysis/diagnosis.ts";
import { type Advice, adviceRows, type AdviceSpec, advise } from "../experiments/advice/advise.ts";
import type { Point } from "../experiments/points.ts";
import type { RunSpec } from "../experiments/one_run.ts";
import { checkInput, InputError } from "../input/check.ts";
import { experimentNamed } from "../experiments/settings.ts";
import { type ParameterFlags, parametersOf } from "./arguments.ts";
import { command, runCommand } from "./command.ts";
import { fitTable, terminalWidth } from "./fit_table.ts";
import { whole } from "./whole.ts";

/** Options of the command. */
interface Flags extends ParameterFlags {
  readonly system?: string;
  readonly repeats: number;
  readonly sketch?: string;
  readonly format: "table" | "json";
}

const cli = command(
  "deno task advise",
  "Watches a run of an experiment, tries each remedy that its report calls for, and ranks them by gain.",
)
  .argument("<experiment>", "one of those that `deno task run --help` lists")
  .option("--machine <name>", "a preset, as `deno task machine show` lists them, or a JSON file")
  .option("--cores <count>", "how many cores; as many as the machine has by default")
  .option("--system <name>", "which of the experiment's systems; the first by default")
  .option(
    "--set <key=value>",
    "a parameter of the experiment; may be repeated",
    (value, all: string[] = []) => [...all, value],
  )
  .option("--repeats <count>", "runs of each remedy, each with its seed", whole("repeats", 1, 100), 2)
  .option("--sketch <remedy>", "prints how the program of a remedy would look")
  .addOption(new Option("--format <format>", "what to print").choices(["table", "json"]).default("table"));

/** The run that is meant: the last core count of the system that is named, or of the first. */
function chosen(points: readonly Point[], experiment: string, system?: string): RunSpec<never> {
  const runs = points.flatMap(({ run }) => run ? [run] : []);
  if (runs.length === 0) {
    throw new InputError(`${experiment} is no run of a workload on a system: nothing to advise`);
  }
  const names = [...new Set(runs.map((run) => run.system.name))];
  const run = runs.findLast((run) => run.system.name === (system ?? names[0]));
  if (!run) throw new InputError(`--system ${system}: expected one of ${names.join(", ")}`);
  return run;
}

function text({ diagnosis, rows, sketches }: Advice): string {
  const width = terminalWidth(),
    fit = (table: typeof rows) => fitTable(table, { columns: Object.keys(table[0] ?? {}), width });
  const advised = rows.length === 0
    ? "The report calls for no remedy."
    : `${fit(adviceRows({ rows } as Advice))}\n\n${whys(rows)}`;
  const names = Object.keys(sketches);
  const more = names.length > 0 ? `\nSketches (--sketch <remedy>): ${names.join(", ")}.` : "";
  return `${fit(diagnosisRows(diagnosis))}\n\n${advised}${more}`;
}

/** Why the first remedy helps, what it costs, and where it does not help. */
function whys([first]: Advice["rows"]): string {
  return first?.reason === undefined
    ? ""
    : `${first.remedy}: ${first.reason} It costs: ${first.price} It does not help: ${first.notWhere}`;
}

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  const flags = cli.opts<Flags>(), experiment = experimentNamed(cli.args[0]!);
  const named = await parametersOf(experiment, flags);
  const given = checkInput(experiment.parameters, named, `parameters of ${experiment.name}`);
  const run = chosen(experiment.points(given), experiment.name, flags.system);
  const advice = advise({
    ...run,
    system: run.system as AdviceSpec<never>["system"],
    repeats: flags.repeats,
  });
  if (flags.sketch !== undefined) {
    const sketch = advice.sketches[flags.sketch];
    if (sketch === undefined) {
      throw new InputError(
        `--sketch ${flags.sketch}: there is one of ${Object.keys(advice.sketches).join(", ")}`,
      );
    }
    console.log(sketch);
  } else console.log(flags.format === "json" ? JSON.stringify(advice, null, 2) : text(advice));
  return 0;
});
