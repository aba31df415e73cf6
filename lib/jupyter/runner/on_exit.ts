/**
 * What has to be done however this program ends: at its end, by Ctrl-C, by a polite `kill`, when its terminal
 * is closed. (Killed by force it can do nothing any more; its kernels notice that themselves, see
 * `kernel_process.ts`.)
 */

/** Signals that ask a program to end, with their numbers. */
const signals: readonly (readonly [Deno.Signal, number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 2]]
  : [["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1]];
/** As a shell counts: without us the program would have ended so, but not by way of `unload`. */
const leave = signals.map(([signal, number]) => [signal, () => Deno.exit(128 + number)] as const);
const tasks = new Set<() => void>();

/**
 * Has something done when this program ends, unless it is taken back before.
 *
 * @param task must not wait for anything
 * @returns a function that takes it back
 * @example
 * ```ts
 * import { onExit } from "./on_exit.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * const takeBack = onExit(() => Deno.removeSync(folder, { recursive: true }));
 * Deno.removeSync(folder); // done in time
 * takeBack();
 * ```
 */
export function onExit(task: () => void): () => void {
  if (tasks.size === 0) {
    globalThis.addEventListener("unload", doAll);
    for (const [signal, exit] of leave) Deno.addSignalListener(signal, exit);
  }
  tasks.add(task);
  return () => {
    if (!tasks.delete(task) || tasks.size > 0) return;
    globalThis.removeEventListener("unload", doAll);
    for (const [signal, exit] of leave) Deno.removeSignalListener(signal, exit);
  };
}

function doAll(): void {
  for (const task of tasks) {
    try {
      task();
    } catch { /* the others are still to be done */ }
  }
}
