/** A grid of cells, the darker the more: which structure costs which core how much. */
import * as Plot from "@observablehq/plot";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import type { PlotFigure } from "./figure.ts";

/** How a heat map looks. */
export interface HeatMapOptions {
  /** Column of the x axis. */
  readonly x: string;
  /** Column of the y axis, in the order of the rows. */
  readonly y: string;
  /** Column of what makes a cell dark. */
  readonly fill: string;
  /** Title of the figure. */
  readonly title: string;
  /** Label of the scale; the column's name in words unless given. */
  readonly fillLabel?: string;
}

/**
 * Draws one cell a row.
 *
 * @example
 * ```ts
 * import { dupClose, heatMap, linux, opteron16, sharingByCore, watch } from "corey-lab";
 * const { words } = watch({ workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 16 });
 * heatMap(sharingByCore(words), { x: "core", y: "structure", fill: "stallCycles", title: "Who stalls on what" });
 * ```
 */
export function heatMap(rows: readonly Row[], options: HeatMapOptions): PlotFigure {
  const { x, y, fill, title, fillLabel = heading(fill) } = options;
  const ys = [...new Set(rows.map((row) => String(row[y])))],
    longest = Math.max(0, ...ys.map((name) => name.length));
  const most = rows.reduce<Row | undefined>(
    (a, b) => !a || Number(b[fill]) > Number(a[fill]) ? b : a,
    undefined,
  );
  return {
    kind: "plot",
    alt: `${title}: ${fillLabel} by ${heading(x)} and ${heading(y)}${
      most ? `; most, ${Number(most[fill]).toPrecision(3)}, at ${most[x]} and ${most[y]}` : ""
    }.`,
    options: {
      title,
      width: 760,
      height: 90 + 30 * ys.length,
      marginLeft: Math.min(320, 20 + 6.6 * longest),
      padding: 0.06,
      x: { type: "band", label: heading(x), tickFormat: String },
      y: { type: "band", label: null, domain: ys },
      color: { legend: true, scheme: "viridis", reverse: true, label: fillLabel, zero: true },
      marks: [Plot.cell(rows, { x, y, fill, inset: 0.5 })],
    },
  };
}
