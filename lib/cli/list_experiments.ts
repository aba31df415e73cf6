/** The experiments with what can be set, read off their schemas: what `deno task run --help` lists. */
import * as z from "zod";
import { allExperiments, type AnyExperiment } from "../experiments/settings.ts";

/** What zod says of a parameter. */
interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: Described;
}

/**
 * The experiments, each with its question and its `--set` keys: what they mean and in which unit, what they
 * take, their defaults.
 *
 * @example
 * ```ts
 * import { listExperiments } from "./list_experiments.ts";
 * import assert from "node:assert/strict";
 *
 * assert.match(listExperiments(), /microseconds=1000 +µs of simulated time/);
 * ```
 */
export function listExperiments(): string {
  return allExperiments.map((experiment) =>
    [
      `  ${experiment.name.padEnd(16)} ${experiment.question}`,
      ...keysOf(experiment).map(line),
    ].join("\n")
  ).join("\n\n");
}

function keysOf(experiment: AnyExperiment): [key: string, Described][] {
  return Object.entries(experiment.parameters.shape).filter(([key]) => key !== "machine")
    .map(([key, schema]) => [key, z.toJSONSchema(schema, { io: "input" }) as Described]);
}

function line([key, described]: [string, Described]): string {
  const words = (described.items ?? described).enum;
  const meaning = words === undefined
    ? described.description ?? ""
    : `${described.description}: ${words.join(", ")}`;
  const setting = described.default === undefined ? key : `${key}=${value(described.default)}`;
  return `    ${setting.padEnd(28)} ${meaning}`;
}

/** A default as it would be typed; long lists in short. */
function value(given: unknown): string {
  if (!Array.isArray(given)) return String(given);
  return given.length <= 4 ? given.join(",") : `${given[0]},${given[1]},…,${given.at(-1)}`;
}
