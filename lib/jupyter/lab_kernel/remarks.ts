/** What the kernel remarks below a cell that goes its own way all the same. */
import { escapeHtml } from "../../notebook/escape.ts";
import type { JsonObject } from "../runner/messages.ts";
import type { Slip } from "./checker.ts";

/** More than these are not shown. */
const MOST = 5;

/**
 * What is wrong with the types in a cell, each slip with its line.
 *
 * @returns the content of a `display_data`
 * @example
 * ```ts
 * import { slipsRemark } from "./remarks.ts";
 * import assert from "node:assert/strict";
 *
 * const slips = [{ line: 1, column: 6, width: 2, message: "Did you mean 'at'?" }];
 * const { data } = slipsRemark(slips, "rows.ta(1);");
 * assert.ok(data["text/plain"].startsWith("line 1: Did you mean 'at'?\n  rows.ta(1);\n       ~~"));
 * ```
 */
export function slipsRemark(slips: readonly Slip[], code: string): Remark {
  const lines = code.split("\n");
  const shown = slips.slice(0, MOST).map(({ line, column, width, message }) => ({
    what: `line ${line}: ${message}`,
    where: `  ${lines[line - 1]}\n  ${" ".repeat(column - 1)}${"~".repeat(Math.max(1, width))}`,
  }));
  const more = slips.length > MOST ? [`and ${slips.length - MOST} more`] : [];
  return remark(
    [...shown.map(({ what, where }) => `${what}\n${where}`), ...more, HOW_OFF].join("\n"),
    [
      ...shown.map(({ what, where }) =>
        `${escapeHtml(what)}<pre style="margin:0;background:none">${escapeHtml(where)}</pre>`
      ),
      ...more,
      `<small>${HOW_OFF.replace(/`(.*)`/, "<code>$1</code>")}</small>`,
    ].join("\n"),
  );
}

const HOW_OFF = "(types are checked as you work; a line `// types: off` ends that)";

/** Which modules have changed since they were loaded. */
export function staleRemark(files: readonly string[]): Remark {
  const shown = files.length > MOST
    ? `${files.slice(0, MOST).join(", ")} and ${files.length - MOST} more`
    : files.join(", ");
  const text = `${shown}: changed since loaded; restart the kernel for the change to count`;
  return remark(text, escapeHtml(text));
}

/** The content of a `display_data`. */
export interface Remark extends JsonObject {
  /** The same in plain text and in HTML. */
  readonly data: { readonly "text/plain": string; readonly "text/html": string };
  /** Nothing. */
  readonly metadata: JsonObject;
}

function remark(text: string, html: string): Remark {
  const style = "border-left:4px solid #d9a400;padding-left:8px";
  return { data: { "text/plain": text, "text/html": `<div style="${style}">${html}</div>` }, metadata: {} };
}
