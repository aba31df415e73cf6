/** Prose as a page beside those of the notebooks that link to it: the glossary, the answers. */
import { loadMarkdown } from "./markdown.ts";
import { page } from "./page.ts";
import { waysOut } from "./ways.ts";

/**
 * Makes the page.
 *
 * @param markdown its text, under one first-level heading, which is the title: such as a word a heading
 * @param indexHref where all notebooks are listed
 * @example
 * ```ts
 * const html = await prosePage("# Glossary\n\n## TLB\n\nA cache.", "../index.html");
 * console.assert(html.includes('<h2 id="tlb">TLB</h2>') && html.includes("<title>Glossary</title>"));
 * ```
 */
export async function prosePage(markdown: string, indexHref: string): Promise<string> {
  const render = await loadMarkdown({ allowHtml: false });
  const title = /^# (.*)$/m.exec(markdown)?.[1] ?? "Corey Lab";
  return page({ title, header: waysOut(indexHref), main: render(markdown) });
}
