/** Documents of XML without a browser: what they write out is well formed. */
// All of linkedom in one file: as two hundred it takes twice as long to load.
import { DOMParser } from "linkedom/worker";
import { svgNamespace } from "./element.ts";

/**
 * Makes an empty document to draw into.
 *
 * @returns A document of linkedom, seen as a browser's.
 *
 * @example
 * ```ts
 * console.assert(newDocument().documentElement.localName === "svg");
 * ```
 */
export function newDocument(): Document {
  return parseSvg(`<svg xmlns="${svgNamespace}"/>`).ownerDocument;
}

/**
 * Reads an SVG picture.
 *
 * @param source The picture's XML.
 * @returns Its root element.
 * @throws {TypeError} If its root is not `<svg>`.
 *
 * @example
 * ```ts
 * console.assert(parseSvg(`<svg width="8"/>`).getAttribute("width") === "8");
 * ```
 */
export function parseSvg(source: string): SVGSVGElement {
  const root = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  if (root?.localName !== "svg") throw new TypeError("the root of a picture is an <svg> element");
  return root as unknown as SVGSVGElement;
}
