/** The frame that all pages share. */
import { createHash } from "node:crypto";
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
  /** The one script that the page runs, at its end; none unless given. */
  readonly script?: string | undefined;
  /** Others by their id, which stand there as texts until that one runs them. */
  readonly programs?: Readonly<Record<string, string>>;
}

/**
 * Puts a page together. It runs no script but its own: a policy in its head forbids all others.
 *
 * @param parts The parts.
 * @returns A whole HTML document.
 *
 * @example
 * ```ts
 * console.assert(page({ title: "A & B", main: "" }).includes("<title>A &amp; B</title>"));
 * ```
 */
export function page(parts: PageParts): string {
  const { title, header = "", main, styles = [], isSelfContained = false, script, programs = {} } = parts;
  const loading = isSelfContained
    ? "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; worker-src blob:; "
    : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${loading}script-src ${
    allowed(script, ...Object.values(programs))
  }; object-src 'none'">
<title>${escapeHtml(title)}</title>
<style>
${[pageStyle, ...styles].join("\n")}
</style>
</head>
<body>
<header>${header}</header>
<main>
${main}
</main>${asTexts(programs)}${script === undefined ? "" : `\n<script>${script}</script>`}
</body>
</html>
`;
}

function asTexts(programs: Readonly<Record<string, string>>): string {
  return Object.entries(programs).map(([id, text]) =>
    `\n<script type="text/plain" id="${id}">${text}</script>`
  ).join("");
}

/** Which scripts may run: those of these texts, or none. */
function allowed(...scripts: readonly (string | undefined)[]): string {
  const hashes = scripts.filter((script) => script !== undefined)
    .map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  return hashes.length === 0 ? "'none'" : hashes.join(" ");
}
