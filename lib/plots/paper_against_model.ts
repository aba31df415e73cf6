/** The model's numbers against the paper's, all in one figure: what lies on the diagonal is as measured. */
import type { Row } from "../rows/row.ts";
import { checkFew, drawable } from "./drawable.ts";
import { extentOf } from "./extent.ts";
import type { PlotFigure } from "./figure.ts";
import { logTicks } from "./log_ticks.ts";
import { numeral } from "./numeral.ts";
import { colours } from "./palette.ts";

/** So far from the paper's number is still in the band. */
const BAND = 0.15;

/** Shapes for mechanisms, in order of use; what holds is a disc. */
const shapes = ["circle", "square", "triangle", "diamond", "star", "cross", "wye"] as const;

/**
 * Draws one point a row, on logarithmic axes, with a band of ± 15 % about the diagonal. A miss has the colour
 * and the shape of its mechanism; what was put into the model and is read back is hollow.
 *
 * @param rows with the columns of `paperNumbers`: `experiment paper model kind outcome`
 * @throws {InputError} when no row has two numbers above zero, or there are too many mechanisms to be told
 * apart
 * @example
 * ```ts
 * import { paperAgainstModel } from "corey-lab";
 * paperAgainstModel([
 *   { experiment: "dup-close", paper: 51, model: 56.3, kind: "predicted", outcome: "holds" },
 *   { experiment: "mapreduce", paper: 1.9, model: 1.4, kind: "predicted", outcome: "mmap_sem" },
 * ]);
 * ```
 */
export function paperAgainstModel(rows: readonly Row[]): PlotFigure {
  const numbers = ["paper", "model"], names = ["experiment", "kind", "outcome"];
  const { rows: drawn, notes } = drawable("paperAgainstModel", rows, { numbers, names, log: numbers });
  const outcomes = [
    "holds",
    ...new Set(drawn.map(({ outcome }) => String(outcome)).filter((o) => o !== "holds")),
  ];
  checkFew("paperAgainstModel", outcomes.length, shapes.length, "mechanisms");
  const ticks = logTicks(drawn.flatMap(({ paper, model }) => [Number(paper), Number(model)]))
    .filter((tick) => Number.isInteger(Math.round(1e9 * Math.log10(tick)) / 1e9));
  const [least, most] = extentOf(drawn.flatMap(({ paper, model }) => [Number(paper), Number(model)]));
  const domain = [least / 2, most * 2] as const, ends = domain.map((at) => ({ at }));
  const { held = [], missed = [] } = Object.groupBy(
    drawn,
    ({ outcome }) => outcome === "holds" ? "held" : "missed",
  );
  const point = { x: "paper", y: "model", symbol: "outcome", stroke: "outcome", r: 4, strokeWidth: 1.5 };
  const axis = {
    type: "log" as const,
    domain: [...domain],
    ticks,
    tickFormat: (tick: number) => numeral(tick),
  };
  const title = "The paper's numbers, and the model's";
  return {
    kind: "plot",
    alt: `${title}: ${held.length} of ${drawn.length} hold. Missed: ${
      missed.map(({ experiment, paper, model, outcome }) =>
        `${experiment} ${numeral(Number(paper))}, model ${numeral(Number(model), 3)} (${outcome})`
      ).join("; ") || "none"
    }.`,
    options: {
      title,
      caption: ["Grey band: within 15 %. Filled: predicted; hollow: put in, and read back.", ...notes].join(
        " ",
      ),
      width: 640,
      height: 600,
      marginLeft: 80,
      grid: true,
      x: { label: "the paper (each in its own unit, logarithmic)", ...axis },
      y: { label: "the model (logarithmic)", ...axis },
      color: { domain: outcomes, range: colours.slice(0, outcomes.length) },
      symbol: { legend: true, domain: outcomes, range: shapes.slice(0, outcomes.length) },
    },
    marks: (Plot) => [
      Plot.areaY(ends, {
        x: "at",
        y1: ({ at }) => at * (1 - BAND),
        y2: ({ at }) => at * (1 + BAND),
        fill: "#ddd",
        clip: true,
      }),
      Plot.line(ends, { x: "at", y: "at", stroke: "#888" }),
      // Misses last, so that they lie on top.
      Plot.dot([...held, ...missed].filter(({ kind }) => kind === "calibrated"), {
        ...point,
        fill: "white",
      }),
      Plot.dot([...held, ...missed].filter(({ kind }) => kind !== "calibrated"), {
        ...point,
        fill: "outcome",
      }),
    ],
  };
}
