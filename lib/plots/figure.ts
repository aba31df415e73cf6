/**
 * A figure is data: what to draw and what it says in words. Making one has no side effect and knows no
 * document; `show` (in a notebook) and `--format svg` (in a terminal) draw it.
 */
import type { PlotOptions } from "@observablehq/plot";

/** A static figure: options for Observable Plot. */
export interface PlotFigure {
  /** Tells the two kinds of figure apart. */
  readonly kind: "plot";
  /** One sentence that says what the figure shows, for readers who do not see it. */
  readonly alt: string;
  /** Options for `Plot.plot`, without a `document`. */
  readonly options: PlotOptions;
}

/** An interactive figure: a Vega-Lite specification, restricted to what versions 5 and 6 share. */
export interface VegaLiteFigure {
  /** Tells the two kinds of figure apart. */
  readonly kind: "vega-lite";
  /** One sentence that says what the figure shows, for readers who do not see it. */
  readonly alt: string;
  /** The specification, with its data inline. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Anything that `show` can draw. */
export type Figure = PlotFigure | VegaLiteFigure;
