/** Checks what stands in a notebook file or comes from a kernel, and joins its arrays of lines. */
import * as z from "zod";
import type { NotebookCell, NotebookDocument, Output } from "./nbformat.ts";

const joined = z.union([z.string(), z.array(z.string())], { error: "expected text or an array of lines" })
  .transform((text): string => typeof text === "string" ? text : text.join(""));
const object = z.record(z.string(), z.unknown());
const count = z.int().nullish().transform((value): number | null => value ?? null);

const isJson = (mime: string): boolean => /^application\/(.*\+)?json$/.test(mime);
const bundle = object.transform((data, context) => {
  const entries = Object.entries(data).map(([mime, value]): [string, unknown] => {
    if (isJson(mime)) return [mime, value];
    const text = joined.safeParse(value);
    if (!text.success) {
      context.addIssue({ code: "custom", path: [mime], message: "expected text or an array of lines" });
    }
    return [mime, text.data];
  });
  return Object.fromEntries(entries);
});

const outputSchema = z.discriminatedUnion("output_type", [
  z.object({ output_type: z.literal("stream"), name: z.string(), text: joined }),
  z.object({ output_type: z.literal("display_data"), data: bundle, metadata: object.default({}) }),
  z.object({
    output_type: z.literal("execute_result"),
    execution_count: count,
    data: bundle,
    metadata: object.default({}),
  }),
  z.object({
    output_type: z.literal("error"),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);

const common = { id: z.string().optional(), metadata: object.default({}), source: joined };

const cellSchema = z.discriminatedUnion("cell_type", [
  z.object({
    ...common,
    cell_type: z.literal("code"),
    execution_count: count,
    outputs: z.array(outputSchema).default([]),
  }),
  z.object({ ...common, cell_type: z.literal("markdown"), attachments: object.optional() }),
  z.object({ ...common, cell_type: z.literal("raw"), attachments: object.optional() }),
]);

const notebookSchema = z.object({
  nbformat: z.literal(4, { error: "expected 4, the only supported major version" }),
  nbformat_minor: z.int(),
  metadata: object,
  cells: z.array(cellSchema),
}).transform(({ cells, metadata }) => ({
  metadata,
  cells: cells.map((cell, i): NotebookCell => ({ ...cell, id: cell.id ?? `cell-${i + 1}` })),
}));

/** What a check gives: the value, or where in it something is wrong and what. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly where: string; readonly message: string };

/**
 * Checks one output. Unknown keys, such as `transient`, are dropped.
 *
 * @example
 * ```ts
 * import { checkOutput } from "./nbformat_schema.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(checkOutput({ output_type: "stream", name: "stdout", text: ["a\n", "b"] }).ok, true);
 * assert.equal(checkOutput({ output_type: "stream" }).ok, false);
 * ```
 */
export function checkOutput(value: unknown): Checked<Output> {
  return checked(outputSchema.safeParse(value));
}

/**
 * Checks the content of a notebook file of nbformat 4. Cells without an `id` (before nbformat 4.5) get
 * `cell-1`, `cell-2`, …
 *
 * @example
 * ```ts
 * import { checkNotebook } from "./nbformat_schema.ts";
 * import assert from "node:assert/strict";
 *
 * const notebook = {
 *   nbformat: 4,
 *   nbformat_minor: 5,
 *   metadata: {},
 *   cells: [{ cell_type: "poem", source: "" }],
 * };
 * const result = checkNotebook(notebook);
 * assert.equal(result.ok ? "" : result.where, "cells[0].cell_type");
 * ```
 */
export function checkNotebook(value: unknown): Checked<NotebookDocument> {
  return checked(notebookSchema.safeParse(value));
}

function checked<T>(result: z.ZodSafeParseResult<T>): Checked<T> {
  if (result.success) return { ok: true, value: result.data };
  const { path, message } = result.error.issues[0]!;
  return { ok: false, where: z.core.toDotPath(path), message };
}
