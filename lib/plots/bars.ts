/** Horizontal bars, one a row, with the value at the end: for rankings, such as which line costs most. */
import * as Plot from "@observablehq/plot";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import type { PlotFigure } from "./figure.ts";
import { colours } from "./palette.ts";

/** How a bar figure looks. */
export interface BarsOptions {
  /** Column with the length of the bar. */
  readonly x: string;
  /** Column with the name of the bar. */
  readonly y: string;
  /** Title of the figure. */
  readonly title: string;
  /** Label of the x axis; the column's name in words unless given. */
  readonly xLabel?: string;
  /** Shows fractions as per cent. */
  readonly percent?: boolean;
}

/**
 * Draws one bar a row, in the order of the rows.
 *
 * @example
 * ```ts
 * import { bars } from "corey-lab";
 * bars([{ line: "files_struct.file_lock", share: 0.9 }], { x: "share", y: "line", title: "Stalls", percent: true });
 * ```
 */
export function bars(
  rows: readonly Row[],
  { x, y, title, xLabel = heading(x), percent = false }: BarsOptions,
): PlotFigure {
  const text = (value: number) =>
    percent ? `${(100 * value).toFixed(1)} %` : value.toLocaleString("en", { maximumSignificantDigits: 3 });
  const longest = Math.max(0, ...rows.map((row) => String(row[y]).length));
  return {
    kind: "plot",
    alt: `${title}: ${rows.map((row) => `${row[y]} ${text(Number(row[x]))}`).join(", ")}.`,
    options: {
      title,
      width: 760,
      height: 70 + 28 * rows.length,
      marginLeft: Math.min(420, 20 + 6.6 * longest),
      marginRight: 60,
      x: { label: xLabel, grid: true, ...(percent ? { percent: true } : {}) },
      y: { label: null, domain: rows.map((row) => String(row[y])) },
      marks: [
        Plot.barX(rows, { x, y, fill: colours[0] }),
        Plot.text(rows, { x, y, text: (row: Row) => text(Number(row[x])), textAnchor: "start", dx: 5 }),
        Plot.ruleX([0]),
      ],
    },
  };
}
