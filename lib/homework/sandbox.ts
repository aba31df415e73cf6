/**
 * Where a submission runs. Its kernel is a process of its own, in a temporary folder of its own.
 *
 * A Deno kernel starts with all permissions, and no flag of Deno 2.9 changes that. But a permission that is *revoked* from
 * inside is gone for good, for dynamic imports and workers as well. So before any cell of the submission, a cell of ours
 * loads what submissions may use, and then gives up files, the network, other programs and native code.
 *
 * Contained: reading and writing files, the network, subprocesses, FFI, system information, this process's environment (it sees
 * its own), downloads of npm packages (by a proxy that is not there), memory (V8's heap; on Linux all of it), output, and time.
 * `localStorage` and the cache API are kept in the temporary folder, which goes in the end.
 * Not contained: a bug in Deno itself; processor time within the time-outs; npm packages that are in Deno's cache can be imported;
 * and a submission shares its kernel with the tests, so one that is written to deceive can (its code is in the feedback to
 * be seen). A container or a virtual machine around the grader is a good second wall.
 */
import { Kernel } from "../notebook/runner/kernel.ts";

const project = new URL("../../", import.meta.url);

/** What every submission can import; what it draws needs the renderer's fonts in memory. */
const prelude = `
const { svgToPng } = await import("${new URL("lib/notebook/picture.ts", project)}");
await svgToPng('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
await import("corey-lab");
await import("node:assert/strict");
for (const name of ["run", "ffi", "net", "sys", "import", "write", "read"]) await Deno.permissions.revoke({ name });
`;

/** More than any submission gets; a kernel whose grader was killed ends by it. */
const PROCESSOR_SECONDS = 1800;

/** Nobody listens here. */
const NOWHERE = "http://127.0.0.1:9";

/** A folder to run submissions in. */
export class Sandbox implements AsyncDisposable {
  readonly #folder: string;
  readonly #memoryMegabytes: number;

  private constructor(folder: string, memoryMegabytes: number) {
    this.#folder = folder;
    this.#memoryMegabytes = memoryMegabytes;
  }

  /**
   * Makes the folder.
   *
   * @param memoryMegabytes how much memory a kernel may use for its heap; on Linux, 1 GB more in all
   * @example
   * ```ts ignore
   * await using sandbox = await Sandbox.open(1024);
   * await using kernel = await sandbox.start();
   * ```
   */
  static async open(memoryMegabytes: number): Promise<Sandbox> {
    const folder = await Deno.makeTempDir({ prefix: "corey-lab-grading-" });
    const work = `${folder}/work`, cache = `${folder}/deno`;
    await Deno.mkdir(work);
    await Deno.mkdir(cache);
    // The kernel finds its configuration from the folder it runs in, and may write to the lock file: so both are copies.
    const { imports, compilerOptions } = JSON.parse(await Deno.readTextFile(new URL("deno.json", project)));
    const config = {
      imports: { ...imports, "corey-lab": new URL("mod.ts", project).href },
      compilerOptions,
      lock: { path: "./deno.lock" },
    };
    await Deno.writeTextFile(`${work}/deno.json`, JSON.stringify(config));
    await Deno.copyFile(new URL("deno.lock", project), `${work}/deno.lock`);
    const real = await denoFolder();
    for await (const { name } of Deno.readDir(real)) {
      const isState = name === "location_data" || /-(wal|shm|journal)$/.test(name);
      if (!isState) await Deno.symlink(`${real}/${name}`, `${cache}/${name}`);
    }
    return new Sandbox(folder, memoryMegabytes);
  }

  /**
   * Starts a kernel that can no longer do harm.
   *
   * @throws {Error} if it does not start, or does not give up its permissions
   */
  async start(): Promise<Kernel> {
    const kernel = await Kernel.start({
      cwd: `${this.#folder}/work`,
      ownEnvOnly: true,
      memoryMegabytes: this.#memoryMegabytes,
      processorSeconds: PROCESSOR_SECONDS,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: this.#folder,
        DENO_DIR: `${this.#folder}/deno`,
        DENO_NO_PROMPT: "1",
        HTTP_PROXY: NOWHERE,
        HTTPS_PROXY: NOWHERE,
      },
    });
    const { status, outputs } = await kernel.execute(prelude, { timeoutMs: 60_000 });
    if (status === "ok") return kernel;
    await kernel.kill();
    throw new Error(`a kernel for grading could not be prepared: ${JSON.stringify(outputs)}`);
  }

  /** Removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Where Deno keeps the packages it has fetched. */
async function denoFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
