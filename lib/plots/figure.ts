/**
 * A figure is data: what to draw and what it says in words. Making one has no side effect, knows no document,
 * and loads no library that draws; `show` (in a notebook) and `--format svg` (in a terminal) draw it.
 */
import type * as Plot from "@observablehq/plot";
import type { Row } from "../rows/row.ts";

/** A static figure: options for Observable Plot. */
export interface PlotFigure {
  /** Tells the two kinds of figure apart. */
  readonly kind: "plot";
  /** One sentence that says what the figure shows, for readers who do not see it. */
  readonly alt: string;
  /** Options for `Plot.plot`. */
  readonly options: Omit<Plot.PlotOptions, "marks" | "document">;
  /** Makes the marks: who draws the figure hands in the library. */
  readonly marks: (plot: typeof Plot) => Plot.Markish[];
  /** Which columns of its rows say where each is drawn, if one mark stands for one row. */
  readonly places?: FigurePlaces;
}

/** Columns that say where a row is drawn. */
export interface FigurePlaces {
  /** Of the x axis. */
  readonly x: string;
  /** Of the y axis. */
  readonly y: string;
  /** What the y values are divided by. */
  readonly per: number;
  /** The rows that are drawn. */
  readonly rows: readonly Row[];
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
