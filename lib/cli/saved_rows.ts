/** Rows of experiments, read back from where executed notebooks put them. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { autoType, csvParse } from "d3-dsv";
import { allExperiments, type AnyExperiment } from "../experiments/settings.ts";
import type { Row } from "../rows/row.ts";

/**
 * The rows that a notebook saved under the name of an experiment.
 *
 * @param out the output folder
 * @returns nothing if no notebook did
 */
export async function savedRows(
  out: string,
  { name }: { readonly name: string },
): Promise<readonly Row[] | undefined> {
  const text = await Deno.readTextFile(`${out}/rows/${name.replaceAll("-", "_")}.csv`).catch(() => undefined);
  return text === undefined ? undefined : csvParse(text, autoType) as unknown as Row[];
}

/** The saved rows of all experiments of which there are any. */
export async function allSavedRows(out: string): Promise<Map<AnyExperiment, readonly Row[]>> {
  const rows = new Map<AnyExperiment, readonly Row[]>();
  for (const experiment of allExperiments) {
    const saved = await savedRows(out, experiment);
    if (saved !== undefined) rows.set(experiment, saved);
  }
  return rows;
}
