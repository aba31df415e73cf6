/** The page that everything reproduced is found from. */
import type { Cell, Row } from "../../rows/row.ts";
import { table } from "../table.ts";
import { escapeHtml } from "./escape.ts";
import { page } from "./page.ts";

/** A link. */
export interface Link {
  /** Where it leads, relative to the page. */
  readonly href: string;
  /** What it says. */
  readonly label: string;
}

/** A notebook on the index page. */
export interface NotebookEntry {
  /** The notebook's own page. */
  readonly href: string;
  /** Its title. */
  readonly title: string;
  /** The question it answers. */
  readonly question: string;
  /** Pictures from it: paths relative to the page, or data URIs. Only the first is shown. */
  readonly thumbnails: readonly string[];
}

/** What the index page shows. */
export interface IndexPageOptions {
  /** The page's title. */
  readonly title: string;
  /** The notebooks in reading order. */
  readonly notebooks: readonly NotebookEntry[];
  /**
   * A row for each claim: `experiment claim paper model unit relativeError kind ok`, ready to be read.
   */
  readonly fidelity: readonly Row[];
  /** Figures as SVG. */
  readonly figures: readonly Link[];
  /** Rows as CSV, and other files. */
  readonly files: readonly Link[];
}

/**
 * Makes the index page: notebooks with a picture of each, the table of claims, and links to all files.
 *
 * @param options What it shows.
 * @returns A whole HTML document.
 *
 * @example
 * ```ts
 * const html = indexPage({ title: "Corey Lab", notebooks: [], fidelity: [], figures: [], files: [] });
 * console.assert(html.includes("<h1>Corey Lab</h1>"));
 * ```
 */
export function indexPage({ title, notebooks, fidelity, figures, files }: IndexPageOptions): string {
  const main = [
    section("Notebooks", notebooks.length, `<ul class="cards">\n${notebooks.map(card).join("\n")}\n</ul>`),
    section("The paper and the model", fidelity.length, summary(fidelity) + claims(fidelity)),
    section("Figures", figures.length, links(figures)),
    section("Data", files.length, links(files)),
  ].join("\n");
  return page({ title, header: `<h1>${escapeHtml(title)}</h1>`, main });
}

/** A part of the page, left out if there is nothing in it. */
function section(heading: string, count: number, html: string): string {
  return count === 0 ? "" : `<section>\n<h2>${escapeHtml(heading)}</h2>\n${html}\n</section>`;
}

function card({ href, title, question, thumbnails }: NotebookEntry): string {
  const picture = thumbnails.slice(0, 1).map((source) =>
    `<a class="thumbnails" href="${escapeHtml(href)}" tabindex="-1" aria-hidden="true">` +
    `<img src="${escapeHtml(source)}" alt="" loading="lazy"></a>`
  ).join("");
  return `<li class="card"><div><h3><a href="${escapeHtml(href)}">${escapeHtml(title)}</a></h3>` +
    `<p>${escapeHtml(question)}</p></div>${picture}</li>`;
}

function summary(fidelity: readonly Row[]): string {
  const count = (column: string, value: Cell): number =>
    fidelity.filter((row) => row[column] === value).length;
  return `<p class="summary">${
    count("ok", true)
  } of ${fidelity.length} numbers are within their tolerance. ` +
    `Predicted by the model: ${count("kind", "predicted")}. ` +
    `Measured on one core and put into it: ${count("kind", "calibrated")}.</p>\n`;
}

function claims(fidelity: readonly Row[]): string {
  const { html } = table(fidelity);
  return `<div class="wide">\n${html}\n</div>`;
}

function links(all: readonly Link[]): string {
  const items = all.map(({ href, label }) =>
    `<li><a href="${escapeHtml(href)}">${escapeHtml(label)}</a></li>`
  );
  return `<ul class="links">\n${items.join("\n")}\n</ul>`;
}
