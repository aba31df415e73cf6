/**
 * A browser takes a tenth of a second longer for the first figure than for the next, to compile what draws
 * and to load what writes numbers. The page has that time while a worker simulates the first point.
 */
import { lines } from "../../plots/lines.ts";
import { figureView } from "./figure_view.ts";
import { tableView } from "./results_view.ts";

/** Draws something that nobody sees, when the page has been painted. */
export function rehearse(): void {
  setTimeout(() => {
    const rows = [1, 2].map((cores) => ({ system: "none", cores, rate: cores / 3 }));
    const figure = lines(rows, { x: "cores", y: "rate", stroke: "system", title: "a rehearsal" });
    figureView(figure, { nameOf: () => "a point", onChoose: () => {} });
    tableView(rows);
  });
}
