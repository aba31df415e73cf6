/** Draws a Vega-Lite figure as SVG, without a browser. */
import * as vega from "vega";
import * as vegaLite from "vega-lite";
import type { VegaLiteFigure } from "../plots/figure.ts";
import { textWidth } from "./font.ts";
import { parseSvg } from "./svg.ts";
import { vegaConfig } from "./vega_config.ts";

/** What Vega asks when it lays out a text. Its own guess, without a canvas, is a third too wide. */
const measure = vega as unknown as { textMetrics: { width: (item: TextItem, text?: unknown) => number } };
measure.textMetrics.width = (item, text = item.text) =>
  textWidth(String(text ?? ""), item.fontSize ?? 11, item.fontWeight === "bold" ? "bold" : "normal");

/** The parts of one of Vega's text items that its width depends on. */
interface TextItem {
  readonly text?: unknown;
  readonly fontSize?: number;
  readonly fontWeight?: unknown;
}

/**
 * Draws a Vega-Lite figure in its first state, before anybody has touched it.
 *
 * @param figure The figure.
 * @returns The root element of the picture, not yet fit to stand alone.
 * @throws {Error} If the specification is not one of Vega-Lite.
 *
 * @example
 * ```ts
 * const spec = { data: { values: [{ x: 1 }] }, mark: "point" };
 * const svg = await drawVegaLite({ kind: "vega-lite", alt: "A point.", spec });
 * console.assert(svg.localName === "svg");
 * ```
 */
export async function drawVegaLite(figure: VegaLiteFigure): Promise<SVGSVGElement> {
  const spec = structuredClone(figure.spec) as unknown as vegaLite.TopLevelSpec;
  const compiled = vegaLite.compile(spec, { config: vegaConfig }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logLevel: vega.Error });
  try {
    return parseSvg(await view.toSVG());
  } finally {
    view.finalize();
  }
}
