/** The page that everything reproduced is found from. */
import type { Cell, Row } from "../../rows/row.ts";
import { table } from "../../notebook/table.ts";
import { escapeHtml } from "../../notebook/escape.ts";
import { page } from "./page.ts";
import { scrolling } from "./scrolling.ts";

/** A link. */
export interface Link {
  /** Where it leads, relative to the page. */
  readonly href: string;
  /** What it says. */
  readonly label: string;
}

/** A small picture that leads to a notebook. */
export interface Thumbnail {
  /** A path relative to the page, or a data URI. */
  readonly source: string;
  /** What it shows, for readers who do not see it. */
  readonly alt: string;
}

/** A notebook on the index page. */
export interface NotebookEntry {
  /** Its file name without the ending, by which notebooks refer to each other. */
  readonly name: string;
  /** The notebook's own page. */
  readonly href: string;
  /** Its title. */
  readonly title: string;
  /** The question it answers. */
  readonly question: string;
  /** A picture from it, if it has one. */
  readonly thumbnail: Thumbnail | undefined;
  /** How many claims of the paper it holds against the model, and how many of them hold. */
  readonly claims: { readonly stated: number; readonly hold: number };
}

/** What the index page shows. */
export interface IndexPageOptions {
  /** The page's title. */
  readonly title: string;
  /** Where one can turn the knobs oneself; none if there is no such page. */
  readonly bench?: (Link & { readonly about: string }) | undefined;
  /** The notebooks in reading order. */
  readonly notebooks: readonly NotebookEntry[];
  /**
   * A row for each claim: `experiment claim paper whose model unit relativeError kind ok mechanism gap`,
   * ready to be read.
   */
  readonly fidelity: readonly Row[];
  /**
   * All numbers of the paper in one picture, and a line about them; none where no claim has such a number.
   */
  readonly paperNumbers?: { readonly picture: Thumbnail; readonly line: string } | undefined;
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
export function indexPage(options: IndexPageOptions): string {
  const { title, bench, notebooks, fidelity, paperNumbers, figures, files } = options;
  const main = [
    bench === undefined
      ? ""
      : `<p class="bench">${escapeHtml(bench.about)} <a href="${escapeHtml(bench.href)}">${
        escapeHtml(bench.label)
      }</a></p>`,
    section("Notebooks", notebooks.length, `<ul class="cards">\n${notebooks.map(card).join("\n")}\n</ul>`),
    section(
      "The paper and the model",
      fidelity.length,
      summary(fidelity) + scatter(paperNumbers) + claims(fidelity),
    ),
    section("Figures", figures.length, links(figures)),
    section("Data", files.length, links(files)),
  ].filter((part) => part !== "").join("\n");
  return page({ title, header: `<h1>${escapeHtml(title)}</h1>`, main });
}

/** A part of the page, left out if there is nothing in it. */
function section(heading: string, count: number, html: string): string {
  return count === 0 ? "" : `<section>\n<h2>${escapeHtml(heading)}</h2>\n${html}\n</section>`;
}

function card({ name, href, title, question, thumbnail, claims: { stated, hold } }: NotebookEntry): string {
  const link = escapeHtml(href);
  // A reader who moves by keyboard need not stop twice at the same place: the title leads there as well.
  const picture = thumbnail === undefined ? "" : `<a class="thumbnail" href="${link}" tabindex="-1">` +
    `<img src="${escapeHtml(thumbnail.source)}" alt="${escapeHtml(thumbnail.alt)}" loading="lazy"></a>`;
  const verdict = stated === 0 ? "" : `: ${hold} of ${stated} claims hold`;
  return `<li class="card">${picture}<h3><a href="${link}">${escapeHtml(title)}</a></h3>` +
    `<p>${escapeHtml(question)}</p><p class="verdict"><code>${escapeHtml(name)}</code>${verdict}</p></li>`;
}

function summary(fidelity: readonly Row[]): string {
  const count = (column: string, value: Cell): number =>
    fidelity.filter((row) => row[column] === value).length;
  return `<p class="summary">${
    count("ok", true)
  } of ${fidelity.length} numbers are within their tolerance. ` +
    `Predicted by the model: ${count("kind", "predicted")}. ` +
    `Put into it and read back (calibrated): ${count("kind", "calibrated")}.</p>\n`;
}

function scatter(paperNumbers: IndexPageOptions["paperNumbers"]): string {
  if (paperNumbers === undefined) return "";
  const { picture: { source, alt }, line } = paperNumbers;
  return `<p class="summary">${escapeHtml(line)}</p>\n` +
    scrolling(
      "picture",
      "picture",
      `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}" style="--width:44rem">`,
    ) +
    "\n";
}

/**
 * The table of claims; why some are missed stands in words below it, where there is room, by the mechanism
 * that it is put down to.
 */
function claims(fidelity: readonly Row[]): string {
  const { html } = table(fidelity.map(({ gap: _, mechanism: __, ...row }) => row));
  const missed = fidelity.filter(({ ok, gap }) => ok === false && gap !== undefined);
  const groups = Array.from(
    Map.groupBy(missed, ({ mechanism }) => String(mechanism)),
    ([mechanism, rows]) => {
      const items = rows.map(({ experiment, claim, gap }) =>
        `<li><b>${escapeHtml(`${experiment}: ${claim}.`)}</b> ${escapeHtml(String(gap))}</li>`
      );
      return `<h4>${escapeHtml(mechanism)}: ${rows.length}</h4>\n<ul>\n${items.join("\n")}\n</ul>`;
    },
  );
  const reasons = groups.length === 0
    ? ""
    : `<h3>What is missed, and why: by mechanism</h3>\n${groups.join("\n")}`;
  return `${scrolling("wide", "claims", html)}\n${reasons}`;
}

function links(all: readonly Link[]): string {
  const items = all.map(({ href, label }) =>
    `<li><a href="${escapeHtml(href)}">${escapeHtml(label)}</a></li>`
  );
  return `<ul class="links">\n${items.join("\n")}\n</ul>`;
}
