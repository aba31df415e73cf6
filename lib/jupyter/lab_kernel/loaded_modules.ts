/**
 * The modules that cells have imported, and which of them have changed since. A module is loaded once in the
 * life of a kernel: what is edited afterwards shows only after a restart, and a user has to know.
 */
import { relative } from "node:path";
import * as z from "zod";
import { IMPORT } from "../runner/tangle.ts";

const graphSchema = z.looseObject({
  modules: z.array(z.looseObject({ specifier: z.string(), local: z.string().nullish() })),
});

/** The modules of one kernel. */
export class LoadedModules {
  readonly #cwd: string;
  readonly #specifiers = new Set<string>();
  /** When each file was last written, as of when it was loaded. */
  readonly #written = new Map<string, number>();

  /** None so far; imports are seen from the folder `cwd`. */
  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** Takes note of what a cell imports that runs now, with what that imports. */
  async note(code: string): Promise<void> {
    const began = Date.now();
    for (const [statement] of code.matchAll(IMPORT)) {
      const specifier = /(["'])(.*?)\1/.exec(statement)![2]!;
      if (this.#specifiers.has(specifier)) continue;
      this.#specifiers.add(specifier);
      for (const file of await this.#filesOf(specifier)) {
        // What was written while we looked was written after it was loaded.
        if (!this.#written.has(file)) this.#written.set(file, Math.min(began, lastWritten(file)));
      }
    }
  }

  /** Which have changed since they were loaded, or since this was last asked; as seen from the folder. */
  changed(): string[] {
    const changed = [...this.#written].filter(([file, before]) => lastWritten(file) !== before);
    for (const [file] of changed) this.#written.set(file, lastWritten(file));
    return changed.map(([file]) => relative(this.#cwd, file).replaceAll("\\", "/"));
  }

  async #filesOf(specifier: string): Promise<string[]> {
    try {
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["info", "--json", "--quiet", "--no-remote", "--no-npm", specifier],
        cwd: this.#cwd,
        stderr: "null",
      }).output();
      const { modules } = graphSchema.parse(JSON.parse(new TextDecoder().decode(stdout)));
      return modules.flatMap(({ specifier, local }) => local && specifier.startsWith("file:") ? [local] : []);
    } catch {
      return []; // the cell itself will say that there is no such module
    }
  }
}

/** In milliseconds; 0 for a file that is gone. */
function lastWritten(file: string): number {
  try {
    return Deno.statSync(file).mtime?.getTime() ?? 0;
  } catch {
    return 0;
  }
}
