/**
 * Figures → pictures that stand alone: one SVG with its title, legend, caption and a text alternative, or
 * the PNG of it. Drawing the same figure twice gives the same bytes.
 */
import type { Figure } from "../plots/figure.ts";
import { loadRenderer } from "./png.ts";

export { svgToPng } from "./png.ts";

/** Loads all that drawing takes, but for Vega-Lite, for a program that may read no files later. */
export async function loadDrawing(): Promise<void> {
  await Promise.all([import("./draw.ts"), loadRenderer()]);
}

/**
 * Draws a figure as one SVG document.
 *
 * @param figure The figure.
 * @returns The XML of the picture, sized in CSS pixels.
 * @throws {Error} If Plot or Vega-Lite cannot draw the figure.
 *
 * @example
 * ```ts
 * const svg = await figureToSvg({ kind: "plot", alt: "An empty frame.", options: {}, marks: () => [] });
 * console.assert(svg.includes("<title>An empty frame.</title>"));
 * ```
 */
export async function figureToSvg(figure: Figure): Promise<string> {
  // What draws takes longer to load than the whole model, and most runs draw nothing.
  const { draw } = await import("./draw.ts");
  return draw(figure);
}

/**
 * Reads the size of a picture from its root element.
 *
 * @param svg The picture's XML.
 * @returns Width and height in CSS pixels, rounded.
 * @throws {TypeError} If the root element has no width or no height.
 *
 * @example
 * ```ts
 * console.assert(pictureSize(`<svg width="640" height="400"></svg>`).width === 640);
 * ```
 */
export function pictureSize(svg: string): { readonly width: number; readonly height: number } {
  const root = svg.match(/<svg\b[^>]*>/)?.[0] ?? "";
  const read = (name: string): number => {
    const value = Number(root.match(new RegExp(`\\s${name}="([\\d.]+)"`))?.[1]);
    if (Number.isNaN(value)) throw new TypeError(`the picture's root element says no ${name}`);
    return Math.round(value);
  };
  return { width: read("width"), height: read("height") };
}
