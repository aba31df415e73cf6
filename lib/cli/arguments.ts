/** From words on a command line to the parameters of an experiment. */
import { type AnyExperiment, json, parameterSchema, parseCores, readValue } from "../experiments/settings.ts";
import { InputError } from "../input/check.ts";
import { suggestion } from "../input/suggest.ts";
import { presets, readMachineSpec } from "../machine/presets.ts";
import { coreCount, type MachineSpec } from "../machine/spec.ts";
import { userText } from "./user_text.ts";

/** Finds a machine: a preset by its name, or a JSON file by its path. */
export async function machineNamed(name: string): Promise<MachineSpec> {
  const preset = presets.find((spec) => spec.name === name);
  if (preset) return preset;
  const text = await userText(name);
  if (text === undefined) {
    const hint = suggestion(name, presets.map((spec) => spec.name));
    throw new InputError(
      `there is no machine ${name}: expected a preset or the path of a JSON file; ${hint}`,
    );
  }
  return readMachineSpec(parseJson(text, name), name);
}

/**
 * Reads `key=value` for one of an experiment's parameters.
 *
 * @throws {InputError} when the experiment has no such parameter, or it takes no such value
 */
function parseSetting(experiment: AnyExperiment, setting: string): [string, unknown] {
  const [, key, text] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
  if (key === undefined || text === undefined) throw new InputError(`--set ${setting}: expected key=value`);
  const schema = parameterSchema(experiment, key);
  if (key === "machine") throw new InputError(`--set ${setting}: the machine is chosen with --machine`);
  try {
    return [key, readValue(schema, text)];
  } catch (error) {
    throw new InputError(`--set ${setting}: ${(error as InputError).message}`);
  }
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

function parseJson(text: string, path: string): unknown {
  const [value] = json(text);
  if (value === undefined) throw new InputError(`${path} is not JSON`);
  return value;
}
