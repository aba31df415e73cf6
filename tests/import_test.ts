/**
 * `import "corey-lab"` starts every kernel of a notebook, every command and every test: it loads what
 * simulation needs. What draws, fits, highlights or reads files comes when it is used: by `await import(…)`,
 * or by `import defer` where a function has to stay synchronous.
 */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { projectPath } from "../lib/files/project.ts";

/** What is evaluated at once. More costs more than it seems: each package that is not ESM some 20 ms. */
const NEEDED = ["node:path", "node:url", "node:util", "npm:d3-dsv", "npm:leven", "npm:zod"];

/** So many modules of its own: each costs a sixth of a millisecond. */
const MOST_MODULES = 377;

interface Module {
  readonly specifier: string;
  readonly local?: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly code?: { readonly specifier?: string };
    readonly isDynamic?: boolean;
  }[];
}

/** What a module evaluates with itself. */
interface Evaluated {
  /** Addresses of the project's own modules. */
  readonly own: readonly string[];
  /** Packages, without their versions, and modules of Node. */
  readonly libraries: readonly string[];
}

async function evaluatedWith(entry: string): Promise<Evaluated> {
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
  const all = [...seen], isOwn = (specifier: string): boolean => specifier.startsWith("file:");
  return {
    own: all.filter(isOwn),
    libraries: all.filter((specifier) => !isOwn(specifier))
      .map((specifier) => specifier.replace(/^npm:\/?/, "npm:").replace(/(?<=.)@\d[^/]*/, "")).sort(),
  };
}

Deno.test('import "corey-lab" evaluates no library but those that simulation needs', async () => {
  const { own, libraries } = await evaluatedWith("mod.ts");
  assert.deepEqual(libraries, NEEDED);
  assert.ok(own.length <= MOST_MODULES, `${own.length} modules`);
  const tables = own.filter((module) => module.endsWith("/mod.ts"));
  assert.deepEqual(tables, [pathToFileURL(projectPath("mod.ts")).href], "the others load all of their parts");
});

Deno.test("what draws is two packages, one of them in a single file", async () => {
  const { libraries } = await evaluatedWith("lib/pictures/draw.ts");
  assert.deepEqual(libraries, ["npm:@observablehq/plot", "npm:linkedom/worker"]);
});

Deno.test("homework is handed out and graded without what makes pages or reads zips", async () => {
  const { libraries } = await evaluatedWith("lib/cli/homework.ts");
  assert.deepEqual(
    libraries.filter((name) => name.startsWith("npm:")),
    ["npm:@jridgewell/trace-mapping", "npm:commander", "npm:d3-dsv", "npm:leven", "npm:zod"],
  );
});
