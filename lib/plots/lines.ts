/**
 * A line for each series of rows: what the model says. What the paper states is drawn beside it as open diamonds with a bar for
 * the tolerance, so that the two never look alike. There are no paper points but those that its text states.
 */
import * as Plot from "@observablehq/plot";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import { drawable } from "./drawable.ts";
import type { PlotFigure } from "./figure.ts";
import { logTicks } from "./log_ticks.ts";
import { markers } from "./markers.ts";
import { colours, dashes } from "./palette.ts";

/** A number that the paper states. */
export interface Stated {
  /** Where on the x axis. */
  readonly x: number;
  /** The value. */
  readonly y: number;
  /** What counts as agreement, relative: 0.15 for 15 %. */
  readonly within?: number;
}

/** A number at a tick, as people write it. */
const numeral = (tick: number): string => tick.toLocaleString("en", { maximumSignificantDigits: 6 });

/** How a line figure looks. */
export interface LinesOptions {
  /** Column of the x axis. */
  readonly x: string;
  /** Column of the y axis. */
  readonly y: string;
  /** Column that tells the series apart. */
  readonly stroke: string;
  /** Title of the figure. */
  readonly title: string;
  /** Label of the x axis; the column's name in words unless given. */
  readonly xLabel?: string;
  /** Label of the y axis; the column's name in words unless given. */
  readonly yLabel?: string;
  /** Whether an axis is logarithmic. */
  readonly log?: "x" | "y" | "both";
  /** Positions of the ticks on the x axis. */
  readonly xTicks?: readonly number[];
  /** Divides the y values, to keep the numbers on the axis short. Say so in the label. */
  readonly per?: number;
  /** What the paper states. */
  readonly stated?: readonly Stated[];
  /** What the figure shows, for readers who do not see it; made of title and labels unless given. */
  readonly alt?: string;
}

/**
 * Draws one line a series, of the rows that have both numbers. Where rows are means of several runs and have the columns `…Min` and `…Max`, a band shows how far they spread.
 *
 * @throws {RangeError} when no row has them
 * @example
 * ```ts
 * import { lines } from "corey-lab";
 * const rows = [{ cores: 1, missesPerOp: 0, system: "linux" }, { cores: 16, missesPerOp: 56, system: "linux" }];
 * const figure = lines(rows, {
 *   x: "cores", y: "missesPerOp", stroke: "system", title: "Misses",
 *   stated: [{ x: 16, y: 51, within: 0.15 }],
 * });
 * ```
 */
export function lines(rows: readonly Row[], options: LinesOptions): PlotFigure {
  const { x, y, stroke, title, per = 1, stated = [], log } = options;
  const xLabel = options.xLabel ?? heading(x), yLabel = options.yLabel ?? heading(y);
  const edge = (row: Row, end: string) => Number(row[y + end] ?? row[y]) / per;
  const data = drawable(rows, [x, y])
    .map((row) => ({ ...row, [y]: row[y] as number / per, low: edge(row, "Min"), high: edge(row, "Max") }));
  const series = [...new Set(data.map((row) => String(row[stroke])))];
  const paper = stated.map((point) => ({ ...point, y: point.y / per, within: point.within ?? 0 }));
  const logX = log === "x" || log === "both", logY = log === "y" || log === "both";
  const xTicks = options.xTicks ?? (logX ? logTicks(data.map((row) => Number(row[x]))) : undefined);
  const yTicks = logY
    ? logTicks([...data.flatMap(({ low, high }) => [low, high]), ...paper.map((point) => point.y)])
    : [];
  return {
    kind: "plot",
    alt: options.alt ?? `${title}: ${yLabel} against ${xLabel}, for ${series.join(", ")}.`,
    options: {
      title,
      ...(paper.length > 0
        ? {
          caption:
            "Lines: the model; bands: spread of its runs. Open diamonds: stated by the paper, with the tolerance.",
        }
        : {}),
      width: 680,
      height: 400,
      x: { label: xLabel, grid: !xTicks, ...(logX ? { type: "log" as const } : {}) },
      y: {
        label: yLabel,
        grid: !logY,
        ...(logY
          ? { type: "log" as const, domain: [yTicks[0] ?? 1, yTicks.at(-1) ?? 10] }
          : { zero: true, nice: true, ticks: 7 }),
      },
      color: { legend: true, domain: series, range: series.map((_, i) => colours[i % colours.length]!) },
      marks: [
        // Ticks as marks of their own: left to itself, a logarithmic axis leaves numbers out, and writes "400m" for 0.4.
        ...(xTicks ? [Plot.gridX(xTicks), Plot.axisX(xTicks, { text: String })] : []),
        ...(logY ? [Plot.gridY(yTicks), Plot.axisY(yTicks, { text: numeral })] : [Plot.ruleY([0])]),
        ...series.map((name, i) =>
          Plot.areaY(data.filter((row) => String(row[stroke]) === name), {
            x,
            y1: "low",
            y2: "high",
            fill: colours[i % colours.length]!,
            fillOpacity: 0.18,
          })
        ),
        ...series.map((name, i) =>
          Plot.lineY(data.filter((row) => String(row[stroke]) === name), {
            x,
            y,
            stroke,
            strokeWidth: 2,
            strokeDasharray: dashes[i % dashes.length]!,
            marker: markers[i % markers.length]!,
          })
        ),
        Plot.ruleX(paper, {
          x: "x",
          y1: (d) => d.y * (1 - d.within),
          y2: (d) => d.y * (1 + d.within),
          strokeWidth: 1.5,
        }),
        Plot.dot(paper, {
          x: "x",
          y: "y",
          symbol: "diamond",
          r: 6,
          stroke: "black",
          fill: "white",
          strokeWidth: 1.5,
        }),
      ],
    },
  };
}
