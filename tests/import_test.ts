/**
 * `import "corey-lab"` starts every kernel of a notebook, every command and every test: it loads what
 * simulation needs. What draws, fits, highlights or reads files comes when it is used: by `await import(…)`,
 * or by `import defer` where a function has to stay synchronous.
 */
import assert from "node:assert/strict";
import { projectPath } from "../lib/files/project.ts";

/** What is evaluated at once. More costs more than it seems: each package that is not ESM some 20 ms. */
const NEEDED = ["node:path", "node:url", "node:util", "npm:d3-dsv", "npm:leven", "npm:zod"];

interface Module {
  readonly specifier: string;
  readonly local?: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly code?: { readonly specifier?: string };
    readonly isDynamic?: boolean;
  }[];
}

/** Packages and modules of Node that a module evaluates with itself. */
async function evaluatedWith(entry: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", projectPath(entry)],
    stderr: "null",
  }).output();
  const { roots, modules }: { roots: string[]; modules: Module[] } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  const bySpecifier = new Map(modules.map((module) => [module.specifier, module])), seen = new Set<string>();
  const visit = (specifier: string): void => {
    if (seen.has(specifier)) return;
    seen.add(specifier);
    const { local, dependencies = [] } = bySpecifier.get(specifier) ?? {};
    const text = local && dependencies.length > 0 ? Deno.readTextFileSync(local) : "";
    for (const { specifier: name, code, isDynamic } of dependencies) {
      const isDeferred = new RegExp(`^import defer .* from "${name}";$`, "m").test(text);
      if (code?.specifier && !isDynamic && !isDeferred) visit(code.specifier);
    }
  };
  roots.forEach(visit);
  return [...seen].filter((specifier) => !specifier.startsWith("file:"))
    .map((specifier) => specifier.replace(/^npm:\/?/, "npm:").replace(/@[^@/]*$/, "")).sort();
}

Deno.test('import "corey-lab" evaluates no library but those that simulation needs', async () => {
  assert.deepEqual(await evaluatedWith("mod.ts"), NEEDED);
});
