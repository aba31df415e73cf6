/**
 * Writes files whole or not at all: after an interruption, or on a full disk, what was there before is still
 * there.
 */
import { dirname } from "node:path";

/** A file that could not be written. The message is for the person who wanted it: which file, and why. */
export class WriteError extends Error {
  /** The name of the class. */
  override readonly name = "WriteError";
}

/**
 * Writes a file, and makes the folders it is in. It is written beside its place first and then moved there.
 * What is no plain file, such as `/dev/stdout`, is written to as it is.
 *
 * @param path where to
 * @param content text, or bytes
 * @throws {WriteError} when the disk is full, the folder cannot be written to, or the like; nothing is left
 * behind then
 * @example
 * ```ts
 * import { writeWhole } from "./write_whole.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * writeWhole(`${folder}/rows/locks.csv`, "cores\n1\n");
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    const there = existing(path);
    if (there?.isFile === false) return Deno.writeFileSync(path, bytes);
    Deno.mkdirSync(dirname(path), { recursive: true });
    replace(there?.path ?? path, bytes);
  } catch (error) {
    throw new WriteError(`${path} cannot be written: ${reasonOf(error)}`);
  }
}

/** What is there already; links are followed. */
function existing(path: string): { path: string; isFile: boolean } | undefined {
  try {
    return { path: Deno.realPathSync(path), isFile: Deno.statSync(path).isFile };
  } catch {
    return undefined;
  }
}

function replace(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${Deno.pid}.tmp`;
  try {
    Deno.writeFileSync(temporary, bytes);
    Deno.renameSync(temporary, path);
  } catch (error) {
    try {
      Deno.removeSync(temporary);
    } catch { /* it never came to be */ }
    throw error;
  }
}

/**
 * Why the operating system refused, without the names of calls and files: `No space left on device`.
 *
 * @example
 * ```ts
 * import { reasonOf } from "./write_whole.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(reasonOf(new Error("Not a directory (os error 20): mkdir 'a/b'")), "Not a directory");
 * ```
 */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error \d+\).*$/s, "");
}
