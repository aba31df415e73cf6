/** What came of a run: the figure and the table, drawn anew with each row that comes. */
import type { AnyExperiment } from "../../experiments/settings.ts";
import { table } from "../../notebook/table.ts";
import type { Figure } from "../../plots/figure.ts";
import { columnsOf, type Row } from "../../rows/row.ts";
import { together } from "./comparison.ts";
import { make, problem, trusted } from "./dom.ts";
import { figureView } from "./figure_view.ts";

/** What is shown. */
export interface Shown {
  /** The experiment. */
  readonly experiment: AnyExperiment;
  /** Its rows, as far as they are there. */
  readonly rows: readonly Row[];
  /** Those of the run that it is compared with. */
  readonly pinned: readonly Row[] | undefined;
  /** Is called with a row whose point was chosen. */
  readonly onChoose: (row: Row) => void;
}

/** The figure of what is shown; undefined while too little is there. */
export function figureOf({ experiment, rows, pinned }: Omit<Shown, "onChoose">): Figure | undefined {
  try {
    return experiment.figure([...together(rows, pinned).keys()]);
  } catch {
    return undefined;
  }
}

/** Draws the figure and the table. */
export function resultsView(shown: Shown): HTMLElement[] {
  const { experiment, rows, pinned, onChoose } = shown;
  if (rows.length === 0) return [];
  const all = together(rows, pinned), drawn = [...all.keys()];
  const own = new Set(rows);
  const points = {
    nameOf: (row: Row) => own.has(all.get(row)!) ? pointName(row) : undefined,
    onChoose: (row: Row) => onChoose(all.get(row)!),
  };
  return [...figures(experiment, rows, pinned, drawn, points), tableView(drawn)];
}

/** What a point is called. */
export function pointName({ system, cores, fileKilobytes }: Row): string {
  const files = fileKilobytes === undefined ? "" : `, files of ${fileKilobytes} KB`;
  return `${system === "–" ? "" : `${system}, `}${cores} ${cores === 1 ? "core" : "cores"}${files}`;
}

/** One figure of both runs; where they cannot be drawn as one, a figure each. */
function figures(
  experiment: AnyExperiment,
  rows: readonly Row[],
  pinned: readonly Row[] | undefined,
  drawn: readonly Row[],
  points: Parameters<typeof figureView>[1],
): HTMLElement[] {
  try {
    return [figureView(experiment.figure(drawn), points)];
  } catch (error) {
    if (pinned === undefined) return rows.some((row) => row.error !== undefined) ? [problem(error)] : [];
    return [pinned, rows].flatMap((run, i) => [
      make("h3", {}, i === 0 ? "A" : "B"),
      ...figures(experiment, run, undefined, run, points),
    ]);
  }
}

/** The rows, without what the figure shows as a band, and without what is the same in all. */
function tableView(rows: readonly Row[]): HTMLElement {
  const columns = [...columnsOf(rows)].filter((name) =>
    !/(?:Min|Max)$/.test(name) && name !== "experiment" &&
    !(name === "machine" && new Set(rows.map(({ machine }) => machine)).size === 1)
  );
  const view = trusted(table(rows, { columns }).html);
  view.setAttribute("aria-label", "rows");
  return make("details", { open: rows.length <= 40 }, make("summary", {}, `${rows.length} rows`), view);
}
