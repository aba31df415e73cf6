/** Runs `deno check` and `deno lint` on modules and reads what they say. */
import { fileURLToPath } from "node:url";
import * as z from "zod";

/** One complaint of a tool. */
export interface Diagnostic {
  /** The path of the module. */
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1. */
  readonly column: number;
  /** `TS2322`, `no-var`, …; `syntax` if the module is not TypeScript; empty if there is none. */
  readonly code: string;
  /** The complaint, without the source lines it quotes. */
  readonly message: string;
}

async function deno(
  args: readonly string[],
  cwd: string,
): Promise<{ success: boolean; out: string; err: string }> {
  const env = { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: [...args], cwd, env })
    .output();
  const text = new TextDecoder();
  return { success, out: text.decode(stdout), err: text.decode(stderr) };
}

/**
 * What `deno check` says about `files`, as configured by the `deno.json` above the folder `cwd`.
 *
 * @throws {Error} if it fails without saying where.
 * @example
 * ```ts ignore
 * const diagnostics = await typeDiagnostics(["mod.ts"], "/home/me/project");
 * ```
 */
export async function typeDiagnostics(files: readonly string[], cwd: string): Promise<Diagnostic[]> {
  if (files.length === 0) return [];
  const { success, err } = await deno(["check", ...files], cwd);
  const found = parseTypeErrors(err);
  if (!success && found.length === 0) throw new Error(`deno check failed: ${err.trim()}`);
  return found;
}

/**
 * Reads the output of `deno check`: for each error a head line, perhaps details, perhaps a source line
 * with a line of `~~~` under it, and `    at file:///…:line:column`.
 *
 * @example
 * ```ts
 * import { parseTypeErrors } from "./diagnostics.ts";
 * import assert from "node:assert/strict";
 *
 * const output =
 *   `TS2322 [ERROR]: Type 'string' is not assignable.\nlet a = 1;\n    ~\n    at file:///m.ts:1:5\n`;
 * const message = "Type 'string' is not assignable.";
 * assert.deepEqual(parseTypeErrors(output), [{
 *   file: "/m.ts",
 *   line: 1,
 *   column: 5,
 *   code: "TS2322",
 *   message,
 * }]);
 * ```
 */
export function parseTypeErrors(output: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  let head: { code: string; message: string[] } | undefined;
  for (const text of output.split("\n")) {
    const [, code, message] = /^(?:(TS\d+) \[ERROR\]|error): (.*)$/.exec(text) ?? [];
    const [, url, line, column] = /^ {4}at (file:\S+?):(\d+):(\d+)$/.exec(text) ?? [];
    if (message !== undefined) head = { code: code ?? "", message: [message] };
    else if (head !== undefined && url !== undefined) {
      if (/^\s*[~^]+$/.test(head.message.at(-1)!)) head.message.splice(-2);
      const said = head.message.join("\n");
      found.push({
        file: fileURLToPath(url),
        line: Number(line),
        column: Number(column),
        code: head.code,
        message: said,
      });
      head = undefined;
    } else head?.message.push(text);
  }
  return found;
}

const lintSchema = z.object({
  diagnostics: z.array(z.object({
    filename: z.string(),
    range: z.object({ start: z.object({ line: z.number(), col: z.number() }) }),
    message: z.string(),
    code: z.string(),
  })),
  errors: z.array(z.object({ file_path: z.string(), message: z.string() })),
});

/**
 * What `deno lint` says about `files`, without the rules `exclude`. A module that is not TypeScript gives
 * one diagnostic with code `syntax`.
 *
 * @throws {Error} if it fails without saying where.
 * @example
 * ```ts ignore
 * const diagnostics = await lintDiagnostics(["mod.ts"], { cwd: "/home/me/project", exclude: ["no-var"] });
 * ```
 */
export async function lintDiagnostics(
  files: readonly string[],
  { cwd, exclude }: { cwd: string; exclude: readonly string[] },
): Promise<Diagnostic[]> {
  if (files.length === 0) return [];
  const { out, err } = await deno(["lint", "--json", `--rules-exclude=${exclude.join(",")}`, ...files], cwd);
  if (out.trim() === "") throw new Error(`deno lint failed: ${err.trim()}`);
  const { diagnostics, errors } = lintSchema.parse(JSON.parse(out));
  const asPath = (name: string): string => name.startsWith("file:") ? fileURLToPath(name) : name;
  return [
    ...errors.map(({ file_path, message }): Diagnostic => (
      { file: asPath(file_path), line: 0, column: 0, code: "syntax", message }
    )),
    ...diagnostics.map(({ filename, range: { start }, message, code }): Diagnostic => (
      { file: asPath(filename), line: start.line, column: start.col + 1, code, message }
    )),
  ];
}
