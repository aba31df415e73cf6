/** What each core did when: a lane a core, a bar an interval. */
import * as Plot from "@observablehq/plot";
import type { Row } from "../rows/row.ts";
import type { PlotFigure } from "./figure.ts";
import { activityColour } from "./activity_colours.ts";

/** Names of intervals, in the order of the legend. */
const names = [
  "waiting",
  "idle",
  "L3",
  "cache of the chip",
  "cache of another chip",
  "invalidating",
  "DRAM",
  "interrupt",
  "holding",
  "page fault",
];

/**
 * Draws the timeline of a run: misses and waits fill a core's lane; locks held (blue) and page faults (dark) are lines below, interrupts
 * (red) lines above.
 *
 * @param rows `RunReport.timeline`
 * @example
 * ```ts
 * import { dupClose, linux, opteron16, timeline, watch } from "corey-lab";
 * const run = { workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 4 };
 * timeline(watch(run, { microseconds: 5 }).timeline, { title: "dup+close on four cores" });
 * ```
 */
export function timeline(rows: readonly Row[], { title }: { readonly title: string }): PlotFigure {
  const used = names.filter((name) => rows.some((row) => row.name === name));
  const cores = [...new Set(rows.map((row) => Number(row.core)))].sort((a, b) => a - b);
  const lane = new Map(cores.map((core, i) => [core, i]));
  const place: Record<string, readonly [number, number]> = {
    memory: [-0.36, 0.2],
    locks: [0.24, 0.33],
    faults: [0.35, 0.42],
    interrupts: [-0.44, -0.38],
  };
  const bars = rows.map((row) => {
    const [top, bottom] = place[String(row.track)]!, y = lane.get(Number(row.core))!;
    const start = Number(row.startMicroseconds);
    return {
      x1: start,
      x2: start + Number(row.microseconds),
      y1: y + top,
      y2: y + bottom,
      name: String(row.name),
    };
  });
  return {
    kind: "plot",
    alt: `${title}: what ${cores.length} cores did when; ${used.join(", ")}.`,
    options: {
      title,
      width: 860,
      height: 70 + 34 * cores.length,
      x: { label: "time (microseconds)", grid: true },
      y: {
        label: "core",
        reverse: true,
        domain: [-0.5, cores.length - 0.5],
        ticks: cores.map((_, i) => i),
        tickFormat: (i: number) => String(cores[i] ?? ""),
      },
      color: { legend: true, domain: used, range: used.map(activityColour) },
      marks: [
        Plot.rect(bars, {
          x1: "x1",
          x2: "x2",
          y1: "y1",
          y2: "y2",
          fill: "name",
          stroke: "#555",
          strokeWidth: 0.3,
        }),
      ],
    },
  };
}
