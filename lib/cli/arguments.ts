/** From words on a command line to the parameters of an experiment. */
import type { z } from "zod";
import { experiments } from "../experiments/all.ts";
import type { Experiment } from "../experiments/experiment.ts";
import { range } from "../experiments/points.ts";
import { InputError } from "../input/check.ts";
import { suggestion } from "../input/suggest.ts";
import { presets, readMachineSpec } from "../machine/presets.ts";
import { coreCount, type MachineSpec } from "../machine/spec.ts";
import { userPath } from "./user_path.ts";

/** An experiment of any parameters. */
export type AnyExperiment = Experiment<Record<string, unknown>>;

/** All experiments, as the command line sees them. */
export const allExperiments = Object.values(experiments) as unknown as readonly AnyExperiment[];

/** Finds an experiment by name. Throws an {@link InputError} that lists the names. */
export function experimentNamed(name: string): AnyExperiment {
  const found = allExperiments.find((experiment) => experiment.name === name);
  if (found) return found;
  const names = allExperiments.map((experiment) => experiment.name).join(", ");
  throw new InputError(`there is no experiment ${name}: expected one of ${names}`);
}

/** Finds a machine: a preset by its name, or a JSON file by its path. */
export async function machineNamed(name: string): Promise<MachineSpec> {
  const preset = presets.find((spec) => spec.name === name);
  if (preset) return preset;
  let text: string;
  try {
    text = await Deno.readTextFile(userPath(name));
  } catch {
    const hint = suggestion(name, presets.map((spec) => spec.name));
    throw new InputError(
      `there is no machine ${name}: expected a preset or the path of a JSON file; ${hint}`,
    );
  }
  return readMachineSpec(parseJson(text, name), name);
}

/** No machine has more cores. */
const MOST_CORES = 1024;

/**
 * Reads core counts: `1,2,16`, `1..16`, `1..4,8,16`, `1..all`.
 *
 * @param all how many cores `all` of them are
 */
export function parseCores(text: string, all: number): number[] {
  return text.replaceAll("all", String(all)).split(",").flatMap((part) => {
    const [, first, last] = /^(\d+)(?:\.\.(\d+))?$/.exec(part.trim()) ?? [];
    if (Number(last ?? first) > MOST_CORES) {
      throw new InputError(`cores = ${text}: a machine has at most ${MOST_CORES} cores`);
    }
    const cores = first === undefined ? [] : range(Number(first), Number(last ?? first));
    if (cores.length === 0) {
      throw new InputError(`cores = ${text}: expected numbers such as 1,2,16, 1..16 or 1..all`);
    }
    return cores;
  });
}

/**
 * Reads `key=value` for one of an experiment's parameters. A value is JSON, a word, or words with commas
 * between, whichever the parameter takes.
 */
export function parseSetting(experiment: AnyExperiment, setting: string): [string, unknown] {
  const [, key, text] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
  if (key === undefined || text === undefined) throw new InputError(`--set ${setting}: expected key=value`);
  const schema = parameterSchema(experiment, key);
  if (key === "machine") throw new InputError(`--set ${setting}: the machine is chosen with --machine`);
  const words = text.split(","), values = words.map((word) => json(word)[0] ?? word);
  const fits = [text, ...json(text), words, values].find((reading) => schema.safeParse(reading).success);
  if (fits !== undefined) return [key, fits];
  // The complaint about the reading that is nearest to what the parameter takes: the one that got deepest
  // into the schema.
  const [complaint] = [...json(text), text, values]
    .map((reading) => schema.safeParse(reading).error!.issues[0]!)
    .sort((a, b) => b.path.length - a.path.length);
  throw new InputError(`--set ${setting}: ${complaint!.message}`);
}

/** What a command line says of an experiment's parameters. */
export interface ParameterFlags {
  /** A preset or a file. */
  readonly machine?: string;
  /** Core counts. */
  readonly cores?: string;
  /** `key=value`, each. */
  readonly set?: readonly string[];
}

/**
 * The parameters of an experiment that a command line names; the rest is as the experiment has it.
 *
 * @throws {InputError} when the experiment has no such parameter, or it takes no such value
 */
export async function parametersOf(
  experiment: AnyExperiment,
  { machine, cores, set = [] }: ParameterFlags,
): Promise<Record<string, unknown>> {
  const parameters: Record<string, unknown> = Object.fromEntries(
    set.map((setting) => parseSetting(experiment, setting)),
  );
  if (machine !== undefined) {
    parameterSchema(experiment, "machine");
    parameters.machine = await machineNamed(machine);
  }
  if (cores !== undefined) {
    parameterSchema(experiment, "cores");
    const spec = parameters.machine ?? parameterSchema(experiment, "machine").parse(undefined);
    parameters.cores = parseCores(cores, coreCount(spec as MachineSpec));
  }
  return parameters;
}

/** The schema of one parameter. Throws an {@link InputError} that lists the parameters. */
export function parameterSchema(experiment: AnyExperiment, key: string): z.ZodType {
  const { shape } = experiment.parameters;
  if (Object.hasOwn(shape, key)) return shape[key]!;
  throw new InputError(
    `${experiment.name} has no parameter ${key}: expected one of ${Object.keys(shape).join(", ")}`,
  );
}

function json(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

function parseJson(text: string, path: string): unknown {
  const [value] = json(text);
  if (value === undefined) throw new InputError(`${path} is not JSON`);
  return value;
}
