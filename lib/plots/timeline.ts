/** What each core did, and when: a lane a core, a bar an interval. */
import { called, optionsOf, text } from "../input/options.ts";
import type { Row } from "../rows/row.ts";
import { checkFew, drawable } from "./drawable.ts";
import { extentOf } from "./extent.ts";
import type { PlotFigure } from "./figure.ts";
import { activityColour } from "./activity_colours.ts";

/** How a timeline looks. */
export interface TimelineFigureOptions {
  /** Title of the figure. */
  readonly title: string;
  /** What cores are called; `core 3` by default. */
  readonly nameOf?: (core: number) => string;
}

/** Names of intervals, in the order of the legend. What is none of them is computing. */
const names = [
  "computing",
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

const checked = optionsOf<TimelineFigureOptions>("timeline", {
  title: text,
  nameOf: called<TimelineFigureOptions["nameOf"]>().optional(),
});

/** More are refused: record fewer cores, or fewer microseconds. */
const MOST_INTERVALS = 20_000;

/**
 * Draws the timeline of a run: misses and waits fill a core's lane; locks held (blue) and page faults (dark)
 * are lines below, interrupts (red) lines above.
 *
 * @param given `RunReport.timeline`
 * @throws {InputError} when nothing was recorded, or too much
 * @example
 * ```ts
 * import { dupClose, linux, opteron16, timeline, watch } from "corey-lab";
 * const run = { workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 4 };
 * timeline(watch(run, { microseconds: 5 }).timeline, { title: "dup+close on four cores" });
 * ```
 */
export function timeline(
  given: readonly Row[],
  options: TimelineFigureOptions,
): PlotFigure {
  const { title, nameOf = (core) => `core ${core}` } = checked(options);
  const wanted = { numbers: ["core", "startMicroseconds", "microseconds"], names: ["track", "name"] };
  const { rows, notes } = drawable("timeline", given, wanted);
  checkFew("timeline", rows.length, MOST_INTERVALS, "intervals");
  const used = names.filter((name) => name === "computing" || rows.some((row) => row.name === name));
  const cores = [...new Set(rows.map((row) => Number(row.core)))].sort((a, b) => a - b);
  const lane = new Map(cores.map((core, i) => [core, i]));
  const place = new Map([
    ["memory", [-0.36, 0.2]],
    ["locks", [0.24, 0.33]],
    ["faults", [0.35, 0.42]],
    ["interrupts", [-0.44, -0.38]],
  ]);
  const starts = (row: Row) => Number(row.startMicroseconds),
    ends = (row: Row) => starts(row) + Number(row.microseconds);
  // Misses are short: they say where the stretch that was recorded begins and ends; what is longer is cut
  // off.
  const misses = rows.filter(({ track, name }) =>
    track === "memory" && name !== "idle" && name !== "waiting"
  );
  const short = misses.length > 0 ? misses : rows;
  const [from] = extentOf(short.map(starts)), [, to] = extentOf(short.map(ends));
  const bars = [
    ...cores.map((_, y) => ({ x1: from, x2: to, y1: y - 0.36, y2: y + 0.2, name: "computing" })),
    ...rows.map((row) => {
      const [top = 0, bottom = 0] = place.get(String(row.track)) ?? [], y = lane.get(Number(row.core))!;
      const x1 = Math.max(from, starts(row)), x2 = Math.min(to, ends(row));
      return { x1, x2, y1: y + top, y2: y + bottom, name: String(row.name) };
    }).filter(({ x1, x2 }) => x2 > x1),
  ];
  return {
    kind: "plot",
    alt: `${title}: what ${cores.length} cores did when; ${used.join(", ")}.`,
    options: {
      title,
      ...(notes.length > 0 ? { caption: notes.join(" ") } : {}),
      width: 900,
      height: 70 + 34 * cores.length,
      marginLeft: 20 + 7 * Math.max(...cores.map((core) => nameOf(core).length)),
      x: { label: "time (microseconds)", grid: true },
      y: {
        label: null,
        reverse: true,
        domain: [-0.5, cores.length - 0.5],
        ticks: cores.map((_, i) => i),
        tickFormat: (i: number) => nameOf(cores[i] ?? NaN),
      },
      color: { legend: true, domain: used, range: used.map(activityColour) },
    },
    marks: (Plot) => [
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
  };
}
