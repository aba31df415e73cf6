/** A folder for the files of a team, which is gone when the team is, or the program that runs it. */
import { existsSync } from "node:fs";

/** A folder that is removed at the end of the block that it is made in (`using`). */
export interface TeamFolder extends Disposable {
  /** Where it is. */
  readonly path: string;
}

/** Makes one. Ctrl-C ends commands by way of `unload`, when threads can undo nothing any more. */
export function teamFolder(): TeamFolder {
  const path = Deno.makeTempDirSync({ ...inMemory(), prefix: "corey-lab-here-" });
  const remove = (): void => Deno.removeSync(path, { recursive: true });
  globalThis.addEventListener("unload", remove);
  return {
    path,
    [Symbol.dispose]() {
      globalThis.removeEventListener("unload", remove);
      remove();
    },
  };
}

/** Where Linux keeps files that are on no disk; elsewhere they are where temporary files are. */
function inMemory(): { dir?: string } {
  return existsSync("/dev/shm") ? { dir: "/dev/shm" } : {};
}
