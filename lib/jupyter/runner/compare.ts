/** Finds the cells of a notebook whose outputs are no longer those that were committed. */
import { Buffer } from "node:buffer";
import { codeCells } from "./document.ts";
import type { NotebookDocument, Output } from "./nbformat.ts";
import { firstLine, type Problem } from "./problem.ts";

/**
 * Compares the outputs of a committed notebook with those of a new run, cell by cell. Text and data must
 * be equal, pictures equal byte for byte. Each problem says what the first difference is.
 *
 * @example
 * ```ts
 * import { differingCells } from "./compare.ts";
 * import assert from "node:assert/strict";
 *
 * const notebook = (text: string) => ({
 *   metadata: {},
 *   cells: [{
 *     cell_type: "code" as const,
 *     id: "a",
 *     metadata: {},
 *     source: "f()",
 *     execution_count: 1,
 *     outputs: [{ output_type: "stream" as const, name: "stdout", text }],
 *   }],
 * });
 * const [problem] = differingCells(notebook("1\n2\n"), notebook("1\n3\n"), { name: "a.ipynb" });
 * assert.equal(problem?.message, 'output 1: stdout, line 2: was "2", now "3"');
 * ```
 */
export function differingCells(
  committed: NotebookDocument,
  executed: NotebookDocument,
  { name }: { name: string },
): Problem[] {
  const before = codeCells(committed);
  const after = codeCells(executed);
  const found: Problem[] = [];
  const report = (cell: number, source: string, message: string): void => {
    found.push({ notebook: name, cell, firstLine: firstLine(source), kind: "output changed", message });
  };
  for (const { number, cell } of before) {
    const now = after[number - 1]?.cell;
    if (now?.source !== cell.source) {
      report(number, cell.source, now === undefined ? "the cell is gone" : "the source of the cell changed");
      break; // what follows would compare cells that have nothing to do with each other
    }
    const difference = outputsDiffer(cell.outputs, now.outputs);
    if (difference !== undefined) report(number, cell.source, difference);
  }
  const extra = after[before.length];
  if (extra !== undefined && found.length === 0) report(extra.number, extra.cell.source, "the cell is new");
  return found;
}

function outputsDiffer(before: readonly Output[], after: readonly Output[]): string | undefined {
  for (const [i, old] of before.entries()) {
    const now = after[i];
    if (now === undefined) return `output ${i + 1} (${old.output_type}) is missing`;
    const difference = outputDiffers(old, now);
    if (difference !== undefined) return `output ${i + 1}: ${difference}`;
  }
  const extra = after[before.length];
  return extra === undefined ? undefined : `output ${before.length + 1} (${extra.output_type}) is new`;
}

function outputDiffers(old: Output, now: Output): string | undefined {
  if (old.output_type === "stream" && now.output_type === "stream" && old.name === now.name) {
    return textDiffers(old.name, old.text, now.text);
  }
  if (old.output_type === "error" && now.output_type === "error") {
    const text = ({ ename, evalue, traceback }: typeof old): string =>
      [`${ename}: ${evalue}`, ...traceback].join("\n");
    return textDiffers("error", text(old), text(now));
  }
  if (!("data" in old && "data" in now) || old.output_type !== now.output_type) {
    const what = (output: Output): string =>
      output.output_type === "stream" ? output.name : output.output_type;
    return `was ${what(old)}, now ${what(now)}`;
  }
  for (const mime of new Set([...Object.keys(old.data), ...Object.keys(now.data)])) {
    if (!(mime in now.data)) return `${mime} is missing`;
    if (!(mime in old.data)) return `${mime} is new`;
    const difference = dataDiffers(mime, old.data[mime], now.data[mime]);
    if (difference !== undefined) return difference;
  }
  return valueDiffers("metadata", old.metadata, now.metadata);
}

function dataDiffers(mime: string, old: unknown, now: unknown): string | undefined {
  if (typeof old !== "string" || typeof now !== "string") return valueDiffers(mime, old, now);
  if (!/^image\/(?!svg)/.test(mime)) return textDiffers(mime, old, now);
  const [a, b] = [Buffer.from(old, "base64"), Buffer.from(now, "base64")];
  if (a.equals(b)) return undefined;
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return `${mime}: byte ${at < 0 ? a.length : at} differs (was ${a.length} bytes long, now ${b.length})`;
}

function textDiffers(what: string, old: string, now: string): string | undefined {
  if (old === now) return undefined;
  const [a, b] = [old.split("\n"), now.split("\n")];
  const at = a.findIndex((line, i) => line !== b[i]);
  const line = at < 0 ? a.length : at;
  return `${what}, line ${line + 1}: was ${quoted(a[line])}, now ${quoted(b[line])}`;
}

/** The first place where two JSON values differ. */
function valueDiffers(path: string, old: unknown, now: unknown): string | undefined {
  if (Object.is(old, now)) return undefined;
  if (!isObject(old) || !isObject(now) || Array.isArray(old) !== Array.isArray(now)) {
    return `${path}: was ${quoted(old)}, now ${quoted(now)}`;
  }
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const difference = valueDiffers(
      Array.isArray(old) ? `${path}[${key}]` : `${path}.${key}`,
      old[key],
      now[key],
    );
    if (difference !== undefined) return difference;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function quoted(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
