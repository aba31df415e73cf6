/** Who did what when: a bar a core, along the time, coloured by what the core was doing. */
import * as Plot from "@observablehq/plot";
import type { Row } from "../rows/row.ts";
import type { PlotFigure } from "./figure.ts";
import { colours } from "./palette.ts";

/** How a timeline looks. */
export interface TimelineOptions {
  /** Title of the figure. */
  readonly title: string;
  /** What cores are called; `core 3` unless said otherwise. */
  readonly nameOf?: (core: number) => string;
}

/** What a core does, in the order of the legend, each with its colour: work is dark, waiting is bright. */
const colourOf: Readonly<Record<string, string>> = {
  "computes": colours[0],
  "stalls on a miss": colours[1],
  "waits for a lock": colours[5],
  "polls": "#e4e4e4",
};

/** Draws rows with `core`, `activity`, `fromMicroseconds` and `toMicroseconds`. */
export function timeline(
  rows: readonly Row[],
  { title, nameOf = (core) => `core ${core}` }: TimelineOptions,
): PlotFigure {
  const cores = [...new Set(rows.map((row) => Number(row.core)))].sort((a, b) => a - b);
  const data = rows.map((row) => ({ ...row, name: nameOf(Number(row.core)) }));
  const activities = Object.keys(colourOf);
  return {
    kind: "plot",
    alt: `${title}: ${
      cores.map((core) => `${nameOf(core)} ${sharesOf(rows, core, activities)}`).join("; ")
    }.`,
    options: {
      title,
      width: 900,
      height: 90 + 34 * cores.length,
      marginLeft: 110,
      x: { label: "microseconds", grid: false },
      y: { label: null, domain: cores.map(nameOf), padding: 0.25 },
      color: { legend: true, domain: activities, range: Object.values(colourOf) },
      marks: [
        Plot.barX(data, {
          x1: "fromMicroseconds",
          x2: "toMicroseconds",
          y: "name",
          fill: "activity",
          inset: 0,
        }),
      ],
    },
  };
}

/** `computes 71 %, polls 29 %`. */
function sharesOf(rows: readonly Row[], core: number, activities: readonly string[]): string {
  const ofCore = rows.filter((row) => row.core === core);
  const length = (some: readonly Row[]) =>
    some.reduce((sum, row) => sum + Number(row.toMicroseconds) - Number(row.fromMicroseconds), 0);
  return activities
    .map((activity) => ({
      activity,
      share: length(ofCore.filter((row) => row.activity === activity)) / length(ofCore),
    }))
    .filter(({ share }) => share >= 0.005)
    .map(({ activity, share }) => `${activity} ${Math.round(100 * share)} %`)
    .join(", ");
}
