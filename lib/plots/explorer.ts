/**
 * Lines that a reader can question: hover for the numbers, click a series in the legend to see it alone, move a slider through what was
 * measured before. Where a page is only read it is a picture of the first state.
 */
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import { drawable } from "./drawable.ts";
import type { VegaLiteFigure } from "./figure.ts";
import type { LinesOptions } from "./lines.ts";
import { colours, dashes } from "./palette.ts";

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
export interface ExplorerOptions extends Omit<LinesOptions, "stated"> {
  /** Shows the rows of one value at a time. */
  readonly slider?: Slider;
}

/**
 * Draws one line a series, as an interactive chart.
 *
 * @throws {RangeError} when no row has both numbers
 * @throws {RangeError} when the slider's values do not lie at equal distances, or it stands at none of them
 * @example
 * ```ts
 * import { explorer } from "corey-lab";
 * const rows = [1, 2].flatMap((latency) =>
 *   [1, 2, 4].map((cores) => ({ latency, cores, rate: cores / latency, system: "linux" }))
 * );
 * const figure = explorer(rows, { x: "cores", y: "rate", stroke: "system", title: "Rate", slider: { column: "latency", at: 1 } });
 * ```
 */
export function explorer(rows: readonly Row[], options: ExplorerOptions): VegaLiteFigure {
  const { x, y, stroke, title, per = 1, log, slider } = options;
  const xLabel = options.xLabel ?? heading(x), yLabel = options.yLabel ?? heading(y);
  const columns = [x, y, stroke, ...(slider ? [slider.column] : [])];
  const values = drawable(rows, [x, y])
    .map((row) => Object.fromEntries(columns.map((column) => [column, row[column]!])) as Row)
    .map((row) => ({ ...row, [y]: Number(row[y]) / per }));
  const series = [...new Set(values.map((row) => String(row[stroke])))];
  const of = (palette: readonly unknown[]) => series.map((_, i) => palette[i % palette.length]);
  const dash = dashes.map((pattern) => pattern === "" ? [1, 0] : pattern.split(",").map(Number));
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
      title: slider ? { text: { expr: `${JSON.stringify(`${title}; ${label}: `)} + at` } } : title,
      width: 520,
      height: 320,
      data: { values },
      params: [
        { name: "chosen", select: { type: "point", fields: [stroke] }, bind: "legend" },
        ...(slider ? [{ name: "at", value: slider.at, bind: rangeOf(slider, values, label!) }] : []),
      ],
      ...(slider ? { transform: [{ filter: `datum[${JSON.stringify(slider.column)}] == at` }] } : {}),
      mark: { type: "line", strokeWidth: 2, point: { filled: true, size: 45 } },
      encoding: {
        x: {
          field: x,
          type: "quantitative",
          title: xLabel,
          scale: scale(log === "x" || log === "both", x),
          axis: { format: ",~r", ...(options.xTicks ? { values: [...options.xTicks] } : {}) },
        },
        y: {
          field: y,
          type: "quantitative",
          title: yLabel,
          scale: scale(log === "y" || log === "both", y),
          // Not "400m": SI prefixes would be read as units.
          axis: { format: ",~r" },
        },
        color: {
          field: stroke,
          type: "nominal",
          title: heading(stroke),
          scale: { domain: series, range: of(colours) },
        },
        shape: { field: stroke, type: "nominal", title: heading(stroke), scale: { domain: series } },
        strokeDash: {
          field: stroke,
          type: "nominal",
          title: heading(stroke),
          scale: { domain: series, range: of(dash) },
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
  const least = Math.min(...values), most = Math.max(...values);
  return isLog ? [least / 1.15, most * 1.15] : [Math.min(0, least), most];
}

function rangeOf({ column, at }: Slider, rows: readonly Row[], label: string): Record<string, unknown> {
  const values = [...new Set(rows.map((row) => Number(row[column])))].sort((a, b) => a - b);
  const min = values[0] ?? at, max = values.at(-1) ?? at, step = (values[1] ?? max) - min;
  if (!values.every((value, i) => value === min + i * step)) {
    throw new RangeError(`a slider over ${column} needs values at equal distances, not ${values.join(", ")}`);
  }
  if (!values.includes(at)) throw new RangeError(`a slider over ${column} cannot stand at ${at}`);
  return { input: "range", min, max, step, name: `${label} ` };
}
