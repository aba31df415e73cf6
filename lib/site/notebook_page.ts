/** The page of a notebook of the lab: read as ever, and alive where the notebook is. */
import { notebookToHtml } from "../jupyter/html/notebook.ts";
import type { NotebookDocument } from "../jupyter/runner/nbformat.ts";
import type { Neighbours } from "../jupyter/html/ways.ts";
import { benchLinks } from "./bench_links.ts";
import { bundled } from "./bundle.ts";

/** Where the pages around it are, from the notebook's page. */
export interface NotebookPlaces {
  /** The page's title. */
  readonly title: string;
  /** The index. */
  readonly indexHref: string;
  /** The bench. */
  readonly benchHref: string;
  /** The pages before and after it. */
  readonly neighbours?: Neighbours;
}

/**
 * Makes the page. Charts of Vega-Lite can be explored, and below figures of experiments a link opens the
 * bench with the same parameters. Without JavaScript all figures are pictures.
 *
 * @param document a notebook that is trusted
 * @returns a whole HTML document
 * @example
 * ```ts ignore
 * const places = { title: "dup+close", indexHref: "../index.html", benchHref: "../bench.html" };
 * const html = await notebookPage(await readNotebook("notebooks/02_dup_close.ipynb"), places);
 * ```
 */
export async function notebookPage(document: NotebookDocument, places: NotebookPlaces): Promise<string> {
  const { benchHref, ...options } = places, links = benchLinks(document);
  return await notebookToHtml(document, {
    ...options,
    live: {
      below: (cell) => {
        const hash = links.get(cell);
        return hash === undefined ? undefined : { href: `${benchHref}#${hash}`, label: "change the numbers" };
      },
      ...hasCharts(document) ? { charts: await bundled("charts") } : {},
    },
  });
}

/** Vega is large: only pages that have a chart of it carry it. */
function hasCharts({ cells }: NotebookDocument): boolean {
  return cells.some((cell) =>
    cell.cell_type === "code" &&
    cell.outputs.some((output) => "data" in output && "application/vnd.vegalite.v5+json" in output.data)
  );
}
