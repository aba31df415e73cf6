/**
 * The project's own Jupyter kernelspec: the file that tells Jupyter how to start the lab's kernel
 * (`lab_kernel/`), which drives Deno's. The stop button is a message, since a signal would end it; numbers
 * print without colour codes (`NO_COLOR`); and the path to Deno is one that lasts, where under `npx` it would
 * go away with npm's cache.
 *
 * Notebooks name their kernel `deno`, so that they open with any installation of Deno. Our kernelspec has the
 * same name, in a folder of its own that only {@linkcode openLab} puts on Jupyter's search path: there it
 * comes first, and elsewhere nothing changes.
 */
import { delimiter, dirname, join } from "node:path";
import { projectPath } from "../files/project.ts";
import { writeWhole } from "../files/write_whole.ts";

/** What a `kernel.json` says. */
export interface Kernelspec {
  /** The command that starts the kernel; Jupyter fills in `{connection_file}`. */
  readonly argv: readonly string[];
  /** The kernel's name in Jupyter's menus. */
  readonly display_name: string;
  /** The language of the cells. */
  readonly language: string;
  /** How the stop button works: by a message, since a signal would end Deno. */
  readonly interrupt_mode: "message" | "signal";
  /** Environment variables for the kernel. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The kernelspec for the Deno at `deno`.
 *
 * @example
 * ```ts
 * import { kernelspec } from "./kernelspec.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(kernelspec("/usr/bin/deno").argv[0], "/usr/bin/deno");
 * ```
 */
export function kernelspec(deno: string): Kernelspec {
  return {
    argv: [
      deno,
      "run",
      "--allow-all",
      "--config",
      projectPath("deno.json"),
      projectPath("lib/jupyter/lab_kernel/main.ts"),
      "{connection_file}",
    ],
    display_name: "Deno (Corey Lab)",
    language: "typescript",
    interrupt_mode: "message",
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  };
}

/**
 * The folder in which programs of this user keep their data, by the rules of the operating system.
 *
 * @throws {Error} if the environment does not say where the user's home is.
 * @example
 * ```ts
 * import { userDataFolder } from "./kernelspec.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(userDataFolder({ env: { HOME: "/home/ada" }, os: "linux" }), "/home/ada/.local/share");
 * ```
 */
export function userDataFolder(
  { env = Deno.env.toObject(), os = Deno.build.os }: {
    env?: Readonly<Record<string, string>>;
    os?: typeof Deno.build.os;
  } = {},
): string {
  if (env.XDG_DATA_HOME) return env.XDG_DATA_HOME;
  if (os === "windows" && env.LOCALAPPDATA) return env.LOCALAPPDATA;
  if (!env.HOME) {
    throw new Error("the environment variable HOME is not set, so there is no folder for user data");
  }
  return os === "darwin"
    ? join(env.HOME, "Library", "Application Support")
    : join(env.HOME, ".local", "share");
}

/** Where things are put and taken from; for tests, or for installing another Deno. */
export interface KernelspecOptions {
  /** The user's data folder; {@linkcode userDataFolder} by default. */
  readonly dataFolder?: string;
  /** The path of Deno; the one that runs this program by default. */
  readonly deno?: string;
}

/**
 * A path to Deno that lasts. Deno in npm's `npx` cache is copied to the user's data folder, once a
 * version, since that cache may be cleaned at any time; any other Deno stays where it is.
 *
 * @throws {WriteError} if the data folder cannot be written.
 * @example
 * ```ts
 * import { lastingDeno } from "./kernelspec.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(await lastingDeno({ deno: "/usr/bin/deno", dataFolder: "/tmp" }), "/usr/bin/deno");
 * ```
 */
export async function lastingDeno(
  { dataFolder = userDataFolder(), deno = Deno.execPath() }: KernelspecOptions = {},
): Promise<string> {
  if (!/[\\/]_npx[\\/]/.test(deno)) return deno;
  const copy = join(
    dataFolder,
    "corey-lab",
    `deno-${Deno.version.deno}${Deno.build.os === "windows" ? ".exe" : ""}`,
  );
  const { size } = await Deno.stat(deno);
  const there = await Deno.stat(copy).catch(() => undefined);
  if (there?.size === size) return copy;
  await Deno.mkdir(dirname(copy), { recursive: true });
  const temporary = `${copy}.${Deno.pid}.tmp`;
  await Deno.copyFile(deno, temporary);
  if (Deno.build.os !== "windows") await Deno.chmod(temporary, 0o755);
  await Deno.rename(temporary, copy);
  return copy;
}

/** An installed kernelspec. */
export interface InstalledKernelspec {
  /** The `kernel.json`. */
  readonly file: string;
  /** The folder to put first on the environment variable `JUPYTER_PATH`. */
  readonly jupyterPath: string;
  /** The Deno it starts. */
  readonly deno: string;
}

/**
 * Writes the kernelspec under the user's data folder, `corey-lab/jupyter/kernels/deno/kernel.json`.
 * Doing it again is harmless. Kernelspecs of Jupyter itself are not touched.
 *
 * @throws {WriteError} if the data folder cannot be written.
 * @example
 * ```ts
 * import { installKernelspec } from "./kernelspec.ts";
 *
 * const dataFolder = await Deno.makeTempDir();
 * const { file } = await installKernelspec({ dataFolder });
 * console.log(await Deno.readTextFile(file));
 * await Deno.remove(dataFolder, { recursive: true });
 * ```
 */
export async function installKernelspec(options: KernelspecOptions = {}): Promise<InstalledKernelspec> {
  const { dataFolder = userDataFolder() } = options;
  const deno = await lastingDeno(options);
  const jupyterPath = join(dataFolder, "corey-lab", "jupyter");
  const file = join(jupyterPath, "kernels", "deno", "kernel.json");
  writeWhole(file, JSON.stringify(kernelspec(deno), null, 2) + "\n");
  return { file, jupyterPath, deno };
}

/**
 * The value of `JUPYTER_PATH` that makes Jupyter find `folder` before all others.
 *
 * @example
 * ```ts
 * import { jupyterPathWith } from "./kernelspec.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(jupyterPathWith("/ours", undefined), "/ours");
 * ```
 */
export function jupyterPathWith(folder: string, present: string | undefined): string {
  return present ? `${folder}${delimiter}${present}` : folder;
}
