/** Makes a drawn picture fit to stand alone in a file, and the same each time it is drawn. */
import { printable } from "../rows/printable.ts";
import { fontFamily, fontName } from "./font.ts";
import { element, svgNamespace } from "./element.ts";

const ink = "#1f2328";
const paper = "white";

/**
 * Finishes a picture: words for those who do not see it, one font, a white ground, no style sheet, and ids
 * that depend on nothing but the picture.
 *
 * @param svg The root element; it is changed.
 * @param alt What the picture shows, in a sentence.
 * @returns The picture's XML.
 *
 * @example
 * ```ts
 * import { parseSvg } from "./svg.ts";
 *
 * const xml = standalone(parseSvg(`<svg><text fill="currentColor">a</text></svg>`), "A letter.");
 * console.assert(xml.includes("<title>A letter.</title>") && !xml.includes("currentColor"));
 * ```
 */
export function standalone(svg: SVGSVGElement, alt: string): string {
  const document = svg.ownerDocument;
  for (const style of svg.querySelectorAll("style")) style.remove();
  renumber(svg);
  for (const part of [svg, ...svg.querySelectorAll("*")]) resolvePaints(part);
  for (const part of svg.querySelectorAll("text, tspan, title")) cleanTexts(part);
  svg.setAttribute("xmlns", svgNamespace);
  if (svg.outerHTML.includes("xlink:")) svg.setAttribute("xmlns:xlink", "http://www.w3.org/1999/xlink");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", printable(alt));
  svg.setAttribute("font-family", fontFamily);
  svg.prepend(
    element(document, "title", {}, printable(alt)),
    element(document, "rect", { width: "100%", height: "100%", fill: paper }),
  );
  return svg.outerHTML + "\n";
}

/** XML has no place for control characters, whatever rows contain. */
function cleanTexts(part: Element): void {
  for (const node of part.childNodes) {
    if (node.nodeType === 3) node.nodeValue = printable(node.nodeValue ?? "");
  }
}

/** Numbers the ids from 1 in the order of the picture: Plot and Vega count on from picture to picture. */
function renumber(svg: SVGSVGElement): void {
  const names = new Map<string, string>();
  for (const part of svg.querySelectorAll("[id]")) {
    const name = names.get(part.id) ?? `${part.localName.toLowerCase()}-${names.size + 1}`;
    names.set(part.id, name);
    part.id = name;
  }
  for (const part of svg.querySelectorAll("*")) {
    for (const { name, value } of Array.from(part.attributes)) {
      const renamed = value
        .replace(/url\(["']?#([^"')]+)["']?\)/g, (_, id: string) => `url(#${names.get(id) ?? id})`)
        .replace(/^#(.+)$/, (hash, id: string) => /href$/.test(name) ? `#${names.get(id) ?? id}` : hash);
      if (renamed !== value) part.setAttribute(name, renamed);
    }
  }
}

/** Puts in colours and fonts that would otherwise come from the page around the picture. */
function resolvePaints(part: Element): void {
  for (const { name, value } of Array.from(part.attributes)) {
    if (name === "class") part.removeAttribute(name);
    else if (name === "font-family" && /system-ui|sans-serif/.test(value)) part.removeAttribute(name);
    else if (name === "font-family" && value === fontName) part.setAttribute(name, fontFamily);
    else if (name.startsWith("aria-")) part.setAttribute(name, printable(value));
    else if (value === "currentColor") part.setAttribute(name, ink);
    else if (value === "var(--plot-background)") part.setAttribute(name, paper);
  }
}
