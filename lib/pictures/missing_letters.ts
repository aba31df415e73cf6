/**
 * Letters that the pictures' font does not have. No font in npm has all and is small (a single weight of Noto
 * Sans CJK takes more room than everything else here), so a picture says that it shows boxes.
 */
import { paragraph } from "./block.ts";
import { fontSize } from "./font.ts";

/** Letters, except of the scripts that DejaVu Sans covers. */
const missing =
  /(?![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Armenian}\p{sc=Georgian}\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Lao}\p{sc=Common}\p{sc=Inherited}])\p{L}/u;

const padding = 10;

/**
 * Adds a sentence below a picture that has letters which its font lacks.
 *
 * @param svg The root element, with its size; it is changed.
 *
 * @example
 * ```ts
 * import { parseSvg } from "./svg.ts";
 *
 * const svg = parseSvg(`<svg width="300" height="20" viewBox="0 0 300 20"><text>漢字</text></svg>`);
 * sayWhatIsMissing(svg);
 * console.assert(svg.textContent?.includes("boxes") && Number(svg.getAttribute("height")) > 20);
 * ```
 */
export function sayWhatIsMissing(svg: SVGSVGElement): void {
  const letter = svg.textContent?.match(missing)?.[0];
  if (letter === undefined) return;
  const width = Number(svg.getAttribute("width")), height = Number(svg.getAttribute("height"));
  const sentence =
    `Letters such as ${letter} are not in the font of the PNG, which shows boxes; the SVG has them.`;
  const note = paragraph(svg.ownerDocument, sentence, width - 2 * padding, {
    size: fontSize.caption,
    fill: "#555",
  });
  note.drawing.setAttribute("transform", `translate(${padding},${height})`);
  svg.append(note.drawing);
  const taller = height + note.height + padding;
  svg.setAttribute("height", String(taller));
  svg.setAttribute("viewBox", `0 0 ${width} ${taller}`);
}
