/**
 * A line for each series of rows: what the model says. What the paper states is drawn beside it as open
 * diamonds with a bar for the tolerance, so that the two never look alike. There are no paper points but
 * those that its text states.
 */
import * as z from "zod";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import { fromZero, optionsOf, positive, text } from "../input/options.ts";
import { axisLabel } from "./axis_label.ts";
import { checkFew, checkPlaces, drawable } from "./drawable.ts";
import { extentOf } from "./extent.ts";
import type { PlotFigure } from "./figure.ts";
import { logTicks } from "./log_ticks.ts";
import { measuredTicks } from "./measured_ticks.ts";
import { numeral } from "./numeral.ts";
import { MOST_SERIES, seriesStyle } from "./series_style.ts";

/** A number that the paper states. */
export interface Stated {
  /** Where on the x axis. */
  readonly x: number;
  /** The value. */
  readonly y: number;
  /** What counts as agreement, relative: 0.15 for 15 %. */
  readonly within?: number;
}

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
  /** Positions of the ticks on the x axis; where it was measured, as far as there is room, unless given. */
  readonly xTicks?: readonly number[];
  /** Divides the y values, to keep the numbers on the axis short. Say so in the label. */
  readonly per?: number;
  /** What the paper states. */
  readonly stated?: readonly Stated[];
  /** What the open diamonds are; "stated by the paper" by default. */
  readonly diamonds?: string;
  /** All series that there may be: each looks the same whichever of them the rows have. */
  readonly series?: readonly string[];
  /** What the figure shows, for readers who do not see it; made of title and labels unless given. */
  readonly alt?: string;
}

const finite = z.number("expected a number");
/** What has to be true of what lines and explorers have in common. */
export const axisFields = {
  x: text,
  y: text,
  stroke: text,
  title: text,
  xLabel: text.optional(),
  yLabel: text.optional(),
  log: z.enum(["x", "y", "both"]).optional(),
  xTicks: z.array(finite).optional(),
  per: positive.optional(),
  alt: text.optional(),
};
const checked = optionsOf<LinesOptions>("lines", {
  ...axisFields,
  series: z.array(text).optional(),
  stated: z.array(z.strictObject({ x: finite, y: finite, within: fromZero.optional() }) as z.ZodType<Stated>)
    .optional(),
  diamonds: text.optional(),
});

/** More points than there are pixels; the picture of more takes minutes. */
export const MOST_POINTS = 20_000;
/** From the first place of the x axis to the last, in pixels. */
const ROOM = 580;
/** Markers of more points would hide the line. */
const MOST_MARKERS = 200;

/**
 * Draws one line a series, of the rows that have both numbers. What has no place on a logarithmic axis is
 * left out, and a note says so. Where rows are means of several runs and have the columns `…Min` and `…Max`,
 * a band shows how far they spread.
 *
 * @throws {InputError} when no row has them, two rows of a series lie at one place, or there are too many to
 * be told apart
 * @example
 * ```ts
 * import { lines } from "corey-lab";
 * const rows = [
 *   { cores: 1, missesPerOp: 0, system: "linux" },
 *   { cores: 16, missesPerOp: 56, system: "linux" },
 * ];
 * const figure = lines(rows, {
 *   x: "cores",
 *   y: "missesPerOp",
 *   stroke: "system",
 *   title: "Misses",
 *   stated: [{ x: 16, y: 51, within: 0.15 }],
 * });
 * ```
 */
