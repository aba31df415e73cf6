/**
 * Time that a program can be held to. What it stands in line for a processor is not its fault: on a busy
 * computer that may be most of the time. Linux counts it for each thread, in nanoseconds; elsewhere all time
 * counts.
 */
import { LATE, within } from "./patience.ts";

/** However long it stood in line, a program gets so many times what it was given. */
const MOST_TIMES = 5;
/** Looking costs a little. */
const LEAST_MS = 20;

/**
 * Begins to count the time that some processes take together.
 *
 * @param pids processes that wait for each other; one that has ended just counts no longer
 * @returns says how many milliseconds they have taken so far
 * @example
 * ```ts
 * import { ownTime } from "./own_time.ts";
 *
 * const soFar = ownTime([Deno.pid]);
 * console.assert(soFar() >= 0);
 * ```
 */
export function ownTime(pids: readonly number[]): () => number {
  const since = performance.now(), before = new Map(pids.flatMap(inLine));
  return () => {
    const elapsed = performance.now() - since;
    const queued = pids.map((pid) =>
      Math.max(0, ...inLine(pid).map(([of, ms]) => ms - (before.get(of) ?? 0)))
    );
    const own = elapsed - queued.reduce((sum, ms) => sum + ms, 0);
    return Math.max(own, elapsed / MOST_TIMES);
  };
}

/** How long each thread of a process has stood in line, in milliseconds. */
function inLine(pid: number): [thread: string, milliseconds: number][] {
  try {
    return [...Deno.readDirSync(`/proc/${pid}/task`)].map(({ name }) => {
      const [, waited] = Deno.readTextFileSync(`/proc/${pid}/task/${name}/schedstat`).split(" ");
      return [name, Number(waited) / 1e6];
    });
  } catch {
    return []; // it has ended, or this is no Linux
  }
}

/**
 * Waits for `work` for so much time of those who do it. The work itself goes on.
 *
 * @param soFar from {@link ownTime}
 * @throws whatever the work rejects with, if it does so in time.
 */
export async function withinOwn<T>(
  milliseconds: number,
  soFar: () => number,
  work: Promise<T>,
): Promise<T | typeof LATE> {
  const done = work.then((value) => ({ value })); // which may be LATE by a clock of its own
  for (let left = milliseconds; left > 0; left = milliseconds - soFar()) {
    const result = await within(Math.max(left, LEAST_MS), done);
    if (result !== LATE) return result.value;
  }
  return LATE;
}
