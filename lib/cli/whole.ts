/** Numbers on a command line. */
import { InputError } from "../input/check.ts";

/**
 * A parser of whole numbers between bounds, for an option of a command.
 *
 * @param name the option, without its dashes
 * @param least the smallest number it takes
 * @param most the largest
 * @returns a function that throws an {@link InputError} for anything else
 * @example
 * ```ts
 * import { whole } from "./whole.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(whole("workers", 1, 256)("8"), 8);
 * assert.throws(
 *   () => whole("workers", 1, 256)("1e20"),
 *   /--workers 1e20: expected a whole number from 1 to 256/,
 * );
 * ```
 */
export function whole(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    throw new InputError(`--${name} ${text}: expected a whole number from ${least} to ${most}`);
  };
}
