/**
 * Where the project's own files are. The one way to them: the path of a URL is not the path of a file when a
 * folder has a space or an umlaut in its name.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../", import.meta.url));

/**
 * The path of one of the project's files or folders, wherever the project is.
 *
 * @param path from the project's top, such as `data/homework`; the top itself unless given
 * @example
 * ```ts
 * import { projectPath } from "./project.ts";
 * import assert from "node:assert/strict";
 *
 * assert.ok(Deno.statSync(projectPath("mod.ts")).isFile);
 * ```
 */
export function projectPath(path = "."): string {
  return join(folder, path);
}
