/** Long texts in a terminal. */

/**
 * A text in lines of at most so many characters, broken between words where that is possible.
 *
 * @example
 * ```ts
 * import { fold } from "./fold.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(fold("a lock for all", 8), ["a lock", "for all"]);
 * ```
 */
export function fold(text: string, width: number): string[] {
  return text.match(new RegExp(`\\S.{0,${width - 1}}(?=\\s|$)|\\S{${width}}`, "gsu"))?.map((part) =>
    part.trimEnd()
  ) ?? [""];
}
