/** The bench as a page. */
import { page } from "../jupyter/html/page.ts";
import { escapeHtml } from "../notebook/escape.ts";
import { benchStyle } from "./bench_style.ts";
import { benchPrograms, bundled } from "./bundle.ts";

/** How the bench stands in its page. */
export interface BenchPageOptions {
  /** Where the link back leads; nowhere unless given. */
  readonly indexHref?: string;
  /** The one experiment that it is for, and what it begins with, as in an address; any unless given. */
  readonly only?: { readonly experiment: string; readonly start: string };
  /** HTML that stands in its place where no script runs; a sentence unless given. */
  readonly instead?: string;
}

const needsScripts = "<p>The bench simulates in your browser, and needs JavaScript for that. " +
  "The pages of the notebooks do not.</p>";

/**
 * Makes the page: all in one file, which loads nothing.
 *
 * @returns a whole HTML document
 * @example
 * ```ts ignore
 * await Deno.writeTextFile("bench.html", await benchPage({ indexHref: "index.html" }));
 * ```
 */
export async function benchPage(options: BenchPageOptions = {}): Promise<string> {
  const { indexHref, only, instead = needsScripts } = options;
  const data = only
    ? ` data-only="${escapeHtml(only.experiment)}" data-start="${escapeHtml(only.start)}"`
    : "";
  const back = indexHref ? `<nav><a href="${escapeHtml(indexHref)}">← All notebooks</a></nav>` : "";
  return page({
    title: "Corey Lab: the bench",
    header: only ? "" : `${back}<h1>The bench</h1>`,
    main: `<div id="bench"${data}>${instead}</div>`,
    styles: [benchStyle],
    isSelfContained: true,
    script: await bundled("start"),
    programs: { ...await benchPrograms() },
  });
}
