/**
 * Lines that a reader can explore: hover for the numbers, click a series in the legend to see it alone, move
 * a slider through what was measured. Where a page is only read it is a picture of the first state.
 */
import * as z from "zod";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import { InputError } from "../input/check.ts";
import { optionsOf, text } from "../input/options.ts";
import { axisLabel } from "./axis_label.ts";
import { checkFew, checkPlaces, drawable } from "./drawable.ts";
import { extentOf } from "./extent.ts";
import type { VegaLiteFigure } from "./figure.ts";
import { axisFields, type LinesOptions, MOST_POINTS } from "./lines.ts";
import { MOST_SERIES, seriesStyle } from "./series_style.ts";

/** A slider over a column of the rows. */
export interface Slider {
  /** The column; its values have to lie at equal distances. */
  readonly column: string;
  /** Where it stands at first. */
  readonly at: number;
  /** What it is, with the unit; the column's name in words unless given. */
  readonly label?: string;
}

/** How the figure looks. */
export interface ExplorerOptions extends Omit<LinesOptions, "stated" | "diamonds" | "series"> {
  /** Shows the rows of one value at a time. */
  readonly slider?: Slider;
}

const checked = optionsOf<ExplorerOptions>("explorer", {
  ...axisFields,
  slider: z.strictObject({ column: text, at: z.number(), label: text.optional() }).optional() as z.ZodType<
    Slider | undefined
  >,
});

/** Vega's shapes, in an order in which neighbours differ most. */
const shapes = ["circle", "square", "cross", "diamond", "triangle-up", "triangle-down", "triangle-right"];

const shapeOf = (_: string, i: number) => shapes[(i + Math.floor(i / shapes.length)) % shapes.length];

/**
 * Draws one line a series, as an interactive chart.
 *
 * @throws {InputError} when no row has both numbers, or there are too many to be told apart
 * @throws {InputError} when the slider's values do not lie at equal distances, or it stands at none of them
 * @example
 * ```ts
 * import { explorer } from "corey-lab";
 * const rows = [1, 2].flatMap((latency) =>
 *   [1, 2, 4].map((cores) => ({ latency, cores, rate: cores / latency, system: "linux" }))
 * );
 * const figure = explorer(rows, {
 *   x: "cores",
 *   y: "rate",
 *   stroke: "system",
 *   title: "Rate",
 *   slider: { column: "latency", at: 1 },
 * });
 * ```
 */
