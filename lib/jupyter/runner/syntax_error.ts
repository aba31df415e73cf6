/**
 * Why a cell could not even start. For a syntax error the Deno kernel says "Execution failed" and no
 * more, so the cell is given to `deno fmt`, which says what and where.
 */

/**
 * The reason why `source` is not TypeScript, with line, column and the line in question; undefined if it
 * parses.
 *
 * @example
 * ```ts
 * import { syntaxError } from "./syntax_error.ts";
 * import assert from "node:assert/strict";
 *
 * assert.match(await syntaxError("let b = (;") ?? "", /Expression expected at line 1, column 10/);
 * assert.equal(await syntaxError("let b = 1;"), undefined);
 * ```
 */
export async function syntaxError(source: string): Promise<string | undefined> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--no-config", "--ext=ts", "-"],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  // Read while writing, or a long source would block both sides.
  const [{ success, stderr }] = await Promise.all([child.output(), writeAll(child.stdin, source)]);
  return success ? undefined : readable(new TextDecoder().decode(stderr));
}

async function writeAll(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch { /* it has read enough to complain */ }
}

/**
 * Turns `error: SyntaxError: what … at file:///…/_stdin.ts:2:10 … Stack backtrace` into what a reader needs.
 */
function readable(complaint: string): string {
  const [, what = complaint.trim(), excerpt = ""] =
    /SyntaxError: (.*)\n([\s\S]*?)\n\s+at file:/.exec(complaint) ?? [];
  const [, line, column] = /_stdin\.ts:(\d+):(\d+)/.exec(complaint) ?? [];
  const place = line === undefined ? "" : ` at line ${line}, column ${column}`;
  return `${what}${place}${excerpt === "" ? "" : `\n${excerpt}`}`;
}
