/** Parameters of experiments as words: of a command line, or of a link. */
import * as z from "zod";
import { complaints, InputError } from "../input/check.ts";
import { nearest } from "../input/suggest.ts";
import { experiments } from "./all.ts";
import type { Experiment } from "./experiment.ts";
import { range } from "./points.ts";

/** An experiment of any parameters. */
export type AnyExperiment = Experiment<Record<string, unknown>>;

/** All experiments, as command lines and pages see them. */
export const allExperiments = Object.values(experiments) as unknown as readonly AnyExperiment[];

/** Finds an experiment by name. Throws an {@link InputError} that lists the names. */
export function experimentNamed(name: string): AnyExperiment {
  const found = allExperiments.find((experiment) => experiment.name === name);
  if (found) return found;
  const names = allExperiments.map((experiment) => experiment.name), meant = nearest(name, names);
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  throw new InputError(`there is no experiment ${name}: expected one of ${names.join(", ")}${hint}`);
}

/** A parameter as its schema describes it, in JSON Schema. */
export interface DescribedParameter {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: DescribedParameter;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** The parameters of an experiment with their names, the machine aside. */
export function parametersDescribed(
  { parameters: { shape } }: AnyExperiment,
): [key: string, described: DescribedParameter][] {
  return Object.entries(shape).filter(([key]) => key !== "machine")
    .map(([key, schema]) => [key, z.toJSONSchema(schema, { io: "input" }) as DescribedParameter]);
}

/** No machine has more cores. */
const MOST_CORES = 1024;

/**
 * Reads core counts: `1,2,16`, `1..16`, `1..4,8,16`, `1..all`.
 *
 * @param all how many cores `all` of them are, where the machine is known
 */
export function parseCores(text: string, all?: number): number[] {
  return text.replaceAll("all", String(all ?? "all")).split(",").flatMap((part) => {
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
 * Reads a value of one of an experiment's parameters. It is JSON, a word, or words with commas between,
 * whichever the parameter takes.
 *
 * @throws {InputError} when it takes no such value, with what it takes
 */
export function readValue(schema: z.ZodType, text: string): unknown {
  const words = text.split(","), values = words.map((word) => json(word)[0] ?? word);
  const fits = [text, ...json(text), words, values].find((reading) => schema.safeParse(reading).success);
  if (fits !== undefined) return fits;
  // The complaint about the reading that is nearest to what the parameter takes: the one that got deepest
  // into the schema.
  const [best] = [...json(text), text, values]
    .map((reading) => ({ reading, issue: schema.safeParse(reading).error!.issues[0]! }))
    .sort((a, b) => b.issue.path.length - a.issue.path.length);
  const { reading, issue } = best!;
  const value = issue.path.length === 0 ? reading : (reading as Record<PropertyKey, unknown>)[issue.path[0]!];
  throw new InputError(complaints(z.any(), value, [{ ...issue, path: [] }]).join("; "));
}

/** The schema of one parameter. Throws an {@link InputError} that lists the parameters. */
export function parameterSchema(experiment: AnyExperiment, key: string): z.ZodType {
  const { shape } = experiment.parameters;
  if (Object.hasOwn(shape, key)) return shape[key]!;
  throw new InputError(
    `${experiment.name} has no parameter ${key}: expected one of ${Object.keys(shape).join(", ")}`,
  );
}

/** JSON as a list of one value; nothing if it is none. */
export function json(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
