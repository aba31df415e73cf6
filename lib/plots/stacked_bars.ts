/** A bar for each core, or each run, made of parts: where the time went. */
import { optionsOf, text } from "../input/options.ts";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import { everyNth, MOST_COLUMNS } from "./band_ticks.ts";
import { checkFew, checkPlaces, drawable } from "./drawable.ts";
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

const checked = optionsOf<StackedBarsOptions>("stackedBars", { x: text, y: text, fill: text, title: text });

/**
 * Draws one bar for each value of `x`. Parts come in the order of the rows; those below one per cent
 * everywhere are left out.
 *
 * @throws {InputError} when there are none, too many, or two parts of one name in a bar
 * @example
 * ```ts
 * import { dupClose, linux, opteron16, stackedBars, watch } from "corey-lab";
 * const { activities } = watch({
 *   workload: dupClose(),
 *   machine: opteron16,
 *   system: linux.threads(),
 *   cores: 16,
 * });
 * stackedBars(activities, { x: "core", y: "share", fill: "activity", title: "Where the cores' time goes" });
 * ```
 */
export function stackedBars(rows: readonly Row[], options: StackedBarsOptions): PlotFigure {
  const { x, y, fill, title } = checked(options);
  const { rows: drawn, notes } = drawable("stackedBars", rows, { numbers: [y], names: [x, fill] });
  checkPlaces("stackedBars", drawn, [x, fill]);
  const xs = [...new Set(drawn.map((row) => row[x]!))];
  checkFew("stackedBars", xs.length, MOST_COLUMNS, "bars");
  const all = [...new Set(drawn.map((row) => String(row[fill])))];
  const parts = all.filter((part) => drawn.some((row) => row[fill] === part && Number(row[y]) >= 0.01));
  const shown = drawn.filter((row) => parts.includes(String(row[fill])));
  const mean = (part: string) => {
    const values = shown.filter((row) => row[fill] === part).map((row) => Number(row[y]));
    return `${part} ${(100 * values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(0)} %`;
  };
  return {
    kind: "plot",
    alt: `${title}. On average: ${parts.map(mean).join(", ")}.`,
    options: {
      title,
      ...(notes.length > 0 ? { caption: notes.join(" ") } : {}),
      width: 760,
      height: 380,
      x: { type: "band", label: heading(x), tickFormat: String, ...everyNth(xs) },
      y: { label: "share of time (%)", percent: true, domain: [0, 100], grid: true },
      color: {
        legend: true,
        domain: parts,
        range: parts.map(activityColour),
      },
    },
    marks: (Plot) => [
      Plot.barY(shown, Plot.stackY({ x, y, fill, order: parts, stroke: "#333", strokeWidth: 0.5 })),
      Plot.ruleY([0]),
    ],
  };
}
