/**
 * One line of memory, followed: a lane for each cache that had to do with it, coloured by the state of its
 * copy; who asked for it and waited, and who sent it to whom.
 */
import { checkHas } from "../input/given.ts";
import { count, fromZero, optionsOf, text } from "../input/options.ts";
import type { Row } from "../rows/row.ts";
import type { SeenLines } from "../rows/run_report.ts";
import type { PlotFigure } from "./figure.ts";
import { cacheName, stateNames, stepsOfLine } from "./line_steps.ts";

/** How a line is followed. */
export interface FollowLineOptions {
  /** Title of the figure; the line's name unless given. */
  readonly title?: string;
  /** From which step on, counted from 0; the first by default. */
  readonly from?: number;
  /** How many steps; 24 by default. */
  readonly steps?: number;
}

const checked = optionsOf<FollowLineOptions>("followLine", {
  title: text.optional(),
  from: fromZero.optional(),
  steps: count.optional(),
});

/** Colours of the states, and of what cores do that do not have the line. */
export const lineColours: Readonly<Record<string, string>> = {
  "Modified": "#d55e00",
  "Owned": "#e69f00",
  "Exclusive": "#cc79a7",
  "Forward": "#009e73",
  "Shared": "#56b4e9",
  "waits for its turn": "#999999",
  "on its way": "#0072b2",
  "asleep until it is written": "#cfcfcf",
};

/** What a letter needs, and what the time has from its beginning to its end, in pixels. */
const LETTER = 9, ACROSS = 810;

/** A bar in a lane. */
interface Bar {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  readonly what: string;
}

/**
 * Draws what became of a line of memory in a stretch of a run.
 *
 * @param report of a run that was watched with a stretch of its time
 * @param name a field (`files_struct.file_lock`), or a line as the sharing report names it
 * @throws {InputError} when nothing happened to such a line in that stretch
 * @example
 * ```ts
 * import { dupClose, followLine, linux, opteron16, watch } from "corey-lab";
 * const run = { workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 4 };
 * const figure = followLine(watch(run, { microseconds: 5 }), "files_struct.file_lock");
 * ```
 */
export function followLine(
  report: SeenLines,
  name: string,
  options: FollowLineOptions = {},
): PlotFigure {
  const { title = `${name}: who has its line`, from = 0, steps: many = 24 } = checked(options);
  checkHas("followLine", report, "lineSteps", "a report, as watch(run, { microseconds: 5 }) gives it");
  const all = stepsOfLine(report.lineSteps, name);
  const moves = all.filter(({ kind }) => kind !== "wait"), steps = moves.slice(from, from + many);
  const first = steps[0] ?? moves.at(-1)!, begin = Math.min(...[first, ...steps].map(startOf));
  const arrivals = arrivalsOf(steps), end = arrivals.at(-1) ?? begin;
  const waits = all.filter((row) => row.kind === "wait" && startOf(row) < end && endOf(row) > begin);
  const lanes = lanesOf([...steps, ...waits]), lane = new Map(lanes.map((cache, i) => [cache, i]));
  const states = lanes.flatMap((cache) => statesOf(cache, lane.get(cache)!, steps, arrivals, begin));
  const requests = steps.flatMap((step, i): Bar[] => {
    const at = lane.get(Number(step.core))!, turn = startOf(step) + share(step) * Number(step.microseconds);
    return [
      { lane: at, from: startOf(step), to: turn, what: "waits for its turn" },
      { lane: at, from: turn, to: arrivals[i]!, what: "on its way" },
    ].filter(({ from, to }) => to > from);
  });
  const asleep = waits.map((row): Bar => ({
    lane: lane.get(Number(row.core))!,
    from: Math.max(begin, startOf(row)),
    to: Math.min(end, endOf(row)),
    what: "asleep until it is written",
  }));
  const sent = steps.flatMap((step, i) => {
    const supplier = lane.get(supplierOf(step));
    return supplier === undefined
      ? []
      : [{ x: arrivals[i]!, y1: supplier, y2: lane.get(Number(step.core))! }];
  });
  const letters = [...Map.groupBy(steps, ({ core }) => Number(core))].flatMap(([core, asked]) => {
    const inOrder = asked.toSorted((a, b) => startOf(a) - startOf(b)), y = lane.get(core)!;
    return sideBySide(inOrder.map(startOf), (end - begin) * LETTER / ACROSS)
      .map((x, i) => ({ x, y, letter: inOrder[i]!.kind === "write" ? "w" : "r" }));
  });
  const used = Object.keys(lineColours).filter((what) =>
    [...states, ...requests, ...asleep].some((bar) => bar.what === what)
  );
  const nameOf = (i: number) => cacheName(lanes[i] ?? 0, first).replace("the ", "");
  const bar = (top: number, bottom: number) => ({
    x1: "from",
    x2: "to",
    y1: ({ lane }: Bar) => lane + top,
    y2: ({ lane }: Bar) => lane + bottom,
    fill: "what",
  });
  return {
    kind: "plot",
    alt: `${title}: ${steps.length} steps among ${lanes.map((_, i) => nameOf(i)).join(", ")}; ` +
      `${used.join(", ")}.`,
    options: {
      title,
      caption:
        "Lanes: the state of each copy. Bars below: a request, from when it is made (r: to read, w: to " +
        "write) until the line is there. Arrows: from who sends it.",
      width: 900,
      height: 60 + 34 * lanes.length,
      x: { label: "time (microseconds)", domain: [begin, end], grid: true },
      y: {
        label: null,
        reverse: true,
        domain: [-0.5, lanes.length - 0.5],
        ticks: lanes.map((_, i) => i),
        tickFormat: nameOf,
      },
      color: { legend: true, domain: used, range: used.map((what) => lineColours[what]!) },
    },
    marks: (Plot) => [
      Plot.rect(states, bar(-0.4, 0.16)),
      Plot.rect(asleep, bar(0.36, 0.42)),
      Plot.rect(requests, bar(0.2, 0.34)),
      Plot.arrow(sent, { x: "x", y1: "y1", y2: "y2", headLength: 6, strokeWidth: 1.2 }),
      Plot.text(letters, {
        x: "x",
        y: ({ y }) => y + 0.27,
        text: "letter",
        dx: -5,
        fontSize: 10,
        stroke: "white",
        fill: "black",
      }),
    ],
  };
}

