/** The project's own files. */
import { projectPath } from "./project.ts";

/**
 * The files below a folder of the project whose names end so; their paths from the project's top.
 *
 * @example
 * ```ts
 * console.log([...filesBelow("data/machines", ".json")].sort()[0]); // data/machines/epyc64.json
 * ```
 */
export function* filesBelow(folder: string, ending: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(projectPath(folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesBelow(path, ending);
    else if (name.endsWith(ending)) yield path;
  }
}
