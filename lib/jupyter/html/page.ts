/** The frame that all pages share. */
import { escapeHtml } from "../../notebook/escape.ts";
import { pageStyle } from "./style.ts";

/** The parts of a page. */
export interface PageParts {
  /** The page's title, as text. */
  readonly title: string;
  /** What stands above the content, as HTML. */
  readonly header?: string;
  /** The content, as HTML. */
  readonly main: string;
  /** More style sheets. */
  readonly styles?: readonly string[];
  /** Whether the browser is told to load nothing from anywhere, be it a picture. */
  readonly isSelfContained?: boolean;
}

/**
 * Puts a page together. It runs no script: a policy in its head forbids it.
 *
 * @param parts The parts.
 * @returns A whole HTML document.
 *
 * @example
 * ```ts
 * console.assert(page({ title: "A & B", main: "" }).includes("<title>A &amp; B</title>"));
 * ```
 */
export function page({ title, header = "", main, styles = [], isSelfContained = false }: PageParts): string {
  const loading = isSelfContained
    ? "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${loading}script-src 'none'; object-src 'none'">
<title>${escapeHtml(title)}</title>
<style>
${[pageStyle, ...styles].join("\n")}
</style>
</head>
<body>
<header>${header}</header>
<main>
${main}
</main>
</body>
</html>
`;
}
