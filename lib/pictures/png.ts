/** SVG → PNG, in WebAssembly, with our own font: the same bytes on every computer. */
import { anything, optionsOf } from "../input/options.ts";
import { fontName } from "./font.ts";
import { readFonts } from "./font_files.ts";

const checked = optionsOf<{ readonly scale?: number }>("svgToPng", { scale: anything.optional() });

let files: ReturnType<typeof readFiles> | undefined;
let ready: ReturnType<typeof initialise> | undefined;

const readFiles = () =>
  Promise.all([
    import("@resvg/resvg-wasm"),
    readFonts(),
    Deno.readFile(new URL(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm"))),
  ]);

/** Reads the renderer and the fonts, for a program that may read no files later. */
export async function loadRenderer(): Promise<void> {
  await (files ??= readFiles());
}

async function initialise() {
  const [{ initWasm, Resvg }, fontBuffers, wasm] = await (files ??= readFiles());
  await initWasm(wasm);
  return { Resvg, fontBuffers };
}

/**
 * Draws an SVG as pixels. The same SVG gives the same bytes. All text is set in DejaVu Sans.
 *
 * @param svg The picture's XML.
 * @param options `scale`: pixels for a CSS pixel; 2 looks sharp on most screens.
 * @returns The bytes of a PNG file.
 * @throws {RangeError} If the scale is not a number above zero.
 * @throws {Error} If the SVG is not well formed.
 *
 * @example
 * ```ts
 * const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>`;
 * const png = await svgToPng(svg, { scale: 1 });
 * console.assert(new TextDecoder().decode(png.slice(1, 4)) === "PNG");
 * ```
 */
export async function svgToPng(svg: string, options: { readonly scale?: number } = {}): Promise<Uint8Array> {
  const { scale = 2 } = checked(options);
  if (!(scale > 0 && Number.isFinite(scale))) {
    throw new RangeError(`the scale of a picture is a number above zero, not ${scale}`);
  }
  const { Resvg, fontBuffers } = await (ready ??= initialise());
  const renderer = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    background: "white",
    font: { fontBuffers, defaultFontFamily: fontName, sansSerifFamily: fontName, monospaceFamily: fontName },
  });
  try {
    const image = renderer.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    renderer.free();
  }
}
