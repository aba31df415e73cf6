/** The prose of a notebook → HTML. */
import katexPlugin from "@vscode/markdown-it-katex";
import katex from "katex";
import MarkdownIt from "markdown-it";
import { type Highlighter, loadHighlighter } from "./code.ts";

/** Turns Markdown with formulas into HTML. */
export type MarkdownRenderer = (markdown: string) => string;

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
  renderer.use(katexPlugin.default, { katex, throwOnError: false });
  return (markdown) => renderer.render(markdown);
}
