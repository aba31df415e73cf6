/**
 * Where a submission runs. Its kernel is a process of its own, in a temporary folder of its own.
 *
 * A Deno kernel starts with all permissions, and no flag of Deno 2.9 changes that. But a permission that is
 * *revoked* from inside is gone for good, for dynamic imports and workers as well. So before any cell of the
 * submission, a cell of ours loads what the submission names, and then gives up files, the network, other
 * programs and native code.
 *
 * Contained: reading and writing files, the network, subprocesses, FFI, system information, this process's
 * environment (it sees its own), downloads of npm packages (by a proxy that is not there), memory (V8's heap;
 * on Linux all of it), output, time, and what storage of the web, caches and modules made on the spot take on
 * disk: that lies in the temporary folder, which has a bound. Of Deno's own cache only the packages are
 * there, by a link; everything that Deno writes has a place in the folder. Not contained: a bug in Deno
 * itself; processor time within the time-outs; npm packages that are in Deno's cache can be imported. A
 * container or a virtual machine around the grader is a good second wall. Nothing in here judges anything
 * (`judge.ts` does).
 */
import * as z from "zod";
import { checkInput } from "../input/check.ts";
import { Kernel } from "../jupyter/runner/kernel.ts";
import { TemporaryFolder } from "../jupyter/runner/temporary_folder.ts";
import { environment, furnish, loading, programsSide } from "./kernel_home.ts";

/** What comes before any cell of a submission. */
const prelude = (pipes: readonly string[], text?: string): string =>
  `${loading(text)}
(await import("${programsSide}")).openPipes(${pipes.map((pipe) => JSON.stringify(pipe)).join(", ")});
for (const name of ["run", "ffi", "net", "sys", "import", "write", "read"]) {
  await Deno.permissions.revoke({ name });
}
`;

/** More than any submission gets; a kernel whose grader was killed ends by it. */
const PROCESSOR_SECONDS = 1800;
/** How often the folder's size is looked at. */
const LOOK_MS = 250;

const boundsSchema = z.object({
  memoryMegabytes: z.number().min(128).max(1_000_000),
  diskMegabytes: z.number().min(64).max(1_000_000),
});

/** What a submission may take. */
export interface SandboxOptions {
  /** How much memory a kernel may use for its heap; on Linux, 1 GB more in all. */
  readonly memoryMegabytes: number;
  /** How much each kernel may write, Deno's own some 15 MB included; 256 MB by default. */
  readonly diskMegabytes?: number;
}

/** A folder to run submissions in. */
export class Sandbox implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  readonly #bounds: Required<SandboxOptions>;
  readonly #text: string | undefined;
  /** Each kernel has a folder of its own in the folder. */
  readonly #homes = new Map<Kernel, string>();
  readonly #watch: ReturnType<typeof setInterval>;
  #pipes: readonly [toProgram: string, fromProgram: string] = ["", ""];

  private constructor(bounds: Required<SandboxOptions>, text?: string) {
    this.#folder = new TemporaryFolder("corey-lab-grading-");
    this.#bounds = bounds;
    this.#text = text;
    this.#watch = setInterval(() => this.#look(), LOOK_MS);
  }

  /**
   * Makes the folder.
   *
   * @param text all cells of the submission: of the lab, it can import what they name. Everything by default
   * @throws {InputError} when the bounds are too small to start anything, or no numbers
   * @example
   * ```ts ignore
   * await using sandbox = Sandbox.open({ memoryMegabytes: 1024 });
   * await using kernel = await sandbox.start();
   * ```
   */
  static open({ memoryMegabytes, diskMegabytes = 256 }: SandboxOptions, text?: string): Sandbox {
    const bounds = { memoryMegabytes, diskMegabytes };
    checkInput(boundsSchema, bounds, "what a submission may take");
    return new Sandbox(bounds, text);
  }

  /** The pipes to and from the programs in the kernel that was started last. */
  get pipes(): readonly [toProgram: string, fromProgram: string] {
    return this.#pipes;
  }

  /**
   * Starts a kernel that can no longer do harm.
   *
   * @throws {Error} if it does not start, or does not give up its permissions
   */
  async start(): Promise<Kernel> {
    for (const [kernel, home] of this.#homes) {
      if (kernel.alive) continue;
      await Deno.remove(home, { recursive: true }); // with whatever it has written
      this.#homes.delete(kernel);
    }
    const home = await Deno.makeTempDir({ dir: this.#folder.path });
    await furnish(home);
    this.#pipes = [`${home}/to`, `${home}/from`];
    const { success } = await new Deno.Command("mkfifo", { args: [...this.#pipes] }).output();
    if (!success) throw new Error("mkfifo made no pipes for a kernel for grading");
    const kernel = await Kernel.start({
      cwd: `${home}/work`,
      ownEnvOnly: true,
      memoryMegabytes: this.#bounds.memoryMegabytes,
      fileMegabytes: this.#bounds.diskMegabytes,
      processorSeconds: PROCESSOR_SECONDS,
      env: environment(home),
    });
    this.#homes.set(kernel, home);
    const { status, outputs } = await kernel.execute(prelude(this.#pipes, this.#text), { timeoutMs: 60_000 });
    if (status === "ok") return kernel;
    await kernel.kill();
    throw new Error(`a kernel for grading could not be prepared: ${JSON.stringify(outputs)}`);
  }

  /** Ends kernels that have written too much. */
  async #look(): Promise<void> {
    const { diskMegabytes } = this.#bounds;
    for (const [kernel, home] of this.#homes) {
      if (!kernel.alive || bytesIn(home) <= diskMegabytes * 1e6) continue;
      await kernel.kill(`the submission has written more than ${diskMegabytes} MB`);
    }
  }

  /** Ends what runs in the folder, and removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#watch);
    for (const kernel of this.#homes.keys()) await kernel.kill();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** What the files in a folder take, without following links. */
function bytesIn(folder: string): number {
  let bytes = 0;
  try {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      bytes += isDirectory ? bytesIn(`${folder}/${name}`) : Deno.lstatSync(`${folder}/${name}`).size;
    }
  } catch { /* something in it has just gone */ }
  return bytes;
}
