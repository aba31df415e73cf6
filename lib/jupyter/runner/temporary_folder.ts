/**
 * A temporary folder that does not outlive this program, however it ends. Ended by force, the program can do
 * nothing any more; so there is a guard, a process that reads a pipe of which this program alone has the
 * other end. When that is gone, it removes the folder.
 */
import { onExit } from "./on_exit.ts";

/** What was writing into the folder may take a moment to end. */
const GUARD = 'cat >/dev/null; for pause in 1 1 3 9; do sleep $pause; rm -rf -- "$1" && exit; done';

/** A folder that is removed at the end of an `await using` block, or of this program. */
export class TemporaryFolder implements AsyncDisposable {
  /** Where it is. */
  readonly path: string;
  readonly #guard: Deno.ChildProcess | undefined;
  readonly #takeBack: () => void;

  /**
   * Makes a folder.
   *
   * @param prefix what its name begins with
   * @example
   * ```ts
   * import { TemporaryFolder } from "./temporary_folder.ts";
   *
   * await using folder = new TemporaryFolder("corey-lab-example-");
   * await Deno.writeTextFile(`${folder.path}/note.txt`, "gone soon");
   * ```
   */
  constructor(prefix: string) {
    const path = this.path = Deno.makeTempDirSync({ prefix });
    if (Deno.build.os !== "windows") {
      this.#guard = new Deno.Command("sh", {
        args: ["-c", GUARD, "sh", path],
        stdin: "piped",
        stdout: "null",
        stderr: "null",
        detached: true, // Ctrl-C is not for it
      }).spawn();
    }
    this.#takeBack = onExit(() => Deno.removeSync(path, { recursive: true }));
  }

  /** Removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#takeBack();
    await Deno.remove(this.path, { recursive: true });
    try {
      this.#guard?.kill("SIGKILL");
    } catch { /* somebody has ended it */ }
    await this.#guard?.status;
    await this.#guard?.stdin.close().catch(() => {});
  }
}