/** Places in rising order, moved to the left where the next one would be too near. */
function sideBySide(places: readonly number[], apart: number): number[] {
  let next = Infinity;
  return places.toReversed().map((place) => next = Math.min(place, next - apart)).toReversed();
}

const startOf = (row: Row): number => Number(row.startMicroseconds);
const endOf = (row: Row): number => startOf(row) + Number(row.microseconds);
/** How much of the time of a request is waiting for its turn. */
const share = ({ cycles, queueCycles }: Row): number =>
  Number(cycles) > 0 ? Number(queueCycles) / Number(cycles) : 0;

/** When the line is where it was asked for: a line is at one place after the other, in the order of steps. */
function arrivalsOf(steps: readonly Row[]): number[] {
  let last = -Infinity;
  return steps.map((step) => last = Math.max(last, endOf(step)));
}

/** The caches that had to do with the line, by number: who asks, who has a copy. */
function lanesOf(rows: readonly Row[]): number[] {
  const caches = new Set<number>();
  for (const { core, before, after } of rows) {
    caches.add(Number(core));
    for (const letters of [before, after]) {
      for (const [i, letter] of [...String(letters)].entries()) if (letter !== ".") caches.add(i);
    }
  }
  return [...caches].sort((a, b) => a - b);
}

/** The state of one cache's copy over time: until a step's line has come, it is what it was before. */
function statesOf(
  cache: number,
  lane: number,
  steps: readonly Row[],
  arrivals: readonly number[],
  begin: number,
): Bar[] {
  const bars: Bar[] = [];
  for (const [i, step] of steps.entries()) {
    const what = stateNames[String(step.before)[cache]!], from = arrivals[i - 1] ?? begin, last = bars.at(-1);
    if (what === undefined) continue;
    if (last?.what === what && last.to === from) bars.splice(-1, 1, { ...last, to: arrivals[i]! });
    else bars.push({ lane, from, to: arrivals[i]!, what });
  }
  return bars.filter(({ from, to }) => to > from);
}

/** The number of the cache that sends the line; -1 for memory. */
function supplierOf(step: Row): number {
  const [, core] = /^core (\d+)$/.exec(String(step.supplier)) ?? [];
  const [, chip] = /^L3 of chip (\d+)$/.exec(String(step.supplier)) ?? [];
  if (core !== undefined) return Number(core);
  return chip === undefined ? -1 : String(step.before).length - Number(step.chips) + Number(chip);
}
