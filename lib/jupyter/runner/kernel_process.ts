/** The operating-system side of a kernel: starts `deno jupyter`, notices its death, keeps its last words. */
import { writeTemporary } from "../../files/write_whole.ts";
import { type ConnectionInfo, newConnection } from "./connection.ts";
import { onExit } from "./on_exit.ts";
import { within } from "./patience.ts";

/** Where and how a kernel process runs. */
export interface KernelProcessOptions {
  /** The folder it runs in; the cells' relative imports and paths start there. */
  readonly cwd: string;
  /** Environment variables to set besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it sees `env` alone, and nothing of this process's environment. */
  readonly ownEnvOnly?: boolean;
  /** A bound on its memory: on V8's heap and, on Linux, on all memory it writes to. None by default. */
  readonly memoryMegabytes?: number;
  /**
   * A bound on its processor time, which holds even when this program is no longer there to stop it; four
   * hours by default.
   */
  readonly processorSeconds?: number;
  /** A bound on the size of each file it writes. None by default. */
  readonly fileMegabytes?: number;
}

const LAST_WORDS = 2000;
/** What V8 sets aside for code, and Deno for its threads, before anything runs. */
const RESERVED_MEGABYTES = 1024;
/** No notebook takes nearly as long. */
const PROCESSOR_SECONDS = 4 * 3600;
/** What V8 does in another way than usual: a kernel loads much, and does not live long. */
const V8_FLAGS = [
  // It would begin with 1 MB for new objects, let that grow, and copy on the way most of what is loaded.
  "--min-semi-space-size=16",
  // It would optimise what draws pictures during the first, which takes longer than to draw a dozen.
  "--wasm-tiering-budget=300000000",
];
const isWindows = Deno.build.os === "windows";

/**
 * A running `deno jupyter --kernel`. It ends with this program, however that ends, together with the programs
 * that its cells have started: they are one process group.
 */
export class KernelProcess {
  /** How to reach it. */
  readonly connection: ConnectionInfo;
  /** Resolves when the process has ended, with a sentence that says how. */
  readonly death: Promise<string>;
  readonly #child: Deno.ChildProcess;
  readonly #file: string;
  #stderr = "";
  #exited = false;
  #reason: string | undefined;

  private constructor(child: Deno.ChildProcess, connection: ConnectionInfo, file: string) {
    this.#child = child;
    this.#file = file;
    this.connection = connection;
    // Both pipes must be read, or the kernel would stop when they are full.
    const pipes = Promise.all([this.#listen(child.stdout, false), this.#listen(child.stderr, true)]);
    const takeBack = onExit(() => {
      this.kill();
      this.removeConnectionFile();
    });
    this.death = child.status.then(async ({ code, signal }) => {
      this.#killGroup(); // what its cells have started, and the watch
      this.#exited = true;
      this.removeConnectionFile();
      takeBack();
      await within(200, pipes);
      if (this.#reason !== undefined) return this.#reason;
      return signal === null
        ? `the kernel process ended with exit code ${code}`
        : `the kernel process was killed (${signal})`;
    });
  }

  /**
   * Starts a kernel with the Deno that runs this program, uncoloured and without looking for updates.
   *
   * @throws {Deno.errors.NotFound} if the folder does not exist.
   * @throws {WriteError} if there is no room for temporary files.
   * @example
   * ```ts ignore
   * const process = KernelProcess.start({ cwd: "notebooks" });
   * ```
   */
  static start(options: KernelProcessOptions): KernelProcess {
    const { cwd, env = {}, ownEnvOnly = false, memoryMegabytes } = options;
    if (!Deno.statSync(cwd).isDirectory) throw new Deno.errors.NotADirectory(cwd);
    const connection = newConnection();
    const file = writeTemporary(
      { prefix: "corey-lab-kernel-", suffix: ".json" },
      JSON.stringify(connection),
    );
    const [program, ...args] = watched(
      [Deno.execPath(), "jupyter", "--kernel", "--conn", file],
      { ...options, file },
    );
    const given = ownEnvOnly ? undefined : Deno.env.get("DENO_V8_FLAGS");
    const v8Flags = [
      ...V8_FLAGS,
      ...(given ? [given] : []),
      ...(memoryMegabytes === undefined ? [] : [`--max-old-space-size=${memoryMegabytes}`]),
    ];
    const child = new Deno.Command(program!, {
      args,
      cwd,
      clearEnv: ownEnvOnly,
      env: {
        NO_COLOR: "1",
        DENO_NO_UPDATE_CHECK: "1",
        DENO_V8_FLAGS: v8Flags.join(","),
        ...env,
      },
      stdin: isWindows ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
      detached: !isWindows,
    }).spawn();
    return new KernelProcess(child, connection, file);
  }

  /** Its number. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Whether the process has ended. */
  get exited(): boolean {
    return this.#exited;
  }

  /** The end of what the process wrote to its standard error. */
  get lastWords(): string {
    return this.#stderr.replace(/^Warning "deno jupyter" is unstable.*$/m, "").trim();
  }

  /**
   * Ends the process at once, and the programs that its cells have started.
   *
   * @param reason what {@link KernelProcess.death} says then
   */
  kill(reason?: string): void {
    if (this.#exited) return;
    this.#reason ??= reason;
    this.#killGroup();
  }

  /** Sends a signal to the process itself, where the operating system has signals. */
  signal(signal: Deno.Signal): void {
    if (isWindows || this.#exited) return;
    try {
      this.#child.kill(signal);
    } catch { /* it has ended */ }
  }

  #killGroup(): void {
    try {
      if (isWindows) this.#child.kill("SIGKILL");
      else Deno.kill(-this.#child.pid, "SIGKILL");
    } catch { /* all have ended */ }
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
 * A command under the limits of the operating system, and with a watch. The watch reads a pipe of which this
 * program alone has the other end, so it comes to its end when this program has ended, even by force: then it
 * ends the kernel and all of its process group.
 *
 * V8's own bound on memory does not count array buffers; on Linux the limit on the data segment does,
 * elsewhere it is not enforced.
 */
function watched(
  command: readonly string[],
  { memoryMegabytes, fileMegabytes, processorSeconds = PROCESSOR_SECONDS, file }:
    & KernelProcessOptions
    & { readonly file: string },
): readonly string[] {
  if (isWindows) return command;
  const limits = [
    `ulimit -t ${processorSeconds}`,
    ...(memoryMegabytes === undefined || Deno.build.os !== "linux"
      ? []
      : [`ulimit -d ${1024 * (memoryMegabytes + RESERVED_MEGABYTES)}`]),
    ...(fileMegabytes === undefined ? [] : [`ulimit -f ${2048 * fileMegabytes}`]), // in 512 bytes
  ];
  const script = [
    "exec 3<&0",
    '(cat <&3; kill -9 $$; rm -f -- "$1"; kill -9 0) >/dev/null 2>&1 &',
    "shift",
    ...limits,
    'exec "$@" </dev/null 3<&-',
  ];
  return ["sh", "-c", script.join("\n"), "sh", file, ...command];
}
