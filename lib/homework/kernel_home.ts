/**
 * The folder that a submission's kernel lives in: its configuration, and a cache of Deno's that is its own.
 *
 * The configuration names the project's modules where they are, so all kernels load them from the same
 * addresses, and what Deno keeps of them (without types, parsed) fits every kernel. It is made once: a
 * process, in a folder like theirs, loads what submissions may use, before any submission runs. Each kernel
 * begins with a copy, so what a submission makes Deno write ends with its kernel. Of Deno's own cache only
 * the packages are there, by a link.
 */
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { projectPath } from "../files/project.ts";
import { TemporaryFolder } from "../jupyter/runner/temporary_folder.ts";

const urlOf = (path: string): string => pathToFileURL(projectPath(path)).href;

/** The module by which a submission hands in. */
export const programsSide: string = urlOf("lib/homework/apart/programs_side.ts");

/** Nobody listens here. */
const NOWHERE = "http://127.0.0.1:9";

const { name, version, imports, compilerOptions } = JSON.parse(
  Deno.readTextFileSync(projectPath("deno.json")),
) as {
  readonly name: string;
  readonly version: string;
  readonly imports: Readonly<Record<string, string>>;
  readonly compilerOptions: unknown;
};

/** What the project is imported by: `corey-lab`, `corey-lab/locks` and so on. */
const entryPoints = Object.keys(imports).filter((name) => /^corey-lab(\/|$)/.test(name));

/**
 * As the project's: with other packages or none of its options, Deno would resolve packages anew, and ask the
 * network for what it knows of them.
 */
const configuration = JSON.stringify({
  imports: Object.fromEntries(
    Object.entries(imports).map(([name, to]) => [name, entryPoints.includes(name) ? urlOf(to) : to]),
  ),
  compilerOptions,
  lock: true,
});

/**
 * The project's lock file. The project lies elsewhere, so it counts as a linked package: the file has to say
 * what that depends on, or Deno would resolve packages anew for this, too.
 */
function lockFile(): string {
  const lock = JSON.parse(Deno.readTextFileSync(projectPath("deno.lock")));
  lock.workspace.links = { [`jsr:${name}@${version}`]: { dependencies: lock.workspace.dependencies } };
  return JSON.stringify(lock);
}

/**
 * Loads what a submission can import, and what it takes to draw: what its text names. The rest takes as long
 * to load as most submissions to run.
 *
 * @param text all of its cells; without it everything is loaded
 */
export function loading(text?: string): string {
  const isNamed = (name: string): boolean =>
    text === undefined || new RegExp(`["'\`]${name}["'\`]`).test(text);
  const modules = [...entryPoints.filter(isNamed), "node:assert/strict", programsSide];
  const drawing = `await (await import("${urlOf("lib/pictures/picture.ts")}")).loadDrawing();`;
  return `
${text === undefined || /\bshow\b/.test(text) ? drawing : ""}
for (const name of ${JSON.stringify(modules)}) await import(name);
`;
}

/** What a kernel in such a folder sees of the world. */
export const environment = (home: string): Record<string, string> => ({
  PATH: Deno.env.get("PATH") ?? "",
  HOME: home,
  TMPDIR: `${home}/tmp`,
  DENO_DIR: `${home}/deno`,
  DENO_NO_PROMPT: "1",
  HTTP_PROXY: NOWHERE,
  HTTPS_PROXY: NOWHERE,
});

/** Makes such a folder in an empty one, with `work` to run in. */
export async function furnish(home: string): Promise<void> {
  await layOut(home);
  for (const [path, bytes] of await (prepared ??= prepare())) {
    const copy = `${home}/deno/${path}`;
    Deno.mkdirSync(dirname(copy), { recursive: true });
    Deno.writeFileSync(copy, bytes);
  }
}

async function layOut(home: string): Promise<void> {
  for (const name of ["work", "deno", "tmp"]) await Deno.mkdir(`${home}/${name}`);
  await Deno.writeTextFile(`${home}/work/deno.json`, configuration);
  await Deno.writeTextFile(`${home}/work/deno.lock`, lockFile());
  await Deno.symlink(`${await denoFolder()}/npm`, `${home}/deno/npm`);
}

let prepared: Promise<ReadonlyMap<string, Uint8Array>> | undefined;

/** What Deno keeps of what is loaded: the files of its cache. */
async function prepare(): Promise<ReadonlyMap<string, Uint8Array>> {
  await using folder = new TemporaryFolder("corey-lab-grading-");
  await layOut(folder.path);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", loading()],
    cwd: `${folder.path}/work`,
    clearEnv: true,
    env: environment(folder.path),
  }).output();
  if (!success) throw new Error(`a kernel for grading could not be prepared: ${text(stderr)}`);
  const cache = `${folder.path}/deno`;
  return new Map([...filesIn(cache)].map((path) => [path, Deno.readFileSync(`${cache}/${path}`)]));
}

/** The files in a folder, without following links. */
function* filesIn(folder: string, below = ""): Generator<string> {
  for (const { name, isFile, isDirectory } of Deno.readDirSync(`${folder}/${below}`)) {
    if (isFile) yield below + name;
    if (isDirectory) yield* filesIn(folder, `${below}${name}/`);
  }
}

let asked: Promise<string> | undefined;

/** Where Deno keeps the packages it has fetched. */
function denoFolder(): Promise<string> {
  return asked ??= new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output()
    .then(({ stdout }) => String(JSON.parse(text(stdout)).denoDir));
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
