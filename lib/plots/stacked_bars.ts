/** A bar for each core, or each run, made of parts: where the time went. */
import * as Plot from "@observablehq/plot";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import type { PlotFigure } from "./figure.ts";
import { activityColour } from "./activity_colours.ts";

/** How a figure of stacked bars looks. */
export interface StackedBarsOptions {
  /** Column with the name of the bar. */
  readonly x: string;
  /** Column with the length of a part, from 0 to 1. */
  readonly y: string;
  /** Column with the name of the part. */
  readonly fill: string;
  /** Title of the figure. */
  readonly title: string;
}

/**
 * Draws one bar for each value of `x`. Parts come in the order of the rows; those below one per cent everywhere are left out.
 *
 * @example
 * ```ts
 * import { dupClose, linux, opteron16, stackedBars, watch } from "corey-lab";
 * const { activities } = watch({ workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 16 });
 * stackedBars(activities, { x: "core", y: "share", fill: "activity", title: "Where the cores' time goes" });
 * ```
 */
export function stackedBars(rows: readonly Row[], { x, y, fill, title }: StackedBarsOptions): PlotFigure {
  const all = [...new Set(rows.map((row) => String(row[fill])))];
  const parts = all.filter((part) => rows.some((row) => row[fill] === part && Number(row[y]) >= 0.01));
  const shown = rows.filter((row) => parts.includes(String(row[fill])));
  const mean = (part: string) => {
    const values = shown.filter((row) => row[fill] === part).map((row) => Number(row[y]));
    return `${part} ${(100 * values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(0)} %`;
  };
  return {
    kind: "plot",
    alt: `${title}. On average: ${parts.map(mean).join(", ")}.`,
    options: {
      title,
      width: 760,
      height: 380,
      x: { type: "band", label: heading(x), tickFormat: String },
      y: { label: "share of time (%)", percent: true, domain: [0, 100], grid: true },
      color: {
        legend: true,
        domain: parts,
        range: parts.map(activityColour),
      },
      marks: [
        Plot.barY(shown, Plot.stackY({ x, y, fill, order: parts, stroke: "#333", strokeWidth: 0.5 })),
        Plot.ruleY([0]),
      ],
    },
  };
}
