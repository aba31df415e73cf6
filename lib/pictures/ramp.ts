/**
 * The legend of a continuous colour scale: a strip of colours above an axis.
 *
 * Plot draws such a legend through a canvas, which exists only in browsers; so the strip is a plot of its
 * own, made of narrow rectangles.
 */
import * as Plot from "@observablehq/plot";
import { numeral } from "../plots/numeral.ts";
import { fontSize } from "./font.ts";
import type { Block } from "./block.ts";
import type { Scale } from "./drawn_plot.ts";

const width = 280;
const height = 52;
const steps = 64;

/**
 * Says whether a colour scale maps a continuous quantity, so that its legend is a ramp.
 *
 * @param scale The scale.
 * @returns Whether its legend is a ramp.
 *
 * @example
 * ```ts
 * console.assert(isContinuous({ type: "log", apply: String }));
 * console.assert(!isContinuous({ type: "ordinal", apply: String }));
 * ```
 */
export function isContinuous(scale: Scale): boolean {
  return /^(linear|pow|sqrt|log|symlog|diverging.*|cyclical|utc|time|sequential)$/.test(scale.type ?? "");
}

/**
 * Draws the legend of the plot's continuous colour scale.
 *
 * @param document The document it is made for.
 * @param colour The colour scale.
 * @param label What the colours mean, with the unit.
 * @returns A strip with an axis.
 *
 * @example
 * ```ts
 * import * as Plot from "@observablehq/plot";
 * import { newDocument } from "./svg.ts";
 *
 * const colour = Plot.scale({ color: { type: "linear", domain: [0, 100], scheme: "blues" } });
 * console.assert(ramp(newDocument(), colour, "latency (cycles)").width > 0);
 * ```
 */
export function ramp(document: Document, colour: Scale, label: string): Block {
  const domain = Array.from(colour.domain ?? [0, 1]) as number[];
  const type = (colour.type ?? "linear").replace("diverging-", "").replace(
    /^(diverging|cyclical)$/,
    "linear",
  );
  const x = {
    type: type as Plot.ScaleType,
    domain: [domain[0], domain[domain.length - 1]],
    ...(colour.base === undefined ? {} : { base: colour.base }),
  };
  const position = Plot.scale({ x: { ...x, range: [0, 1] } });
  const valueAt = (step: number): number => position.invert?.(step / steps) as number;
  const strips = Array.from({ length: steps }, (_, step) => ({
    from: valueAt(step),
    to: valueAt(step + 1),
    fill: colour.apply(valueAt(step + 0.5)) as string,
  }));
  const drawing = Plot.plot({
    document,
    width,
    height,
    marginLeft: 8,
    marginRight: 8,
    marginTop: 20,
    marginBottom: 20,
    x: { ...x, label: null },
    y: { axis: null },
    color: { type: "identity" },
    marks: [
      Plot.rect(strips, { x1: "from", x2: "to", y1: 0, y2: 1, fill: "fill", stroke: "fill" }),
      // Both ends have their numbers, and these do not run into each other.
      ...(["start", "middle", "end"] as const).map((textAnchor, i) =>
        Plot.axisX([valueAt(i * steps / 2)], {
          textAnchor,
          text: (value: number) => numeral(value, 3),
        })
      ),
      Plot.text([label], {
        frameAnchor: "top-left",
        textAnchor: "start",
        dy: -15,
      }),
    ],
  }) as SVGSVGElement;
  drawing.setAttribute("font-size", String(fontSize.label));
  return { drawing, width, height };
}
