/**
 * Whether a person is watching. If not, the outputs have to be the same each time, so they hold no times.
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
