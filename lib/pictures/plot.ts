/** Draws a figure of Observable Plot, with its title, legends and caption, as one SVG. */
import * as Plot from "@observablehq/plot";
import type { PlotFigure } from "../plots/figure.ts";
import { type Block, paragraph, pile } from "./block.ts";
import { fontSize, textWidth, wrapText } from "./font.ts";
import type { DrawnPlot, Scale } from "./drawn_plot.ts";
import { legend } from "./legend.ts";
import { isContinuous, ramp } from "./ramp.ts";
import { inheritedAttribute } from "./element.ts";

const padding = 10;
const gap = 6;
const tickRoom = 14;
const muted = "#555";
/** Room for the arrow before an axis's title, in CSS pixels. */
const ARROW = 20;

/**
 * Draws a figure of Observable Plot.
 *
 * @param document The document it is made for.
 * @param figure The figure.
 * @returns The root element of the picture, not yet fit to stand alone.
 * @throws {Error} If Plot cannot draw the options.
 *
 * @example
 * ```ts
 * import { newDocument } from "./svg.ts";
 *
 * const frame = { kind: "plot", alt: "A frame.", options: { title: "Frame" }, marks: () => [] } as const;
 * const svg = drawPlot(newDocument(), frame);
 * console.assert(svg.textContent?.includes("Frame"));
 * ```
 */
export function drawPlot(document: Document, figure: PlotFigure): SVGSVGElement {
  const options = { ...wrapped(figure.options), marks: figure.marks(Plot) };
  const plot = drawWithRoom(document, options);
  const size = { width: Number(plot.getAttribute("width")), height: Number(plot.getAttribute("height")) };
  const words = (content: string | Node | null | undefined): string =>
    typeof content === "string" ? content : content?.textContent ?? "";
  const text = (content: string | Node | null | undefined, style: Parameters<typeof paragraph>[3]): Block[] =>
    words(content) === "" ? [] : [paragraph(document, words(content), size.width, style)];
  return pile(
    document,
    [
      ...text(options.title, { size: fontSize.title, weight: "bold" }),
      ...text(options.subtitle, { size: fontSize.subtitle, fill: muted }),
      ...legends(document, plot, options, size.width),
      { drawing: plot as Element as SVGElement, ...size },
      ...text(options.caption, { size: fontSize.caption, fill: muted }),
    ],
    padding,
    gap,
  );
}

/** A plot whose y axis has its title above it, in lines that the plot has room for. */
function wrapped(options: PlotFigure["options"]): PlotFigure["options"] {
  const { y, width } = options;
  if (typeof y?.label !== "string" || width === undefined) return options;
  const lines = wrapText(y.label, width - ARROW, fontSize.label);
  return lines.length > 1 ? { ...options, y: { ...y, label: lines.join("\n") } } : options;
}

/** Draws once to learn how much room the axes need, then again with margins that hold them. */
function drawWithRoom(document: Document, options: Plot.PlotOptions): DrawnPlot {
  return drawBare(document, {
    ...axisMargins(drawBare(document, options)),
    ...(options.margin === undefined ? {} : marginsOf(options.margin)),
    ...options,
  });
}

/** Plot's `margin` sets all four sides. */
function marginsOf(margin: number): Plot.PlotOptions {
  return { marginTop: margin, marginRight: margin, marginBottom: margin, marginLeft: margin };
}

/** Draws the plot alone, in our font size. */
function drawBare(document: Document, options: Plot.PlotOptions): DrawnPlot {
  const silent = <Scale extends object>(scale: Scale | undefined): { legend: false } | undefined =>
    scale && { ...scale, legend: false };
  const plot = Plot.plot({
    ...options,
    document,
    figure: false,
    ...(options.color ? { color: silent(options.color) } : {}),
    ...(options.symbol ? { symbol: silent(options.symbol) } : {}),
  } as Plot.PlotOptions) as Element as DrawnPlot;
  if (plot.getAttribute("font-size") === "10") plot.setAttribute("font-size", String(fontSize.label));
  return plot;
}

/** The margins that the axes of a plot need in our font size, in CSS pixels. */
function axisMargins(plot: DrawnPlot): Plot.PlotOptions {
  const texts = (axes: string, part: string): Element[] =>
    Array.from(plot.querySelectorAll(`[aria-label^="${axes}"][aria-label$="axis ${part}"] text`));
  const isRotated = (text: Element): boolean => /rotate/.test(text.getAttribute("transform") ?? "");
  const room = { left: tickRoom, right: tickRoom };
  for (const label of [...texts("y", "tick label"), ...texts("fy", "tick label")]) {
    const lines = Array.from(label.querySelectorAll("tspan"), (line) => line.textContent ?? "");
    const widths = (lines.length > 0 ? lines : [label.textContent ?? ""])
      .map((line) => Math.ceil(textWidth(line, fontSize.label)));
    const side = inheritedAttribute(label, "text-anchor") === "end" ? "left" : "right";
    room[side] = Math.max(room[side], Math.max(...widths) + tickRoom);
  }
  const besideLabels = [...texts("y", "label"), ...texts("fy", "label")];
  for (const label of besideLabels.filter(isRotated)) {
    room[label.closest('[aria-label^="y"]') === null ? "right" : "left"] += fontSize.label + 4;
  }
  const titles = besideLabels.filter((label) => !isRotated(label));
  const above = titles.length > 0 || texts("fx", "tick label").length > 0;
  const moreLines = Math.max(0, ...titles.map((title) => title.querySelectorAll("tspan").length - 1));
  return {
    marginTop: (above ? 34 : 14) + moreLines * fontSize.label,
    marginRight: Math.max(22, room.right),
    marginBottom: texts("x", "label").length > 0 ? 46 : 30,
    marginLeft: Math.max(46, room.left),
  };
}

/** The legends that the options ask for; symbol and colour share one if they explain the same categories. */
function legends(document: Document, plot: DrawnPlot, options: Plot.PlotOptions, width: number): Block[] {
  const blocks: Block[] = [];
  const symbol = options.symbol?.legend ? plot.scale("symbol") : undefined;
  const colour = options.color?.legend ? plot.scale("color") : undefined;
  if (symbol !== undefined) blocks.push(legend(document, plot, "symbol", width));
  if (colour === undefined || sameDomain(symbol, colour)) return blocks;
  return [
    ...blocks,
    isContinuous(colour)
      ? ramp(document, colour, options.color?.label ?? "")
      : legend(document, plot, "color", width),
  ];
}

function sameDomain(a: Scale | undefined, b: Scale): boolean {
  return a !== undefined && String(Array.from(a.domain ?? [])) === String(Array.from(b.domain ?? []));
}
