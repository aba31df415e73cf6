/** `deno task here [workload]`: measures this computer, or runs a workload on it for real. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat } from "d3-dsv";
import { Option } from "commander";
import { writeWhole } from "../files/write_whole.ts";
import { HostError, refusal } from "../host/libc.ts";
import { machineOf } from "../host/machine_of.ts";
import { measureComputer } from "../host/measure.ts";
import { measuredRows } from "../host/measured_rows.ts";
import { readTopology } from "../host/read_topology.ts";
import { WARM_UP } from "../host/team.ts";
import { type HostTopology, inOrder } from "../host/topology.ts";
import { afterwards, processorTime, warnings } from "../host/warnings.ts";
import { hostWorkloadNames, runHere } from "../host/workloads.ts";
import { InputError } from "../input/check.ts";
import { Progress, progressBar } from "../notebook/progress.ts";
import { columnsOf, type Row } from "../rows/row.ts";
import { parseCores } from "../experiments/settings.ts";
import { machineNamed } from "./arguments.ts";
import { command, runCommand } from "./command.ts";
import { fitTable, terminalWidth } from "./fit_table.ts";
import { shownPath, userPath } from "./user_path.ts";

interface Flags {
  readonly cores?: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly as: "threads" | "processes";
  readonly format: "table" | "json" | "csv";
  readonly like: string;
  readonly out: string;
}

/**
 * A round of a workload is no longer: many short ones tell more. But in shorter ones sleep is not even:
 * rounds of `unmap` on two processors spread by 19 % at 0.1 s.
 */
const ROUND_SECONDS = 0.3;

function numberFrom(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (value >= least && value <= most) return value;
    throw new InputError(`${text}: expected a number from ${least} to ${most}`);
  };
}

const cli = command("deno task here", "Measures this computer, or runs a workload on it for real.")
  .argument("[workload]", `${hostWorkloadNames.join(", ")} or all; without one the computer is measured`)
  .option(
    "--cores <counts>",
    "on how many processors a workload runs: 1,2,4 or 1..8 or 1..all (default: 1..all)",
  )
  .addOption(
    new Option("--as <members>", "what runs it on them").choices(["threads", "processes"]).default("threads"),
  )
  .addOption(
    new Option("--rounds <n>", "its rounds for each of these counts").argParser(numberFrom(1, 10_000))
      .default(20),
  )
  .addOption(
    new Option("--seconds <s>", "how long it may take, about").argParser(numberFrom(1, 86_400)).default(60),
  )
  .addOption(
    new Option("--format <format>", "what to print").choices(["table", "json", "csv"]).default("table"),
  )
  .option("--like <machine>", "the machine that all is taken from which is not measured", "epyc64")
  .addOption(
    new Option("--out <file>", "where the machine goes that is measured").argParser(userPath).default(
      userPath("here.json"),
      "here.json",
    ),
  );

function print(rows: readonly Row[], format: Flags["format"]): void {
  if (format === "json") console.log(JSON.stringify(rows, null, 2));
  else if (format === "csv") console.log(csvFormat([...rows]));
  else console.log(fitTable(rows, { columns: [...columnsOf(rows)], width: terminalWidth() }));
}

/** Measures the computer, and writes it down as a machine. */
async function measure(topology: HostTopology, { like, out, seconds }: Flags): Promise<Row[]> {
  const donor = await machineNamed(like);
  let progress: Progress | undefined;
  const measured = await measureComputer(topology, {
    seconds,
    onStep: (_what, done, total) => {
      progress ??= new Progress(total, { label: "this computer" });
      if (done > 0) progress.advance();
    },
  });
  progress?.advance();
  await progress?.finish();
  const date = new Date().toISOString().slice(0, 10);
  const machine = machineOf({ topology, measured, like: donor, date });
  writeWhole(out, JSON.stringify(machine, null, 2) + "\n");
  console.error(
    `${shownPath(out)}: use it with --machine ${shownPath(out)}; what is not below is assumed as ${like}`,
  );
  return measuredRows(measured);
}

/** Runs workloads, each for its share of the time. */
async function runAll(names: readonly string[], all: number, flags: Flags): Promise<Row[]> {
  const { as, rounds, seconds } = flags, cores = parseCores(flags.cores ?? "1..all", all), rows: Row[] = [];
  const roundSeconds = Math.min(ROUND_SECONDS, seconds / names.length / cores.length / (WARM_UP + rounds));
  for (const name of names) {
    rows.push(...await runHere(name, { as, rounds, roundSeconds, cores, onRow: progressBar(name) }));
  }
  return rows;
}

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  const flags = cli.opts<Flags>(), [name] = cli.args;
  const refused = refusal();
  if (refused !== undefined) throw new HostError(refused);
  const topology = readTopology(), before = processorTime();
  for (const sentence of warnings(topology)) console.error(sentence);
  const names = name === "all" ? hostWorkloadNames : name === undefined ? [] : [name];
  const rows = name === undefined
    ? await measure(topology, flags)
    : await runAll(names, inOrder(topology).length, flags);
  print(rows, flags.format);
  for (const sentence of afterwards(rows, before)) console.error(sentence);
  return 0;
});
