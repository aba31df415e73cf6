/** TypeScript → coloured HTML. */
import { createHighlighterCore, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import typescript from "shiki/langs/typescript.mjs";
import dark from "shiki/themes/github-dark-high-contrast.mjs";
import light from "shiki/themes/github-light-high-contrast.mjs";
import { escapeHtml } from "../../notebook/escape.ts";

/** Turns source code into a `<pre>` element. */
export type Highlighter = (code: string, language: string) => string;

let loading: Promise<HighlighterCore> | undefined;

/**
 * Loads the highlighter, once.
 *
 * @returns A function that colours TypeScript and JavaScript, and leaves other languages plain.
 *
 * @example
 * ```ts
 * const highlight = await loadHighlighter();
 * console.assert(highlight("const a = 1;", "ts").startsWith("<pre"));
 * ```
 */
export async function loadHighlighter(): Promise<Highlighter> {
  loading ??= createHighlighterCore({
    themes: [dark, light],
    langs: [typescript],
    engine: createJavaScriptRegexEngine(),
  });
  const highlighter = await loading;
  return (code, language) =>
    /^(ts|typescript|js|javascript)$/.test(language)
      ? highlighter.codeToHtml(code, {
        lang: "typescript",
        // The dark theme's colours stand in variables beside the light one's.
        themes: { light: light.name!, dark: dark.name! },
        tokenizeMaxLineLength: 1000,
      })
      : `<pre tabindex="0"><code>${escapeHtml(code)}</code></pre>`;
}
