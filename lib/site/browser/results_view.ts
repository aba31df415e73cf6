/** What came of a run: the figure, the rows, what the paper states; drawn anew with each row that comes. */
import { judge, verdictRows } from "../../analysis/verdicts.ts";
import { experimentNamed } from "../../experiments/settings.ts";
import { table } from "../../notebook/table.ts";
import type { Figure } from "../../plots/figure.ts";
import { columnsOf, type Row } from "../../rows/row.ts";
import { figuresOf, OWN_FIGURE } from "../figures.ts";
import { together } from "./comparison.ts";
import { make, problem, trusted } from "./dom.ts";
import { figureView } from "./figure_view.ts";

/** What is shown. */
export interface Shown {
  /** The experiment's name. */
  readonly experiment: string;
  /** Which of its figures. */
  readonly figure: string | undefined;
  /** Its rows, as far as they are there. */
  readonly rows: readonly Row[];
  /** Those of the run that it is compared with. */
  readonly pinned: readonly Row[] | undefined;
}

/** Draws the figure that is chosen; the experiment's own where an address names none that there is. */
function draw({ experiment, figure = OWN_FIGURE }: Shown, rows: readonly Row[]): Figure {
  const all = figuresOf(experimentNamed(experiment));
  return (all[figure] ?? all[OWN_FIGURE]!).draw(rows);
}

/** The figure of what is shown; undefined while too little is there. */
export function figureOf(shown: Shown): Figure | undefined {
  try {
    return draw(shown, [...together(shown.rows, shown.pinned).keys()]);
  } catch {
    return undefined;
  }
}

/**
 * Draws the figure and the tables.
 *
 * @param onChoose is called with a row whose point was chosen
 */
export function resultsView(shown: Shown, onChoose: (row: Row) => void): HTMLElement[] {
  const { rows, pinned } = shown;
  if (rows.length === 0) return [];
  const all = together(rows, pinned), drawn = [...all.keys()], own = new Set(rows);
  const points = {
    nameOf: (row: Row) => own.has(all.get(row)!) ? pointName(row) : undefined,
    onChoose: (row: Row) => onChoose(all.get(row)!),
  };
  return [...figures(shown, drawn, points), tableView(drawn), ...claimsView(shown)];
}

/** What a point is called. */
export function pointName({ system, cores, workload, fileKilobytes }: Row): string {
  return [
    ...system === "–" ? [] : [system],
    ...workload === undefined ? [] : [workload],
    counted(Number(cores), "core"),
    ...fileKilobytes === undefined ? [] : [`files of ${fileKilobytes} KB`],
  ].join(", ");
}

/** A number of things: `1 row`, `2 rows`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** One figure of both runs; where they cannot be drawn as one, a figure each. */
function figures(
  shown: Shown,
  drawn: readonly Row[],
  points: Parameters<typeof figureView>[1],
): HTMLElement[] {
  const { rows, pinned } = shown;
  try {
    return [figureView(draw(shown, drawn), points)];
  } catch (error) {
    if (pinned === undefined) return rows.some((row) => row.error !== undefined) ? [problem(error)] : [];
    return [pinned, rows].flatMap((run, i) => [
      make("h3", {}, i === 0 ? "A" : "B"),
      ...figures({ ...shown, rows: run, pinned: undefined }, run, points),
    ]);
  }
}

/** The rows, without what the figure shows as a band, and without what is the same in all. */
export function tableView(rows: readonly Row[]): HTMLElement {
  const isOne = new Set(rows.map(({ machine }) => machine)).size === 1;
  const columns = [...columnsOf(rows)].filter((name) =>
    !/(?:Min|Max)$/.test(name) && name !== "experiment" && !(name === "machine" && isOne)
  );
  const view = trusted(table(rows, { columns }).html, "rows");
  return make("details", { open: rows.length <= 40 }, make("summary", {}, counted(rows.length, "row")), view);
}

/** What the paper states, as far as these rows have it. */
function claimsView({ experiment, rows }: Shown): HTMLElement[] {
  const stated = verdictRows(judge(experimentNamed(experiment), rows)).filter(({ model }) =>
    model !== undefined
  )
    .map(({ claim, paper, model, unit }) => ({ claim, paper, model: model!, unit: unit! }) as Row);
  if (stated.length === 0) return [];
  const view = trusted(table(stated).html, "what the paper states, and these rows");
  return [make("details", {}, make("summary", {}, "what the paper states, and these rows"), view)];
}
