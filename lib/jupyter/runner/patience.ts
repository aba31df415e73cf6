/** Waiting, but not for ever. */

/** What {@linkcode within} gives when the time is over. */
export const LATE: unique symbol = Symbol("late");

/**
 * Waits for `work` at most `milliseconds`. The work itself goes on.
 *
 * @throws whatever the work rejects with, if it does so in time.
 * @example
 * ```ts
 * import { LATE, within } from "./patience.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(await within(1000, Promise.resolve("done")), "done");
 * assert.equal(await within(1, new Promise(() => {})), LATE);
 * ```
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | typeof LATE> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<typeof LATE>((resolve) => timer = setTimeout(() => resolve(LATE), milliseconds));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
