/** The operating-system side of a kernel: starts `deno jupyter`, notices its death, keeps its last words. */
import { type ConnectionInfo, newConnection } from "./connection.ts";
import { within } from "./patience.ts";

/** Where and how a kernel process runs. */
export interface KernelProcessOptions {
  /** The folder it runs in; the cells' relative imports and paths start there. */
  readonly cwd: string;
  /** Environment variables to set besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it sees `env` alone, and nothing of this process's environment. */
  readonly ownEnvOnly?: boolean;
  /** A bound on its memory: on V8's heap and, on Linux, on all memory it writes to. None unless stated. */
  readonly memoryMegabytes?: number;
  /** A bound on its processor time, which holds even when this program is no longer there to stop it. */
  readonly processorSeconds?: number;
}

const LAST_WORDS = 2000;
/** What V8 sets aside for code, and Deno for its threads, before anything runs. */
const RESERVED_MEGABYTES = 1024;

/** A running `deno jupyter --kernel`. It is killed when this program ends, since it would not end by itself. */
export class KernelProcess {
  /** How to reach it. */
  readonly connection: ConnectionInfo;
  /** Resolves when the process has ended, with a sentence that says how. */
  readonly death: Promise<string>;
  readonly #child: Deno.ChildProcess;
  readonly #file: string;
  readonly #killOnExit = (): void => {
    this.kill();
    this.removeConnectionFile();
  };
  readonly #exitOnTerm = (): void => Deno.exit(128 + 15); // as without us, but by way of #killOnExit
  #stderr = "";
  #exited = false;

  private constructor(child: Deno.ChildProcess, connection: ConnectionInfo, file: string) {
    this.#child = child;
    this.#file = file;
    this.connection = connection;
    // Both pipes must be read, or the kernel would stop when they are full.
    const pipes = Promise.all([this.#listen(child.stdout, false), this.#listen(child.stderr, true)]);
    this.death = child.status.then(async ({ code, signal }) => {
      this.#exited = true;
      this.removeConnectionFile();
      globalThis.removeEventListener("unload", this.#killOnExit);
      if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGTERM", this.#exitOnTerm);
      await within(200, pipes);
      return signal === null
        ? `the kernel process ended with exit code ${code}`
        : `the kernel process was killed (${signal})`;
    });
    globalThis.addEventListener("unload", this.#killOnExit);
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", this.#exitOnTerm);
  }

  /**
   * Starts a kernel with the Deno that runs this program, uncoloured and without looking for updates.
   *
   * @throws {Deno.errors.NotFound} if the folder does not exist.
   * @example
   * ```ts ignore
   * const process = KernelProcess.start({ cwd: "notebooks" });
   * ```
   */
  static start(options: KernelProcessOptions): KernelProcess {
    const { cwd, env = {}, ownEnvOnly = false, memoryMegabytes, processorSeconds } = options;
    if (!Deno.statSync(cwd).isDirectory) throw new Deno.errors.NotADirectory(cwd);
    const connection = newConnection();
    const file = Deno.makeTempFileSync({ prefix: "corey-lab-kernel-", suffix: ".json" }); // for our eyes only
    Deno.writeTextFileSync(file, JSON.stringify(connection));
    const [program, ...args] = bounded(
      [Deno.execPath(), "jupyter", "--kernel", "--conn", file],
      { memoryMegabytes, processorSeconds },
    );
    const child = new Deno.Command(program!, {
      args,
      cwd,
      clearEnv: ownEnvOnly,
      env: {
        NO_COLOR: "1",
        DENO_NO_UPDATE_CHECK: "1",
        ...(memoryMegabytes === undefined
          ? {}
          : { DENO_V8_FLAGS: `--max-old-space-size=${memoryMegabytes}` }),
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    return new KernelProcess(child, connection, file);
  }

  /** Whether the process has ended. */
  get exited(): boolean {
    return this.#exited;
  }

  /** The end of what the process wrote to its standard error. */
  get lastWords(): string {
    return this.#stderr.trim();
  }

  /** Ends the process at once. */
  kill(): void {
    try {
      if (!this.#exited) this.#child.kill("SIGKILL");
    } catch { /* it has ended this very moment */ }
  }

  /** Removes the connection file, with its key: to be called once the kernel has read it. */
  removeConnectionFile(): void {
    try {
      Deno.removeSync(this.#file);
    } catch { /* it is gone already */ }
  }

  async #listen(stream: ReadableStream<Uint8Array>, keep: boolean): Promise<void> {
    const text = new TextDecoder();
    for await (const bytes of stream) {
      if (keep) this.#stderr = (this.#stderr + text.decode(bytes, { stream: true })).slice(-LAST_WORDS);
    }
  }
}

/**
 * A command under the limits of the operating system. V8's own bound does not count array buffers; on Linux the limit on the data segment
 * does, elsewhere it is not enforced.
 */
function bounded(
  command: readonly string[],
  { memoryMegabytes, processorSeconds }: Partial<
    Record<"memoryMegabytes" | "processorSeconds", number | undefined>
  >,
): readonly string[] {
  const limits = [
    ...(memoryMegabytes === undefined || Deno.build.os !== "linux"
      ? []
      : [`ulimit -d ${1024 * (memoryMegabytes + RESERVED_MEGABYTES)}`]),
    ...(processorSeconds === undefined || Deno.build.os === "windows"
      ? []
      : [`ulimit -t ${processorSeconds}`]),
  ];
  return limits.length === 0 ? command : ["sh", "-c", `${limits.join("; ")}; exec "$@"`, "sh", ...command];
}
