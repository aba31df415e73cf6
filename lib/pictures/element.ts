/** Elements of SVG, in whatever document: a browser's, or one of XML without a browser (`svg.ts`). */

/** The XML namespace of SVG. */
export const svgNamespace = "http://www.w3.org/2000/svg";

/** An attribute's value; `undefined` leaves the attribute out. */
export type Attribute = string | number | undefined;

/**
 * Makes an SVG element.
 *
 * @param document The document it is made for.
 * @param name The element's name.
 * @param attributes Its attributes.
 * @param content What it holds: a text, or other elements.
 * @returns The element, not yet in the document's tree.
 *
 * @example
 * ```ts
 * import { newDocument } from "./svg.ts";
 *
 * const circle = element(newDocument(), "circle", { r: 3 });
 * console.assert(circle.outerHTML === `<circle r="3" />`);
 * ```
 */
export function element(
  document: Document,
  name: string,
  attributes: Readonly<Record<string, Attribute>> = {},
  content: string | readonly Element[] = [],
): SVGElement {
  const made = document.createElementNS(svgNamespace, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(key, String(value));
  }
  if (typeof content === "string") made.textContent = content;
  else made.append(...content);
  return made;
}

/**
 * Reads an attribute that an element has itself or takes over from an element around it.
 *
 * @param start The element.
 * @param name The attribute's name.
 * @returns The value, or `undefined` if no element up to the picture's root sets it.
 *
 * @example
 * ```ts
 * import { parseSvg } from "./svg.ts";
 *
 * const svg = parseSvg(`<svg><g fill="red"><path/></g></svg>`);
 * console.assert(inheritedAttribute(svg.querySelector("path")!, "fill") === "red");
 * ```
 */
export function inheritedAttribute(start: Element, name: string): string | undefined {
  for (let at: Element | null = start; at !== null && at.localName !== "svg"; at = at.parentElement) {
    const value = at.getAttribute(name);
    if (value !== null) return value;
  }
  return undefined;
}