export function explorer(rows: readonly Row[], options: ExplorerOptions): VegaLiteFigure {
  const { x, y, stroke, title, per = 1, log, slider } = checked(options);
  const xLabel = options.xLabel ?? heading(x), yLabel = options.yLabel ?? heading(y);
  const columns = [x, y, stroke, ...(slider ? [slider.column] : [])];
  const logX = log === "x" || log === "both", logY = log === "y" || log === "both";
  const { rows: drawn, notes } = drawable("explorer", rows, {
    numbers: [x, y, ...(slider ? [slider.column] : [])],
    names: [stroke],
    log: [...(logX ? [x] : []), ...(logY ? [y] : [])],
  });
  checkFew("explorer", drawn.length, MOST_POINTS, "points");
  checkPlaces("explorer", drawn, [...(slider ? [slider.column] : []), stroke, x], [y]);
  const values = drawn
    .map((row) => Object.fromEntries(columns.map((column) => [column, row[column]!])) as Row)
    .map((row) => ({ ...row, [y]: Number(row[y]) / per }));
  const series = [...new Set(values.map((row) => String(row[stroke])))];
  checkFew("explorer", series.length, MOST_SERIES, "series");
  const taken = [title, xLabel, yLabel, ...series].find((name) => name in {});
  if (taken !== undefined) {
    throw new InputError(
      `explorer: a series or title cannot be called ${taken}, which means something to Vega; ` +
        "give it another name",
    );
  }
  const styles = series.map((_, i) => seriesStyle(i));
  const dash = styles.map((style) => style.dash === "" ? [1, 0] : style.dash.split(",").map(Number));
  const scale = (isLog: boolean, column: string) => ({
    type: isLog ? "log" : "linear",
    // The axes stand still while the slider moves.
    domain: extent(values.map((row) => Number(row[column])), isLog),
    nice: !isLog,
  });
  const label = slider && (slider.label ?? heading(slider.column));
  return {
    kind: "vega-lite",
    alt: options.alt ??
      `${title}: ${yLabel} against ${xLabel}, for ${series.join(", ")}${
        slider ? `, at ${label} = ${slider.at}` : ""
      }.`,
    spec: {
      title: notes.length > 0 || slider
        ? {
          text: slider ? { expr: `${JSON.stringify(`${title}; ${label}: `)} + format(at, ".12~g")` } : title,
          ...(notes.length > 0 ? { subtitle: notes } : {}),
        }
        : title,
      width: 520,
      height: 320,
      data: { values },
      params: [
        { name: "chosen", select: { type: "point", fields: [stroke] }, bind: "legend" },
        ...(slider ? [{ name: "at", value: slider.at, bind: rangeOf(slider, values, label!) }] : []),
      ],
      ...(slider
        ? {
          transform: [{
            filter: `abs(datum[${JSON.stringify(slider.column)}] - at) <= ${stepOf(values, slider) / 4}`,
          }],
        }
        : {}),
      mark: { type: "line", strokeWidth: 2, point: { filled: true, size: 45 } },
      encoding: {
        x: {
          field: x,
          type: "quantitative",
          title: axisLabel(xLabel, logX),
          scale: scale(logX, x),
          axis: { format: ",~r", ...(options.xTicks ? { values: [...options.xTicks] } : {}) },
        },
        y: {
          field: y,
          type: "quantitative",
          title: axisLabel(yLabel, logY),
          scale: scale(logY, y),
          // Not "400m": SI prefixes would be read as units.
          axis: { format: ",~r" },
        },
        color: {
          field: stroke,
          type: "nominal",
          title: heading(stroke),
          scale: { domain: series, range: styles.map(({ colour }) => colour) },
          // Vega dashes the outlines of the legend's symbols as it does the lines: they looked frayed.
          legend: { symbolStrokeWidth: 0 },
        },
        shape: {
          field: stroke,
          type: "nominal",
          title: heading(stroke),
          // Vega has a shape for each of the first; where colours begin anew, shapes must not do so as well.
          scale: { domain: series, ...(series.length > shapes.length ? { range: series.map(shapeOf) } : {}) },
        },
        strokeDash: {
          field: stroke,
          type: "nominal",
          title: heading(stroke),
          scale: { domain: series, range: dash },
        },
        opacity: { condition: { param: "chosen", value: 1 }, value: 0.12 },
        tooltip: [
          { field: stroke, type: "nominal", title: heading(stroke) },
          { field: x, type: "quantitative", title: xLabel },
          { field: y, type: "quantitative", title: yLabel, format: ",.4~r" },
        ],
      },
    },
  };
}

/** From the smallest to the largest value with a little room, or from zero where zero can be shown. */
function extent(values: readonly number[], isLog: boolean): [number, number] {
  const [least, most] = extentOf(values);
  return isLog ? [least / 1.15, most * 1.15] : [Math.min(0, least), most];
}

function rangeOf(slider: Slider, rows: readonly Row[], label: string): Record<string, unknown> {
  const values = positions(rows, slider), step = stepOf(rows, slider), { column, at } = slider;
  const [min = at] = values, max = values.at(-1) ?? at;
  // 0.1 and twice 0.1 more is not 0.3, but nearly.
  const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * step;
  if (!values.every((value, i) => near(value, min + i * step))) {
    throw new InputError(`a slider over ${column} needs values at equal distances, not ${values.join(", ")}`);
  }
  if (!values.some((value) => near(value, at))) {
    throw new InputError(`a slider over ${column} cannot stand at ${at}; there are ${values.join(", ")}`);
  }
  return { input: "range", min, max, step, name: `${label} ` };
}

/** The values of a slider's column, in order. */
function positions(rows: readonly Row[], { column }: Slider): number[] {
  return [...new Set(rows.map((row) => Number(row[column])))].sort((a, b) => a - b);
}

/** How far they lie apart; without a second one, it does not matter. */
function stepOf(rows: readonly Row[], slider: Slider): number {
  const [first = 0, second = first + 1] = positions(rows, slider);
  return Number((second - first).toPrecision(12));
}
