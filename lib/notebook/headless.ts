/**
 * Whether somebody is watching. What is left behind when nobody is has to be the same each time, so it holds
 * no times.
 */

/** The environment variable that the project's runner sets for the notebooks that it executes. */
export const HEADLESS = "COREY_LAB_HEADLESS";

/**
 * Whether the project's runner executes this notebook, and not a person.
 *
 * @returns Whether it does.
 *
 * @example
 * ```ts
 * console.assert(!isHeadless());
 * ```
 */
export function isHeadless(): boolean {
  return Deno.env.get(HEADLESS) !== undefined;
}
