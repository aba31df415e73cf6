/** The glossary as a page, beside those of the notebooks that link to it. */
import { loadMarkdown } from "./markdown.ts";
import { page } from "./page.ts";
import { waysOut } from "./ways.ts";

/**
 * Makes the page.
 *
 * @param markdown the text of `notebooks/glossary.md`: a heading a word
 * @param indexHref where all notebooks are listed
 * @example
 * ```ts
 * const html = await glossaryPage("# Glossary\n\n## TLB\n\nA cache.", "../index.html");
 * console.assert(html.includes('<h2 id="tlb">TLB</h2>'));
 * ```
 */
export async function glossaryPage(markdown: string, indexHref: string): Promise<string> {
  const render = await loadMarkdown({ allowHtml: false });
  return page({ title: "Glossary", header: waysOut(indexHref), main: render(markdown) });
}
