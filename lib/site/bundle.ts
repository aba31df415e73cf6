/**
 * Programs for browsers, each as one script: bundled by `deno bundle`, which resolves imports as everything
 * else here does.
 */
import { projectPath } from "../files/project.ts";

/** The programs, by the file that each begins with. */
const entries = {
  /** The bench's first script, which begins with the next. */
  start: "lib/site/browser/start.ts",
  /** The bench: the simulation, in the page and in its workers. */
  bench: "lib/site/browser/bench.ts",
  /** Charts of Vega-Lite that a reader can explore. */
  charts: "lib/site/browser/charts.ts",
} as const;

const made = new Map<string, Promise<string>>();

/**
 * Bundles a program, once.
 *
 * @param name which
 * @returns a classic script, so that it runs in workers of pages that are opened as files
 * @throws {Error} when it cannot be bundled, with what the bundler says
 * @example
 * ```ts ignore
 * const script = await bundled("bench");
 * ```
 */
export function bundled(name: keyof typeof entries): Promise<string> {
  const there = made.get(name);
  if (there) return there;
  const bundling = bundle(projectPath(entries[name]));
  made.set(name, bundling);
  return bundling;
}

async function bundle(entry: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--config",
      projectPath("deno.json"),
      "--platform",
      "browser",
      "--minify",
      entry,
    ],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${entry} cannot be bundled: ${text(stderr)}`);
  // Experiments say in which module they are: in a bundle that is this one. What would end a script's element
  // in a page, or make the browser look for its end elsewhere, is written in another way.
  const code = text(stdout).replaceAll("import.meta.url", '"bundled:"')
    .replace(/<(\/script|!--)/gi, "\\x3c$1");
  return `(()=>{${code}})();\n`;
}
