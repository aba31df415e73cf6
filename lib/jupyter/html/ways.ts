/** The ways through the pages: back to all notebooks, to the one before and the one after, within a page. */
import { escapeHtml } from "../../notebook/escape.ts";
import type { Link } from "./index_page.ts";

/** The pages before and after one, in reading order. */
export interface Neighbours {
  /** The one before; none before the first. */
  readonly previous?: Link | undefined;
  /** The one after; none after the last. */
  readonly next?: Link | undefined;
}

/**
 * Links to other pages, for the top of a page and for its bottom.
 *
 * @param indexHref where all notebooks are listed; nowhere if it is empty
 * @param label what the links are called where the page is read out: another one for each place
 * @example
 * ```ts
 * const html = waysOut("index.html", { next: { href: "03_locks.html", label: "Locks" } });
 * console.assert(html.includes('<a rel="next" href="03_locks.html">Locks →</a>'));
 * ```
 */
export function waysOut(
  indexHref: string,
  { previous, next }: Neighbours = {},
  label = "other pages",
): string {
  const link = ({ href, label }: Link, rel = ""): string =>
    `<a${rel} href="${escapeHtml(href)}">${label}</a>`;
  const named = (page: Link, before: string, after: string): Link => (
    { href: page.href, label: `${before}${escapeHtml(page.label)}${after}` }
  );
  const ways = [
    indexHref === "" ? "" : link({ href: indexHref, label: "← All notebooks" }),
    previous === undefined ? "" : link(named(previous, "← ", ""), ' rel="prev"'),
    next === undefined ? "" : link(named(next, "", " →"), ' rel="next"'),
  ].filter((way) => way !== "");
  return ways.length === 0 ? "" : `<nav class="ways" aria-label="${label}">${ways.join("\n")}</nav>`;
}

/** Fewer parts than these are seen at a glance. */
const WORTH_LISTING = 3;

/**
 * What a page holds, as links to its second-level headings; nothing where these are few.
 *
 * @param main the page's content
 * @example
 * ```ts
 * const parts = ["a", "b", "c"].map((name) => `<h2 id="${name}">Part <em>${name}</em></h2>`).join("");
 * console.assert(contentsOf(parts).includes('<a href="#b">Part <em>b</em></a>'));
 * ```
 */
export function contentsOf(main: string): string {
  const parts = [...main.matchAll(/<h2 id="([^"]*)">([^]*?)<\/h2>/g)];
  if (parts.length < WORTH_LISTING) return "";
  const items = parts.map(([, id, words]) =>
    `<li><a href="#${id}">${words!.replace(/<\/?a\b[^>]*>/g, "")}</a></li>`
  );
  return `<nav class="contents" aria-label="On this page"><details open><summary>On this page</summary>\n` +
    `<ul>\n${items.join("\n")}\n</ul></details></nav>`;
}
