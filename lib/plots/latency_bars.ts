/** Latency by level and distance, as horizontal bars on a logarithmic scale: the shape of a machine at a glance. */
import * as Plot from "@observablehq/plot";
import type { Row } from "../rows/row.ts";
import type { PlotFigure } from "./figure.ts";
import { colours } from "./palette.ts";

/** Draws the rows of the experiment `machine` that have a latency. */
export function latencyBars(rows: readonly Row[]): PlotFigure {
  const data = rows.filter((row) => typeof row.latencyCycles === "number")
    .map((row) => ({ name: `${row.level}, ${row.distance}`, cycles: Number(row.latencyCycles) }));
  return {
    kind: "plot",
    alt: `Cycles of a load: ${data.map(({ name, cycles }) => `${name} ${cycles.toFixed(0)}`).join("; ")}.`,
    options: {
      title: `What a load costs on ${rows[0]?.machine ?? "the machine"}`,
      width: 680,
      height: 60 + 30 * data.length,
      marginRight: 60,
      x: {
        type: "log",
        label: "latency (cycles, logarithmic)",
        domain: [1, 1000],
        grid: true,
        tickFormat: String,
        ticks: [1, 10, 100, 1000],
      },
      y: { label: null, domain: data.map(({ name }) => name) },
      marks: [
        Plot.barX(data, { x1: 1, x2: "cycles", y: "name", fill: colours[0] }),
        Plot.text(data, {
          x: "cycles",
          y: "name",
          text: ({ cycles }) => cycles.toFixed(0),
          textAnchor: "start",
          dx: 5,
        }),
      ],
    },
  };
}
