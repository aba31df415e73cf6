/** Draws a Vega-Lite figure as SVG, without a browser. */
import * as vega from "vega";
import * as vegaLite from "vega-lite";
import type { VegaLiteFigure } from "../plots/figure.ts";
import { fontName, fontSize, textWidth } from "./font.ts";
import { parseSvg } from "./svg.ts";

/** Our typography, as Vega-Lite's configuration. A figure's own `config` wins. */
const config: vegaLite.Config = {
  font: fontName,
  background: "white",
  padding: 10,
  axis: { labelFontSize: fontSize.caption, titleFontSize: fontSize.label, titleFontWeight: "normal" },
  header: { labelFontSize: fontSize.caption, titleFontSize: fontSize.label },
  legend: {
    labelFontSize: fontSize.caption,
    titleFontSize: fontSize.label,
    titleFontWeight: "normal",
    labelLimit: 320,
    symbolSize: 80,
  },
  title: { fontSize: fontSize.title, subtitleFontSize: fontSize.subtitle, anchor: "start" },
  view: { continuousWidth: 520, continuousHeight: 320 },
};

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
  const compiled = vegaLite.compile(spec, { config }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logLevel: vega.Error });
  try {
    return parseSvg(await view.toSVG());
  } finally {
    view.finalize();
  }
}
