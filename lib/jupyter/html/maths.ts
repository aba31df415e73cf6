/** The style sheet of KaTeX with its fonts inside, so that a page with formulas stands alone. */
import "katex";

const sheet = "katex/dist/katex.min.css";

/**
 * Reads KaTeX's style sheet and puts the fonts into it as data URIs.
 *
 * @returns The style sheet.
 * @throws {Deno.errors.NotFound} If the package is not in the npm cache.
 *
 * @example
 * ```ts
 * const css = await mathsStyle();
 * console.assert(css.includes("data:font/woff2;base64,") && !css.includes("url(fonts/"));
 * ```
 */
export async function mathsStyle(): Promise<string> {
  const url = new URL(import.meta.resolve(sheet));
  const css = await Deno.readTextFile(url);
  // Each font is offered as woff2, woff and ttf; every browser of today reads the first.
  const onlyFirst = css.replace(/(src:\s*url\([^)]*\.woff2\)\s*format\(["']woff2["']\))[^;}]*/g, "$1");
  const names = [
    ...new Set(Array.from(onlyFirst.matchAll(/url\((fonts\/[^)]+)\)/g), (found) => found[1] ?? "")),
  ];
  const fonts = new Map(
    await Promise.all(names.map(async (name): Promise<[string, string]> => {
      const bytes = await Deno.readFile(new URL(name, url));
      return [name, `data:font/woff2;base64,${bytes.toBase64()}`];
    })),
  );
  const standalone = onlyFirst.replace(
    /url\((fonts\/[^)]+)\)/g,
    (_, name: string) => `url(${fonts.get(name)})`,
  );
  return `${standalone}\n.katex-display { overflow-x: auto; overflow-y: hidden; }`;
}
