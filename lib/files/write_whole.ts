/**
 * Writes files whole or not at all: after an interruption, or on a full disk, what was there before is still
 * there.
 */
import { dirname } from "node:path";

/** Notebooks, pages and grades of an assignment take less. */
const ROOM_BYTES = 1e6;

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

/**
 * Makes sure, before work that takes long, that there is room for what comes of it.
 *
 * @param folder where files are going to be written; it is made
 * @throws {WriteError} when it cannot be written to, or has no room for a megabyte
 * @example
 * ```ts
 * import { checkRoom } from "./write_whole.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * checkRoom(folder);
 * Deno.removeSync(folder);
 * ```
 */
export function checkRoom(folder: string): void {
  const file = `${folder}/room.${Deno.pid}.tmp`;
  try {
    Deno.mkdirSync(folder, { recursive: true });
    withoutRest(file, () => Deno.writeFileSync(file, new Uint8Array(ROOM_BYTES)));
    Deno.removeSync(file);
  } catch (error) {
    throw new WriteError(`${folder} cannot be written to: ${reasonOf(error)}`);
  }
}

/**
 * Writes a temporary file that nobody else may read.
 *
 * @returns its path
 * @throws {WriteError} when there is no room for it; nothing is left behind then
 * @example
 * ```ts
 * import { writeTemporary } from "./write_whole.ts";
 *
 * const path = writeTemporary({ prefix: "key-", suffix: ".json" }, "{}");
 * Deno.removeSync(path);
 * ```
 */
export function writeTemporary(name: Deno.MakeTempOptions, text: string): string {
  let path = "a temporary file";
  try {
    path = Deno.makeTempFileSync(name);
    withoutRest(path, () => Deno.writeTextFileSync(path, text));
    return path;
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
  // Processes on several computers may write to one folder; their numbers would not tell them apart.
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  withoutRest(temporary, () => {
    Deno.writeFileSync(temporary, bytes);
    Deno.renameSync(temporary, path);
  });
}

/** Does something with a file that must not be left when it fails. */
function withoutRest(file: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    try {
      Deno.removeSync(file);
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