export function lines(rows: readonly Row[], options: LinesOptions): PlotFigure {
  const { x, y, stroke, title, per = 1, stated = [], log } = checked(options);
  const edge = (row: Row, end: string) => Number(row[y + end] ?? row[y]) / per;
  const logX = log === "x" || log === "both", logY = log === "y" || log === "both";
  const xLabel = axisLabel(options.xLabel ?? heading(x), logX),
    yLabel = axisLabel(options.yLabel ?? heading(y), logY);
  const onLog = [...(logX ? [x] : []), ...(logY ? [y] : [])];
  const { rows: drawn, notes } = drawable("lines", rows, { numbers: [x, y], names: [stroke], log: onLog });
  checkFew("lines", drawn.length, MOST_POINTS, "points");
  checkPlaces("lines", drawn, [stroke, x], [y]);
  const data = drawn
    .map((row) => ({ ...row, [y]: row[y] as number / per, low: edge(row, "Min"), high: edge(row, "Max") }));
  const groups = Map.groupBy(data, (row) => String(row[stroke])), found = [...groups.keys()];
  const known = found.every((name) => options.series?.includes(name)) ? options.series! : found;
  checkFew("lines", known.length, MOST_SERIES, "series");
  const series = known.filter((name) => groups.has(name));
  const styles = series.map((name) => seriesStyle(known.indexOf(name)));
  const paper = stated.map((point) => ({ ...point, y: point.y / per, within: point.within ?? 0 }));
  const xs = data.map((row) => Number(row[x]));
  const xTicks = options.xTicks ?? measuredTicks(xs, ROOM, logX) ?? (logX ? logTicks(xs) : undefined);
  const ys = [...data.flatMap(({ low, high }) => [low, high]), ...paper.map((point) => point.y)];
  const yTicks = logY ? logTicks(ys) : [], [least, most] = extentOf([...yTicks, ...ys.filter((y) => y > 0)]);
  const tolerance = paper.some(({ within }) => within > 0) ? ", with the tolerance" : "";
  const caption = [
    ...(paper.length > 0 ? ["Lines: the model."] : []),
    ...(data.some(({ low, high }) => high > low) ? ["Bands: the spread of repeated runs."] : []),
    ...(paper.length > 0 ? [`Open diamonds: ${options.diamonds ?? `stated by the paper${tolerance}`}.`] : []),
    ...notes,
  ];
  return {
    kind: "plot",
    alt: options.alt ?? `${title}: ${yLabel} against ${xLabel}, for ${series.join(", ")}.`,
    places: { x, y, per, rows: drawn },
    options: {
      title,
      ...(caption.length > 0 ? { caption: caption.join(" ") } : {}),
      width: 680,
      height: 400,
      x: { label: xLabel, grid: !xTicks, ...(logX ? { type: "log" as const } : {}) },
      y: {
        label: yLabel,
        grid: !logY,
        ...(logY ? { type: "log" as const, domain: [least, most] } : { zero: true, nice: true, ticks: 7 }),
      },
      color: { legend: true, domain: series, range: styles.map(({ colour }) => colour) },
    },
    marks: (Plot) => [
      // Ticks as marks of their own: left to itself, a logarithmic axis leaves numbers out, and writes
      // "400m" for 0.4.
      ...(xTicks
        ? [
          Plot.gridX(xTicks),
          Plot.axisX(xTicks, {
            text: (tick: number) => tick < 1e6 && tick > 1e-6 ? String(tick) : numeral(tick),
          }),
        ]
        : []),
      ...(logY
        ? [Plot.gridY(yTicks), Plot.axisY(yTicks, { text: (tick: number) => numeral(tick) })]
        : [Plot.ruleY([0])]),
      ...series.map((name, i) =>
        Plot.areaY(groups.get(name)!, {
          x,
          y1: "low",
          y2: "high",
          fill: styles[i]!.colour,
          fillOpacity: 0.18,
        })
      ),
      ...series.map((name, i) =>
        Plot.lineY(groups.get(name)!, {
          x,
          y,
          stroke: (row: Row) => String(row[stroke]),
          z: null,
          strokeWidth: 2,
          strokeDasharray: styles[i]!.dash,
          ...(groups.get(name)!.length <= MOST_MARKERS ? { marker: styles[i]!.marker } : {}),
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
  };
}
