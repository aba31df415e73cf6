/**
 * The legend of a categorical scale, drawn in SVG.
 *
 * Plot makes its legends of HTML, which a standalone picture cannot hold, and shows swatches even for
 * lines. Here each key is a copy of how its category is drawn: the line's colour, dashes and markers, the
 * dot's symbol, or else a swatch.
 */
import { fontSize, textWidth } from "./font.ts";
import type { Block } from "./block.ts";
import type { DrawnPlot } from "./drawn_plot.ts";
import { type Attribute, element, inheritedAttribute } from "./element.ts";

const keyHeight = 22;
const swatchSize = 13;
const lineLength = 48;
const labelGap = 7;
const entryGap = 20;
/** Around swatches: a white one would not be seen, nor a pale one by everybody. */
const outline = { "stroke": "#555", "stroke-width": 0.8 };

/**
 * Draws the legend of a categorical scale.
 *
 * @param document The document it is made for.
 * @param plot The drawn plot.
 * @param scale Which scale the legend explains.
 * @param width The room for a row of keys, in CSS pixels.
 * @returns A block with one key and one label a category.
 *
 * @example
 * ```ts
 * import * as Plot from "@observablehq/plot";
 * import type { DrawnPlot } from "./drawn_plot.ts";
 * import { newDocument } from "./svg.ts";
 *
 * const document = newDocument();
 * const plot = Plot.plot({
 *   document,
 *   marks: [Plot.dot([{ system: "corey" }], { x: 1, fill: "system" })],
 * });
 * const { drawing } = legend(document, plot as Element as DrawnPlot, "color", 600);
 * console.assert(drawing.textContent === "corey");
 * ```
 */
export function legend(document: Document, plot: DrawnPlot, scale: "color" | "symbol", width: number): Block {
  const drawing = element(document, "g", { "text-anchor": "start", "aria-label": "legend" });
  let x = 0;
  let y = 0;
  const seen = new Map<string, number>();
  for (const swatch of swatches(plot, scale)) {
    const parts = keyParts(plot, swatch.icon, scale, seen);
    const keyWidth = parts.line === undefined ? swatchSize : lineLength;
    const entryWidth = keyWidth + labelGap + textWidth(swatch.label, fontSize.label);
    if (x > 0 && x + entryWidth > width) {
      x = 0;
      y += keyHeight;
    }
    drawing.append(
      element(
        document,
        "g",
        { transform: `translate(${x + keyWidth / 2},${y + keyHeight / 2})` },
        drawKey(document, parts),
      ),
      element(document, "text", {
        "x": x + keyWidth + labelGap,
        "y": y + keyHeight / 2,
        "dy": "0.35em",
        "font-size": fontSize.label,
        "fill": "currentColor",
      }, swatch.label),
    );
    x += entryWidth + entryGap;
  }
  return { drawing, width, height: y + keyHeight };
}

/** One entry of Plot's own legend: a small picture and a label. */
interface Swatch {
  readonly icon: Element;
  readonly label: string;
}

/** Takes Plot's own legend apart. */
function swatches(plot: DrawnPlot, scale: "color" | "symbol"): Swatch[] {
  const made = plot.legend(scale, {});
  return Array.from(made?.querySelectorAll("svg") ?? []).map((icon) => ({
    icon,
    label: icon.parentElement?.textContent ?? "",
  }));
}

/** The attributes of a key's line, its dot or its swatch; a missing part is not drawn. */
interface KeyParts {
  readonly line?: Readonly<Record<string, Attribute>> | undefined;
  readonly dot?: Readonly<Record<string, Attribute>> | undefined;
  readonly swatch: Readonly<Record<string, Attribute>>;
}

/**
 * Finds how a category is drawn in the plot, by the colour of its swatch. Where several have one colour, they
 * come in the same order there.
 *
 * @param seen how many categories of each colour came before; it is counted on
 */
function keyParts(
  plot: DrawnPlot,
  icon: Element,
  scale: "color" | "symbol",
  seen: Map<string, number>,
): KeyParts {
  const colour = [icon.getAttribute("stroke"), icon.getAttribute("fill")]
    .find((paint): paint is string => paint !== null && paint !== "none" && paint !== "currentColor");
  const before = seen.get(colour ?? "") ?? 0;
  seen.set(colour ?? "", before + 1);
  const line = colour === undefined ? undefined : findPainted(plot, "line", ["stroke"], colour, before);
  const dot = scale === "symbol"
    ? icon.querySelector("path")
    : colour === undefined
    ? undefined
    : findPainted(plot, "dot", ["stroke", "fill"], colour, 0);
  const painted = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity"];
  return {
    line: line && pick(line, ["stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "marker-mid"]),
    dot: dot
      ? {
        ...(scale === "symbol" ? attributesOf(icon, painted) : {}),
        ...pick(dot, [...painted, "d", "r"]),
      }
      : undefined,
    swatch: { fill: colour ?? "currentColor" },
  };
}

/**
 * What the marks of some kind draw in a colour: of several the one after `before` others, or else the first.
 */
function findPainted(
  plot: DrawnPlot,
  mark: string,
  paints: readonly string[],
  colour: string,
  before: number,
): Element | undefined {
  const painted = Array.from(
    plot.querySelectorAll(`[aria-label="${mark}"] path, [aria-label="${mark}"] circle`),
  )
    .filter((shape) => shape.closest("marker") === null)
    .filter((shape) => paints.some((paint) => inheritedAttribute(shape, paint) === colour));
  return painted[before] ?? painted[0];
}

/** Some attributes of an element, its own or taken over from those around it. */
function pick(from: Element, names: readonly string[]): Record<string, Attribute> {
  return Object.fromEntries(names.map((name) => [name, inheritedAttribute(from, name)]).filter(([, v]) => v));
}

/** Some attributes of an element itself. */
function attributesOf(from: Element, names: readonly string[]): Record<string, Attribute> {
  return Object.fromEntries(names.map((name) => [name, from.getAttribute(name) ?? undefined]));
}

/** Draws a key, centred on 0, 0. */
function drawKey(document: Document, { line, dot, swatch }: KeyParts): SVGElement[] {
  const half = lineLength / 2;
  const drawn: SVGElement[] = [];
  if (line) drawn.push(element(document, "path", { fill: "none", ...line, d: `M${-half},0L0,0L${half},0` }));
  if (dot) drawn.push(element(document, dot["d"] === undefined ? "circle" : "path", dot));
  if (drawn.length > 0) return drawn;
  const corner = -swatchSize / 2;
  return [
    element(document, "rect", {
      x: corner,
      y: corner,
      width: swatchSize,
      height: swatchSize,
      ...outline,
      ...swatch,
    }),
  ];
}
