/** The experiments with what can be set, read off their schemas: what `deno task run --help` lists. */
import { allExperiments, type DescribedParameter, parametersDescribed } from "../experiments/settings.ts";

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
      ...parametersDescribed(experiment).map(line),
    ].join("\n")
  ).join("\n\n");
}

function line([key, described]: [string, DescribedParameter]): string {
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
