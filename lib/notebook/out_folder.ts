/** The folder for results, which is there while notebooks are being reproduced. */

/** Where results go. */
export interface OutFolder {
  /** The folder, from the environment variable `COREY_LAB_OUT`. */
  readonly path: string;
  /** The notebook's file name without its ending, from `COREY_LAB_NOTEBOOK`. */
  readonly notebook: string;
}

/**
 * Reads from the environment where results go.
 *
 * @returns The folder, or `undefined` if results are not to be kept.
 *
 * @example
 * ```ts
 * Deno.env.delete("COREY_LAB_OUT");
 * console.assert(outFolder() === undefined);
 * ```
 */
export function outFolder(): OutFolder | undefined {
  const path = Deno.env.get("COREY_LAB_OUT");
  if (path === undefined || path === "") return undefined;
  return { path, notebook: Deno.env.get("COREY_LAB_NOTEBOOK") || "figure" };
}

/**
 * Checks that a name does as the name of a file on every system.
 *
 * @param name The name.
 * @returns The name.
 * @throws {TypeError} If it has other signs than letters, digits, `_`, `-` and `.`, or begins with a dot.
 *
 * @example
 * ```ts
 * console.assert(fileName("dup_close-1") === "dup_close-1");
 * ```
 */
export function fileName(name: string): string {
  if (typeof name === "string" && /^[\w-][\w.-]*$/.test(name)) return name;
  throw new TypeError(
    `${JSON.stringify(name)} cannot be part of a file's name: use letters, digits, "_", "-" and "."`,
  );
}
