/** `deno task here [workload]`: measures this computer, or runs a workload on it for real. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat } from "d3-dsv";
import { Option } from "commander";
import { writeWhole } from "../files/write_whole.ts";
import { busyWarning } from "../host/busy.ts";
import { HostError, refusal } from "../host/libc.ts";
import { machineOf } from "../host/machine_of.ts";
import { measureComputer } from "../host/measure.ts";
import { measuredRows } from "../host/measured_rows.ts";
import { inOrder, readTopology } from "../host/topology.ts";
import { hostWorkloadNames, runHere } from "../host/workloads.ts";
import { InputError } from "../input/check.ts";
import { Progress, progressBar } from "../notebook/progress.ts";
import type { Row } from "../rows/row.ts";
import { machineNamed, parseCores } from "./arguments.ts";
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

/** A round of a workload is no longer: many short ones tell more. */
const ROUND_SECONDS = 0.05;

function numberFrom(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (value >= least && value <= most) return value;
    throw new InputError(`${text}: expected a number from ${least} to ${most}`);
  };
}

const cli = command("deno task here", "Measures this computer, or runs a workload on it for real.")
  .argument("[workload]", `${hostWorkloadNames.join(", ")}; without one the computer is measured`)
  .option("--cores <counts>", "how many processors at once: 1,2,4 or 1..8 or 1..all (default: 1..all)")
  .addOption(
    new Option("--as <members>", "what runs on them").choices(["threads", "processes"]).default("threads"),
  )
  .addOption(new Option("--rounds <n>", "rounds a count").argParser(numberFrom(1, 10_000)).default(20))
  .addOption(
    new Option("--seconds <s>", "how long it may take, about").argParser(numberFrom(1, 86_400)).default(60),
  )
  .addOption(
    new Option("--format <format>", "what to print").choices(["table", "json", "csv"]).default("table"),
  )
  .option("--like <machine>", "the machine that all is taken from which is not measured", "epyc64")
  .addOption(
    new Option("--out <file>", "where the machine goes").argParser(userPath).default(
      userPath("here.json"),
      "here.json",
    ),
  );

function print(rows: readonly Row[], format: Flags["format"]): void {
  if (format === "json") console.log(JSON.stringify(rows, null, 2));
  else if (format === "csv") console.log(csvFormat([...rows]));
  else console.log(fitTable(rows, { columns: Object.keys(rows[0]!), width: terminalWidth() }));
}

async function measure({ like, out, format, seconds }: Flags): Promise<number> {
  const topology = readTopology(), donor = await machineNamed(like);
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
  print(measuredRows(measured), format);
  console.error(
    `${shownPath(out)}: use it with --machine ${shownPath(out)}; what is not above is assumed as ${like}`,
  );
  return 0;
}

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  const flags = cli.opts<Flags>(), [name] = cli.args;
  const refused = refusal();
  if (refused !== undefined) throw new HostError(refused);
  const warning = busyWarning();
  if (warning !== undefined) console.error(warning);
  if (name === undefined) return await measure(flags);
  const { as, rounds, seconds } = flags, all = inOrder(readTopology()).length;
  if (all === 1) console.error("this computer has one processor: there is nothing to share, and one row");
  const cores = parseCores(flags.cores ?? "1..all", all);
  const roundSeconds = Math.min(ROUND_SECONDS, seconds / cores.length / (rounds + 1));
  print(await runHere(name, { as, rounds, roundSeconds, cores, onRow: progressBar(name) }), flags.format);
  return 0;
});
