/** Opens the notebooks in JupyterLab or Jupyter Notebook with the project's own kernel. */
import { delimiter, join } from "node:path";
import { installKernelspec, jupyterPathWith, type KernelspecOptions } from "../jupyter/kernelspec.ts";

const ADVICE = "Neither JupyterLab nor Jupyter Notebook is on the PATH. " +
  "Install one, with `pip install jupyterlab` or, on Debian, `apt-get install jupyter-notebook`.";

/** What {@linkcode openLab} can be told besides the folder. */
export interface OpenLabOptions extends KernelspecOptions {
  /** Where to look for Jupyter; the environment variable `PATH` by default. */
  readonly path?: string;
  /** More arguments for Jupyter, such as `--no-browser`. */
  readonly args?: readonly string[];
}

/**
 * Installs the kernelspec, starts Jupyter on `folder` and waits until it ends. Resolves with the exit
 * code: Jupyter's own, or 1 after a line on standard error if there is no Jupyter.
 *
 * @throws {WriteError} if the kernelspec cannot be written.
 * @example
 * ```ts ignore
 * Deno.exit(await openLab("notebooks"));
 * ```
 */
export async function openLab(folder: string, options: OpenLabOptions = {}): Promise<number> {
  const { path = Deno.env.get("PATH") ?? "", args = [] } = options;
  const [program, ...first] = await findJupyter(path) ?? [];
  if (program === undefined) {
    console.error(ADVICE);
    return 1;
  }
  const { jupyterPath } = await installKernelspec(options);
  const child = new Deno.Command(program, {
    args: [...first, ...args, folder],
    env: { JUPYTER_PATH: jupyterPathWith(jupyterPath, Deno.env.get("JUPYTER_PATH")), PATH: path },
  }).spawn();
  const letJupyterAsk = (): void => {}; // Ctrl-C reaches Jupyter too, which asks whether to stop
  Deno.addSignalListener("SIGINT", letJupyterAsk);
  try {
    return (await child.status).code;
  } finally {
    Deno.removeSignalListener("SIGINT", letJupyterAsk);
  }
}

/**
 * The command that starts JupyterLab or, failing that, Jupyter Notebook; undefined if `path` has neither.
 *
 * @example
 * ```ts
 * import { findJupyter } from "./open_lab.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(await findJupyter("/no/such/folder"), undefined);
 * ```
 */
export async function findJupyter(path: string): Promise<string[] | undefined> {
  for (const name of ["jupyter-lab", "jupyter-notebook"]) {
    const program = await findProgram(name, path);
    if (program !== undefined) return [program];
  }
  const jupyter = await findProgram("jupyter", path); // it may know where the others are
  for (const command of jupyter === undefined ? [] : ["lab", "notebook"]) {
    const { success } = await new Deno.Command(jupyter!, {
      args: [command, "--version"],
      stdout: "null",
      stderr: "null",
    })
      .output();
    if (success) return [jupyter!, command];
  }
}

async function findProgram(name: string, path: string): Promise<string | undefined> {
  const suffix = Deno.build.os === "windows" ? ".exe" : "";
  for (const folder of path.split(delimiter).filter((folder) => folder !== "")) {
    const file = join(folder, name + suffix);
    const { isFile = false, mode = null } = await Deno.stat(file).catch(() => ({} as Partial<Deno.FileInfo>));
    if (isFile && (mode === null || (mode & 0o111) !== 0)) return file;
  }
}
