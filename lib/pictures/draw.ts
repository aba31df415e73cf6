/** Draws a figure of either kind as one SVG document. */
import type { Figure } from "../plots/figure.ts";
import { sayWhatIsMissing } from "./missing_letters.ts";
import { drawPlot } from "./plot.ts";
import { standalone } from "./standalone.ts";
import { newDocument } from "./svg.ts";

/**
 * Draws a figure.
 *
 * @param figure The figure.
 * @returns The XML of the picture.
 * @throws {Error} If Plot or Vega-Lite cannot draw the figure.
 *
 * @example
 * ```ts
 * const svg = await draw({ kind: "plot", alt: "An empty frame.", options: {}, marks: () => [] });
 * console.assert(svg.includes("<title>An empty frame.</title>"));
 * ```
 */
export async function draw(figure: Figure): Promise<string> {
  switch (figure.kind) {
    case "plot":
      return finish(drawPlot(newDocument(), figure), figure.alt);
    case "vega-lite": {
      // Vega takes longer to load than Plot, and most pictures do not need it.
      const { drawVegaLite } = await import("./vega.ts");
      return finish(await drawVegaLite(figure), figure.alt);
    }
  }
}

function finish(svg: SVGSVGElement, alt: string): string {
  sayWhatIsMissing(svg);
  return standalone(svg, alt);
}
