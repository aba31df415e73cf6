/** The prose of a notebook → HTML. */
import katexPlugin from "@vscode/markdown-it-katex";
import katex, { type KatexOptions } from "katex";
import MarkdownIt, { type StateCore } from "markdown-it";
import { type Highlighter, loadHighlighter } from "./code.ts";
import { escapeHtml } from "../../notebook/escape.ts";

/** Turns Markdown with formulas into HTML. */
export type MarkdownRenderer = (markdown: string) => string;

/**
 * No formula is longer (it takes time), nor any part of one larger (it would cover the page), in letters and
 * in ems.
 */
const LONGEST = 2000, LARGEST = 40;

/** KaTeX, within bounds. What is beyond them, or what it stumbles over, is shown as it was written. */
const boundedKatex = {
  ...katex,
  renderToString(formula: string, options?: KatexOptions): string {
    try {
      if (formula.length > LONGEST) throw new RangeError("the formula is too long");
      return katex.renderToString(formula, { ...options, maxSize: LARGEST });
    } catch {
      return `<code>${escapeHtml(formula)}</code>`;
    }
  },
};

/**
 * The words of a heading as the name of its place in the page, as GitHub makes it.
 *
 * @example
 * ```ts
 * console.assert(placeName("Home node, or `home`") === "home-node-or-home");
 * ```
 */
export function placeName(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replace(/\s/g, "-");
}

/** Prose that stands beside the notebooks, which link to it; among the pages it is one of them. */
export const proseFiles = ["glossary", "answers"] as const;

const PROSE = new RegExp(`^(${proseFiles.join("|")})\\.md(?=#|$)`);

/** Gives each heading its place name, and leads links to prose to its page. */
function findable({ tokens }: StateCore): void {
  for (const [i, token] of tokens.entries()) {
    if (token.type === "heading_open") token.attrSet("id", placeName(tokens[i + 1]!.content));
    for (const link of token.children ?? []) {
      const href = link.attrGet("href");
      if (link.type === "link_open" && href !== null) {
        link.attrSet("href", String(href).replace(PROSE, "$1.html"));
      }
    }
  }
}

/**
 * Loads what Markdown needs.
 *
 * @param options `allowHtml`: whether HTML inside the Markdown is kept (else it is shown as text).
 * @returns A function that turns Markdown into HTML; `$…$` and `$$…$$` are formulas, and fenced code is
 * coloured.
 *
 * @example
 * ```ts
 * const render = await loadMarkdown({ allowHtml: false });
 * console.assert(render("*so*").includes("<em>so</em>"));
 * ```
 */
export async function loadMarkdown(options: { readonly allowHtml: boolean }): Promise<MarkdownRenderer> {
  const highlight: Highlighter = await loadHighlighter();
  const renderer = new MarkdownIt({ html: options.allowHtml, linkify: true, highlight });
  renderer.use(katexPlugin.default, { katex: boundedKatex, throwOnError: false });
  renderer.core.ruler.push("findable", findable);
  return (markdown) => renderer.render(markdown);
}
