/** What a command line of `deno task run` asks for. */
import { type Command, Option } from "commander";
import { InputError } from "../input/check.ts";
import { type AnyExperiment, experimentNamed } from "../experiments/settings.ts";
import { parametersOf } from "./arguments.ts";
import { command } from "./command.ts";
import { listExperiments } from "./list_experiments.ts";
import { whole } from "./whole.ts";

type Format = "table" | "json" | "csv" | "svg";

/** Options of the command. */
export interface Flags {
  readonly machine?: string;
  readonly cores?: string;
  readonly set?: readonly string[];
  readonly format: Format;
  readonly columns?: readonly string[];
  readonly workers: number;
}

/** The names in a list, with spaces or without. */
const namesIn = (text: string): string[] => text.split(",").map((name) => name.trim()).filter(Boolean);

/** The command. */
export const cli: Command = command("deno task run", "Runs one experiment and prints its rows.")
  .argument("[experiment]", "one of those below")
  .option("--machine <name>", "a preset, as `deno task machine show` lists them, or a JSON file")
  .option("--cores <list>", "core counts: 1,2,16 or 1..16, all or 1..all")
  .option(
    "--set <key=value>",
    "a parameter of the experiment; may be repeated",
    (value, all: string[] = []) => [...all, value],
  )
  .addOption(
    new Option("--format <format>", "what to print").choices(["table", "json", "csv", "svg"])
      .default("table"),
  )
  .option("--columns <list>", "which columns to print: cores,l3MissesPerOp", namesIn)
  .option("--workers <count>", "Web Workers to measure on", whole("workers", 1, 256), 1)
  .addHelpText(
    "after",
    () => `\nExperiments, and what --set can change, with the defaults:\n\n${listExperiments()}`,
  );

/** A sweep that is asked for. */
export interface Asked {
  /** What to run. */
  readonly experiment: AnyExperiment;
  /** What to run it with; the rest is as the experiment has it. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** How to run it, and what to print. */
  readonly flags: Flags;
}

/**
 * Reads a command line.
 *
 * @returns what it asks for; undefined if it names no experiment
 * @throws {InputError} when there is no such thing
 * @throws {CommanderError} when there is no such option, or it has no such value
 */
export async function asked(args: readonly string[]): Promise<Asked | undefined> {
  cli.parse(args, { from: "user" });
  const flags = cli.opts<Flags>(), [name] = cli.args;
  if (name === undefined) return undefined;
  const experiment = experimentNamed(name);
  if (flags.format === "svg" && flags.columns) {
    throw new InputError("--columns: a figure has no columns to choose");
  }
  return { experiment, parameters: await parametersOf(experiment, flags), flags };
}
