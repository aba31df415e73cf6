/**
 * A small line figure for each value of a column, all on the same axes: for many comparisons of the same few
 * series.
 */
import { flag, optionsOf, text } from "../input/options.ts";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import { axisLabel } from "./axis_label.ts";
import { checkFew, checkPlaces, drawable } from "./drawable.ts";
import { extentOf } from "./extent.ts";
import type { PlotFigure } from "./figure.ts";
import { logTicks } from "./log_ticks.ts";
import { measuredTicks } from "./measured_ticks.ts";
import { numeral } from "./numeral.ts";
import { MOST_SERIES, seriesStyle } from "./series_style.ts";

/** How small multiples look. */
export interface SmallMultiplesOptions {
  /** Column of the x axis. */
  readonly x: string;
  /** Column of the y axis. */
  readonly y: string;
  /** Column that tells the series apart. */
  readonly stroke: string;
  /** Column that tells the figures apart. */
  readonly facet: string;
  /** Title of all together. */
  readonly title: string;
  /** Label of the y axis; the column's name in words unless given. */
  readonly yLabel?: string;
  /** Whether the y axis is logarithmic. */
  readonly logY?: boolean;
}

const checked = optionsOf<SmallMultiplesOptions>("smallMultiples", {
  x: text,
  y: text,
  stroke: text,
  facet: text,
  title: text,
  yLabel: text.optional(),
  logY: flag.optional(),
});

/** Figures beside each other, and what each has from the first place of the x axis to the last, in pixels. */
const ACROSS = 4, ROOM = 140;
/** More are too small to read. */
const MOST_FACETS = 40, MOST_POINTS = 4000;

/**
 * Draws one small figure a value of `facet`, in the order of the rows, four beside each other.
 *
 * @throws {InputError} when no row has the numbers, two of a series lie at one place, or there are too many
 * @example
 * ```ts
 * import { smallMultiples } from "corey-lab";
 * const rows = [1, 2].flatMap((cores) => ["dup-close", "mempass"].map((workload) => (
 *   { workload, cores, speedUp: cores / 2, system: "the model" }
 * )));
 * smallMultiples(rows, { x: "cores", y: "speedUp", stroke: "system", facet: "workload", title: "Speed-up" });
 * ```
 */
export function smallMultiples(rows: readonly Row[], options: SmallMultiplesOptions): PlotFigure {
  const { x, y, stroke, facet, title, logY = false } = checked(options);
  const xLabel = heading(x), yLabel = axisLabel(options.yLabel ?? heading(y), logY);
  const { rows: drawn, notes } = drawable("smallMultiples", rows, {
    numbers: [x, y],
    names: [stroke, facet],
    log: logY ? [y] : [],
  });
  checkFew("smallMultiples", drawn.length, MOST_POINTS, "points");
  checkPlaces("smallMultiples", drawn, [facet, stroke, x], [y]);
  const names = (column: string) => [...new Set(drawn.map((row) => String(row[column])))];
  const facets = names(facet), series = names(stroke);
  checkFew("smallMultiples", facets.length, MOST_FACETS, "figures");
  checkFew("smallMultiples", series.length, MOST_SERIES, "series");
  const styles = series.map((_, i) => seriesStyle(i));
  const cell = (name: string) => {
    const at = facets.indexOf(name);
    return { fx: at % ACROSS, fy: Math.floor(at / ACROSS) };
  };
  const data = drawn.map((row) => ({ ...row, ...cell(String(row[facet])) }));
  const ticks = measuredTicks(drawn.map((row) => Number(row[x])), ROOM);
  const yTicks = logY ? logTicks(drawn.map((row) => Number(row[y]))) : [];
  return {
    kind: "plot",
    alt: `${title}: ${yLabel} against ${xLabel}, for ${series.join(", ")}, for each of ${facets.join("; ")}.`,
    options: {
      title,
      ...(notes.length > 0 ? { caption: notes.join(" ") } : {}),
      width: 760,
      height: 100 + 135 * Math.ceil(facets.length / ACROSS),
      x: {
        label: xLabel,
        ...ticks ? { ticks } : {},
        tickFormat: (tick: number) => numeral(tick),
        inset: 8,
      },
      y: {
        label: yLabel,
        grid: true,
        ...(logY
          ? {
            type: "log" as const,
            domain: extentOf(yTicks),
            ticks: yTicks,
            tickFormat: (tick: number) => numeral(tick),
          }
          : { zero: true, nice: true, ticks: 4 }),
      },
      fx: { axis: null, padding: 0.08 },
      fy: { axis: null, padding: 0.2 },
      color: { legend: true, domain: series, range: styles.map(({ colour }) => colour) },
    },
    marks: (Plot) => [
      Plot.frame({ stroke: "#ccc" }),
      Plot.text(facets.map((name) => ({ name, ...cell(name) })), {
        ...{ text: "name", fx: "fx", fy: "fy", frameAnchor: "top" as const, dy: -12 },
      }),
      ...series.map((name, i) =>
        Plot.lineY(data.filter((row) => String((row as Row)[stroke]) === name), {
          ...{ x, y, fx: "fx", fy: "fy", z: null, strokeWidth: 2 },
          stroke: (row: Row) => String(row[stroke]),
          strokeDasharray: styles[i]!.dash,
          marker: styles[i]!.marker,
        })
      ),
    ],
  };
}
