/** What can be taken away: rows, the picture, the machine, and the cell that gives the same. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat } from "d3-dsv";
import type { Figure } from "../../plots/figure.ts";
import type { Row } from "../../rows/row.ts";
import { type BenchState } from "../bench_state.ts";
import { machineOf } from "../machine_choice.ts";
import { notebookCell } from "../notebook_cell.ts";
import { button, make } from "./dom.ts";
import { figureFile } from "./figure_view.ts";

/**
 * Makes the buttons.
 *
 * @param shown what is on the bench when one is pressed; undefined while there is nothing
 */
export function downloads(
  shown: () => {
    readonly state: BenchState;
    readonly rows: readonly Row[];
    readonly figure: Figure | undefined;
  },
): HTMLElement {
  const save = (label: string, ending: string, type: string, content: () => string) =>
    button(label, () => saveAs(`${shown().state.experiment}${ending}`, type, content()), { class: "plain" });
  const cell = make("pre", { tabindex: 0, "aria-label": "the cell" }, make("code", {}));
  const details = make("details", {}, make("summary", {}, "as a notebook's cell"), cell);
  const write = () => cell.firstElementChild!.textContent = notebookCell(shown().state);
  details.addEventListener("toggle", write);
  const copied = make("span", { role: "status" });
  const copy = button("copy the cell", async () => {
    write();
    await navigator.clipboard.writeText(cell.textContent ?? "").then(
      () => copied.textContent = " copied",
      () => copied.textContent = " the browser does not allow it: select the text",
    );
  }, { class: "plain" });
  details.append(copy, copied);
  return make(
    "div",
    { class: "downloads" },
    save("rows as CSV", ".csv", "text/csv", () => csvFormat([...shown().rows]) + "\n"),
    save("rows as JSON", ".json", "application/json", () => JSON.stringify(shown().rows, null, 2) + "\n"),
    save("figure as SVG", ".svg", "image/svg+xml", () => {
      const { figure } = shown();
      return figure?.kind === "plot" ? figureFile(figure) : "";
    }),
    save(
      "machine as JSON",
      "_machine.json",
      "application/json",
      () => JSON.stringify(machineOf(shown().state.machine), null, 2) + "\n",
    ),
    details,
  );
}

function saveAs(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
