/** The files of the one typeface of all pictures, for the renderer that makes PNGs. */

/**
 * Reads the font's files, regular and bold, from the npm cache.
 *
 * @returns The contents of two TrueType files.
 * @throws {Deno.errors.NotFound} If the package is not in the cache.
 *
 * @example
 * ```ts
 * const [regular, bold] = await readFonts();
 * console.assert(regular?.length !== bold?.length);
 * ```
 */
export async function readFonts(): Promise<Uint8Array[]> {
  // What no module imports is not fetched.
  await import("dejavu-fonts-ttf/package.json", { with: { type: "json" } });
  return await Promise.all([
    Deno.readFile(new URL(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"))),
    Deno.readFile(new URL(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"))),
  ]);
}
