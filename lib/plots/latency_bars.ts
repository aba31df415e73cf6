/**
 * Latency by level and distance, as horizontal bars on a logarithmic scale: the shape of a machine at a
 * glance.
 */
import type { Row } from "../rows/row.ts";
import { drawable } from "./drawable.ts";
import { extentOf } from "./extent.ts";
import type { PlotFigure } from "./figure.ts";
import { logTicks } from "./log_ticks.ts";
import { colours } from "./palette.ts";

/** Draws the rows of the experiment `machine` that have a latency. */
export function latencyBars(rows: readonly Row[]): PlotFigure {
  const { rows: drawn, notes } = drawable("latencyBars", rows, {
    numbers: ["latencyCycles"],
    names: ["level", "distance"],
    log: ["latencyCycles"],
  });
  const data = drawn
    .map((row) => ({ name: `${row.level}, ${row.distance}`, cycles: Number(row.latencyCycles) }));
  const [least, most] = extentOf(data.map(({ cycles }) => cycles));
  return {
    kind: "plot",
    alt: `Cycles of a load: ${data.map(({ name, cycles }) => `${name} ${cycles.toFixed(0)}`).join("; ")}.`,
    options: {
      title: `What a load costs on ${rows[0]?.machine ?? "the machine"}`,
      width: 680,
      height: 60 + 30 * data.length,
      marginRight: 60,
      ...(notes.length > 0 ? { caption: notes.join(" ") } : {}),
      x: {
        type: "log",
        label: "latency (cycles, logarithmic)",
        domain: [Math.min(1, least), Math.max(1000, most)],
        grid: true,
        tickFormat: String,
        ticks: logTicks([Math.min(1, least), Math.max(1000, most)]).filter((tick) =>
          /^1(e.*|0*)$/.test(String(tick))
        ),
      },
      y: { label: null, domain: data.map(({ name }) => name) },
    },
    marks: (Plot) => [
      Plot.barX(data, { x1: Math.min(1, least), x2: "cycles", y: "name", fill: colours[0] }),
      Plot.text(data, {
        x: "cycles",
        y: "name",
        text: ({ cycles }) => cycles.toFixed(0),
        textAnchor: "start",
        dx: 5,
      }),
    ],
  };
}
