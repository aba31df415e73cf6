/** Takes out of an executed notebook what would differ from run to run or from computer to computer. */
import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "./messages.ts";
import type { Output } from "./nbformat.ts";

/**
 * Metadata of a notebook or cell without time stamps (`execution`), widgets' state and the version of
 * the language, and with the kernel under the name that every installation of Deno gives it.
 *
 * @example
 * ```ts
 * import { reproducibleMetadata } from "./reproducible.ts";
 * import assert from "node:assert/strict";
 *
 * const metadata = { tags: ["question"], execution: { "iopub.status.busy": "2030-01-01T00:00:00Z" } };
 * assert.deepEqual(reproducibleMetadata(metadata), { tags: ["question"] });
 * ```
 */
export function reproducibleMetadata(metadata: JsonObject): JsonObject {
  const { execution: _, widgets: __, ...kept } = metadata;
  if ("kernelspec" in kept) kept.kernelspec = { display_name: "Deno", language: "typescript", name: "deno" };
  if (typeof kept.language_info === "object" && kept.language_info !== null) {
    const { version: _, ...language } = kept.language_info as JsonObject;
    kept.language_info = language;
  }
  return kept;
}

/**
 * An output of cell `number` with that number, and with the files of a stack trace named as seen from
 * the folder `cwd`.
 *
 * @example
 * ```ts
 * import { reproducibleOutput } from "./reproducible.ts";
 * import assert from "node:assert/strict";
 *
 * const result = { output_type: "execute_result", execution_count: 9, data: {}, metadata: {} } as const;
 * assert.deepEqual(reproducibleOutput(result, { number: 2, cwd: "." }), { ...result, execution_count: 2 });
 * ```
 */
export function reproducibleOutput(
  output: Output,
  { number, cwd }: { number: number | null; cwd: string },
): Output {
  if (output.output_type === "execute_result") return { ...output, execution_count: number };
  if (output.output_type !== "error") return output;
  const portable = (text: string): string => withoutFolder(text, cwd);
  return { ...output, evalue: portable(output.evalue), traceback: output.traceback.map(portable) };
}

function withoutFolder(text: string, cwd: string): string {
  return text.replaceAll(/file:\/\/[^\s"')]+?(?=(:\d+)*[\s"')]|(:\d+)*$)/g, (url) => {
    try {
      const path = relative(Deno.realPathSync(cwd), fileURLToPath(url)).replaceAll("\\", "/");
      return isAbsolute(path) ? url : path; // absolute: on another drive
    } catch {
      return url; // not a path on this computer
    }
  });
}
