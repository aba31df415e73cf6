/**
 * Where on the bench a notebook's figures can be changed: read off the cells that measured and drew them.
 */
import { experiments } from "../experiments/all.ts";
import type { AnyExperiment } from "../experiments/settings.ts";
import type { CodeCell, NotebookDocument } from "../jupyter/runner/nbformat.ts";
import { startOf, toHash } from "./bench_state.ts";
import { figuresOf, OWN_FIGURE } from "./figures.ts";
import { firstLook } from "./first_look.ts";

/** An experiment with the parameters that a cell gave it. */
interface Measured {
  readonly experiment: AnyExperiment;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * The part of an address, behind the `#`, at which the bench shows what a cell shows: by the cell.
 *
 * @returns of the cells that draw rows of one of the lab's experiments, with parameters that are written out
 * @example
 * ```ts
 * const cell = { cell_type: "code", id: "c", metadata: {}, execution_count: 1, outputs: [], source:
 *   `const rows = await experiments.dupClose.run({ lock: "mcs" });
 * await show(experiments.dupClose.figure(rows));`,
 * } as const;
 * console.log(benchLinks({ metadata: {}, cells: [cell] }).get(cell)); // dup-close?repeats=8&lock=mcs
 * ```
 */
export function benchLinks({ cells }: NotebookDocument): Map<CodeCell, string> {
  const links = new Map<CodeCell, string>(), measured = new Map<string, Measured>();
  for (const cell of cells) {
    if (cell.cell_type !== "code") continue;
    for (const [name, run] of runsIn(cell.source)) measured.set(name, run);
    const drawn = [...measured].flatMap(([name, run]) =>
      drawingsOf(cell.source, name).map((by) => ({ ...run, by }))
    );
    // A figure of several runs stands for none of them.
    if (new Set(drawn.map(({ experiment }) => experiment)).size !== 1 || !hasFigure(cell)) continue;
    links.set(cell, hashOf(drawn[0]!));
  }
  return links;
}

/** The rows that a cell measures: `const rows = … await experiments.dupClose.run({…}`, by name. */
function* runsIn(source: string): Generator<[string, Measured]> {
  const run = /const (\w+) = (?:saveRows\(\s*)?await experiments\.(\w+)\.run\(\s*(\{[^}]*\}|)/g;
  for (const [, name, key, given] of source.matchAll(run)) {
    const experiment = (experiments as unknown as Record<string, AnyExperiment>)[key!];
    const settings = literal(given || "{}");
    if (experiment && settings && !("machine" in settings)) yield [name!, { experiment, settings }];
  }
}

/** An object that is written out: names and values of JSON; undefined for one that has to be computed. */
function literal(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text.replace(/(\w+):/g, '"$1":').replace(/,\s*([}\]])/g, "$1"));
  } catch {
    return undefined;
  }
}

/** By which calls a cell draws these rows, as if they were called `rows`. */
function drawingsOf(source: string, rows: string): string[] {
  const drawing = new RegExp(`show\\(\\s*(?:experiments\\.\\w+\\.)?(\\w+)\\(${rows}\\b([^)]*)`, "g");
  return [...source.matchAll(drawing)].map(([, name, more]) => `${name}(rows${more})`);
}

/** Where the bench shows it. What takes minutes is begun with less, as anywhere on the bench. */
function hashOf({ experiment, settings, by }: Measured & { readonly by: string }): string {
  const start = startOf(experiment.name), isAll = Object.keys(settings).length === 0;
  const [figure] = Object.entries(figuresOf(experiment)).find(([, { code }]) => code === by) ?? [];
  const begun = firstLook(experiment.name)?.isLong && isAll ? start : { ...start, settings };
  return toHash({ ...begun, ...(figure === undefined || figure === OWN_FIGURE ? {} : { figure }) });
}

function hasFigure({ outputs }: CodeCell): boolean {
  return outputs.some((output) => "data" in output && "image/png" in output.data);
}
