/**
 * Stacked bars: what several columns add up to, by one column along the axis and another that splits the
 * figure in two or more.
 */
import * as z from "zod";
import { optionsOf, text } from "../input/options.ts";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import { MOST_COLUMNS } from "./band_ticks.ts";
import { checkFew, checkPlaces, drawable } from "./drawable.ts";
import type { PlotFigure } from "./figure.ts";

/** How stacked bars look. */
export interface SplitBarsOptions {
  /** Column along the axis: its values in the order of the rows. */
  readonly x: string;
  /** Column that splits the figure. */
  readonly fx: string;
  /** The columns that are stacked, from the bottom up, with their names in the legend. */
  readonly parts: Readonly<Record<string, string>>;
  /** Title of the figure. */
  readonly title: string;
  /** Label of the y axis. */
  readonly yLabel: string;
}

const checked = optionsOf<SplitBarsOptions>("splitBars", {
  x: text,
  fx: text,
  parts: z.record(text, text),
  title: text,
  yLabel: text,
});

/** Draws one bar a row: the share of each part in their sum. */
export function splitBars(
  rows: readonly Row[],
  options: SplitBarsOptions,
): PlotFigure {
  const { x, fx, parts, title, yLabel } = checked(options);
  const { rows: drawn, notes } = drawable("splitBars", rows, { numbers: Object.keys(parts), names: [x, fx] });
  checkPlaces("splitBars", drawn, [x, fx]);
  const names = Object.values(parts);
  const data = drawn.flatMap((row) => {
    const sum = Object.keys(parts).reduce((sum, column) => sum + Number(row[column]), 0);
    return Object.entries(parts).map(([column, name]) => ({
      x: row[x]!,
      fx: String(row[fx]),
      part: name,
      share: sum === 0 ? 0 : Number(row[column]) / sum,
    }));
  });
  const said = data.filter(({ share }) => share >= 0.005)
    .map((bar) => `${bar.fx}, ${bar.x}: ${bar.part} ${(100 * bar.share).toFixed(0)} %`);
  checkFew("splitBars", drawn.length, MOST_COLUMNS, "bars");
  return {
    kind: "plot",
    alt: `${title}. ${said.join("; ")}.`,
    options: {
      title,
      ...(notes.length > 0 ? { caption: notes.join(" ") } : {}),
      width: 760,
      height: 400,
      x: { label: heading(x), domain: [...new Set(data.map((bar) => bar.x))], tickFormat: String },
      fx: { label: null, domain: [...new Set(data.map((bar) => bar.fx))] },
      y: { label: yLabel, percent: true, grid: true },
      // From light to dark in the order of the parts: that also reads in black and white.
      color: { legend: true, type: "ordinal", domain: names, scheme: "YlGnBu" },
    },
    marks: (Plot) => [
      Plot.barY(
        data,
        Plot.stackY({
          x: "x",
          fx: "fx",
          y: "share",
          fill: "part",
          order: names,
          stroke: "#333",
          strokeWidth: 0.5,
        }),
      ),
      Plot.ruleY([0]),
    ],
  };
}
