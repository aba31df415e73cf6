/** A picture is a pile of blocks: title, legend, plot and caption, one below the other. */
import { wrapText } from "./font.ts";
import { element } from "./element.ts";

/** A drawing with known extent. */
export interface Block {
  /** The drawing; its upper left corner is at 0, 0. */
  readonly drawing: SVGElement;
  /** Width in CSS pixels. */
  readonly width: number;
  /** Height in CSS pixels. */
  readonly height: number;
}

/** How a paragraph looks. */
export interface TextStyle {
  /** Size of the font in CSS pixels. */
  readonly size: number;
  /** Whether it is bold. */
  readonly weight?: "normal" | "bold";
  /** Colour of the letters. */
  readonly fill?: string;
}

/**
 * Draws a paragraph.
 *
 * @param document The document it is made for.
 * @param text The words.
 * @param width The room for a line, in CSS pixels.
 * @param style How it looks.
 * @returns A block as high as the lines need.
 *
 * @example
 * ```ts
 * import { newDocument } from "./svg.ts";
 *
 * const { height } = paragraph(newDocument(), "two words", 10, { size: 10 });
 * console.assert(height === 28); // two lines
 * ```
 */
export function paragraph(document: Document, text: string, width: number, style: TextStyle): Block {
  const lineHeight = Math.round(style.size * 1.4);
  const lines = wrapText(text, width, style.size, style.weight);
  const drawing = element(
    document,
    "text",
    {
      "font-size": style.size,
      "font-weight": style.weight,
      "fill": style.fill ?? "currentColor",
      "text-anchor": "start",
    },
    lines.map((line, index) =>
      element(document, "tspan", { x: 0, y: style.size + index * lineHeight }, line)
    ),
  );
  return { drawing, width, height: lineHeight * lines.length };
}

/**
 * Piles blocks up into one picture.
 *
 * @param document The document it is made for.
 * @param blocks The blocks, from top to bottom.
 * @param padding Room around the pile, in CSS pixels.
 * @param gap Room between two blocks, in CSS pixels.
 * @returns The root element of the picture, with its size.
 *
 * @example
 * ```ts
 * import { newDocument } from "./svg.ts";
 *
 * const document = newDocument();
 * const line = paragraph(document, "word", 100, { size: 10 });
 * console.assert(pile(document, [line, line], 5, 2).getAttribute("height") === "40");
 * ```
 */
export function pile(
  document: Document,
  blocks: readonly Block[],
  padding: number,
  gap: number,
): SVGSVGElement {
  let y = padding;
  const placed = blocks.map((block) => {
    const group = element(document, "g", { transform: `translate(${padding},${y})` }, [block.drawing]);
    y += block.height + gap;
    return group;
  });
  const width = Math.max(...blocks.map((block) => block.width)) + 2 * padding;
  const height = y - gap + padding;
  return element(
    document,
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}` },
    placed,
  ) as SVGSVGElement;
}
