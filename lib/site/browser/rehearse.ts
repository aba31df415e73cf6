/**
 * A browser takes a tenth of a second longer for the first figure than for the next, to compile what draws
 * and to load what writes numbers. The page has that time while a worker simulates the first point.
 */
import { lines } from "../../plots/lines.ts";
import { figureView } from "./figure_view.ts";
import { tableView } from "./results_view.ts";

let isDone = false;

/** Draws something that nobody sees, once, when the page has time. */
export function rehearse(): void {
  if (isDone) return;
  isDone = true;
  setTimeout(() => {
    const rows = [1, 2].map((cores) => ({ system: "none", cores, rate: cores / 3 }));
    const figure = lines(rows, { x: "cores", y: "rate", stroke: "system", title: "a rehearsal" });
    figureView(figure, { nameOf: () => "a point", onChoose: () => {} });
    tableView(rows);
  });
}
