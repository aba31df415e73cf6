/** What a closer look at a point shows: the diagnosis, the lines that cost most, one followed, a timeline. */
import { followLine } from "../../plots/follow_line.ts";
import { timeline } from "../../plots/timeline.ts";
import { table } from "../../notebook/table.ts";
import type { Row } from "../../rows/row.ts";
import type { Look } from "../look.ts";
import { button, make, problem, trusted } from "./dom.ts";
import { figureView } from "./figure_view.ts";
import { lineView } from "./line_view.ts";

/** So many lines are shown. */
const LINES = 8;

/** Shows a look. */
export function lookView(
  name: string,
  { sharing, diagnosis, timeline: intervals, lineSteps }: Look,
): HTMLElement[] {
  const followed = make("div", { class: "followed" });
  return [
    make("h3", {}, `Why: ${name}`),
    trusted(table(diagnosis).html),
    make("h3", {}, "The lines that cost most"),
    ...sharingView(sharing, lineSteps, (line) => follow(followed, lineSteps, line)),
    followed,
    make("h3", {}, "What each core did"),
    attempt(() => figureView(timeline(intervals, { title: `${name}: a stretch of the run` }))),
  ];
}

function sharingView(
  sharing: readonly Row[],
  lineSteps: readonly Row[],
  onFollow: (line: string) => void,
): HTMLElement[] {
  const shown = sharing.slice(0, LINES);
  if (shown.length === 0) return [make("p", {}, "No core waited for a line of another.")];
  const columns = ["line", "costliestField", "misses", "upgrades", "shareOfStall", "cores"];
  const seen = new Set(lineSteps.filter(({ kind }) => kind !== "wait").map(({ line }) => line));
  const buttons = shown.filter(({ line }) => seen.has(line!))
    .map(({ line, costliestField }) => button(`follow ${costliestField}`, () => onFollow(String(line))));
  return [
    trusted(table(shown, { columns }).html),
    make("p", { class: "buttons" }, ...buttons),
  ];
}

function follow(holder: HTMLElement, lineSteps: readonly Row[], line: string): void {
  holder.replaceChildren(
    make("h3", {}, `${line}: who has it`),
    attempt(() => lineView(lineSteps, line)),
    attempt(() => figureView(followLine({ lineSteps }, line, { title: "The first steps over time" }))),
  );
  holder.querySelector<HTMLElement>("button")?.focus();
}

function attempt(draw: () => HTMLElement): HTMLElement {
  try {
    return draw();
  } catch (error) {
    return problem(error);
  }
}
