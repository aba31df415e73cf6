/**
 * Programs for browsers, each as one classic script: bundled by `deno bundle`, which resolves imports as
 * everything else here does.
 */
import { projectPath } from "../files/project.ts";
import { joined } from "./joined.ts";

/** The programs, by the file that each begins with. */
const entries = {
  /** The bench's first script, which runs those of {@link benchPrograms}. */
  start: "lib/site/browser/start.ts",
  /** Charts of Vega-Lite that a reader can explore. */
  charts: "lib/site/browser/charts.ts",
} as const;

const made = new Map<string, Promise<string>>();

/**
 * Bundles a program, once.
 *
 * @param name which
 * @returns a classic script, so that it runs in pages that are opened as files
 * @throws {Error} when it cannot be bundled, with what the bundler says
 * @example
 * ```ts ignore
 * const script = await bundled("charts");
 * ```
 */
export function bundled(name: keyof typeof entries): Promise<string> {
  const there = made.get(name);
  if (there) return there;
  const bundling = bundle(entries[name]).then((code) => `(()=>{${fit(code)}})();\n`);
  made.set(name, bundling);
  return bundling;
}

/** The programs of the bench. */
export interface BenchPrograms {
  /** What simulates: for workers, and for the page. */
  readonly lab: string;
  /** What the page runs after that. */
  readonly view: string;
}

let bench: Promise<BenchPrograms> | undefined;

/**
 * Bundles the bench, once: of what draws, its workers read nothing.
 *
 * @throws {Error} when it cannot be bundled, with what the bundler says
 */
export function benchPrograms(): Promise<BenchPrograms> {
  return bench ??= bundleBench();
}

async function bundleBench(): Promise<BenchPrograms> {
  const folder = await Deno.makeTempDir();
  try {
    const [worker, page] = ["worker", "bench"].map((name) => `lib/site/browser/${name}.ts`);
    await bundle(worker!, page!, "--code-splitting", "--outdir", folder);
    const code = (name: string) => fit(Deno.readTextFileSync(`${folder}/${name}`));
    const [shared, ...more] = [...Deno.readDirSync(folder)].filter(({ name }) => name.startsWith("chunk-"));
    if (!shared || more.length > 0) throw new Error("the bundler split the bench in another way");
    const [lab, view] = joined(code(shared.name), code("worker.js"), code("bench.js"));
    return { lab, view };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function bundle(...args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--config",
      projectPath("deno.json"),
      "--platform",
      "browser",
      "--minify",
      ...args.map((arg) => arg.endsWith(".ts") ? projectPath(arg) : arg),
    ],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${args.join(" ")} cannot be bundled: ${text(stderr)}`);
  return text(stdout);
}

/**
 * Experiments say in which module they are: in a bundle that is this one. What would end a script's element
 * in a page, or make the browser look for its end elsewhere, is written in another way.
 */
function fit(code: string): string {
  return code.replaceAll("import.meta.url", '"bundled:"').replace(/<(\/script|!--)/gi, "\\x3c$1");
}
