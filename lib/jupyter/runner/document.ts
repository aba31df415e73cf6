/** Reads and writes notebook files, always in the same layout. */
import { writeWhole } from "../../files/write_whole.ts";
import { printable } from "../../rows/printable.ts";
import type { CodeCell, NotebookDocument, Output } from "./nbformat.ts";
import { checkNotebook } from "./nbformat_schema.ts";

/**
 * What is thrown for a file that is not a notebook. The message names the file, the place in it and what was
 * expected.
 */
export class NotebookFormatError extends Error {
  /** The name of the class. */
  override readonly name = "NotebookFormatError";
}

/**
 * Parses the text of a notebook file; `path` is for error messages only.
 *
 * @throws {NotebookFormatError} if it is not JSON or not a notebook of nbformat 4.
 * @example
 * ```ts
 * import { NotebookFormatError, parseNotebook } from "./document.ts";
 * import assert from "node:assert/strict";
 *
 * assert.throws(() => parseNotebook('{"cells": 1}', "a.ipynb"), NotebookFormatError);
 * ```
 */
export function parseNotebook(text: string, path: string): NotebookDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new NotebookFormatError(`${path}: not JSON: ${printable((error as Error).message)}`);
  }
  const result = checkNotebook(json);
  if (result.ok) return result.value;
  throw new NotebookFormatError(`${path}: ${result.where || "the whole file"}: ${result.message}`);
}

/**
 * Reads a notebook file.
 *
 * @throws {NotebookFormatError} as {@linkcode parseNotebook}.
 * @throws {Deno.errors.NotFound} if there is no such file.
 * @example
 * ```ts ignore
 * const document = await readNotebook("notebooks/locks.ipynb");
 * ```
 */
export async function readNotebook(path: string): Promise<NotebookDocument> {
  return parseNotebook(await Deno.readTextFile(path), path);
}

/**
 * Writes a notebook file with the layout of {@linkcode serialiseNotebook}, whole or not at all.
 *
 * @throws {WriteError} if it cannot be written.
 * @example
 * ```ts ignore
 * writeNotebook("out/locks.ipynb", document);
 * ```
 */
export function writeNotebook(path: string, document: NotebookDocument): void {
  writeWhole(path, serialiseNotebook(document));
}

/**
 * The text of a notebook file: nbformat 4.5, keys sorted, two spaces a level, multi-line text as arrays
 * of lines. Equal documents give equal text.
 *
 * @example
 * ```ts
 * import { parseNotebook, serialiseNotebook } from "./document.ts";
 * import assert from "node:assert/strict";
 *
 * const text = serialiseNotebook({ cells: [], metadata: {} });
 * assert.equal(serialiseNotebook(parseNotebook(text, "empty.ipynb")), text);
 * ```
 */
export function serialiseNotebook({ cells, metadata }: NotebookDocument): string {
  const file = {
    cells: cells.map((cell) => ({
      ...cell,
      source: lines(cell.source),
      ...(cell.cell_type === "code" ? { outputs: cell.outputs.map(outputInFile) } : {}),
    })),
    metadata,
    nbformat: 4,
    nbformat_minor: 5,
  };
  return JSON.stringify(sorted(file), null, 2) + "\n";
}

/** A code cell that is not empty. */
export interface NumberedCell {
  /** 1 for the first code cell that is not empty; what notebooks show as `[n]`. */
  readonly number: number;
  /** Its place among all cells, from 0. */
  readonly index: number;
  /** The cell. */
  readonly cell: CodeCell;
}

/**
 * The code cells that have any code, numbered from 1 in order.
 *
 * @example
 * ```ts
 * import { codeCells } from "./document.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(codeCells({ cells: [], metadata: {} }), []);
 * ```
 */
export function codeCells({ cells }: NotebookDocument): NumberedCell[] {
  let number = 0;
  return cells.flatMap((cell, index) =>
    cell.cell_type === "code" && cell.source.trim() !== "" ? [{ number: ++number, index, cell }] : []
  );
}

const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const hasLines = (mime: string): boolean => /^text\/|^image\/svg\+xml$|^application\/javascript$/.test(mime);

function outputInFile(output: Output): unknown {
  if (output.output_type === "stream") return { ...output, text: lines(output.text) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map((
    [mime, value],
  ) => [mime, typeof value === "string" && hasLines(mime) ? lines(value) : value]);
  return { ...output, data: Object.fromEntries(data) };
}

/** The same value with the keys of all objects in order, as Jupyter itself saves notebooks. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
