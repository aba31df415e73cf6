/** What the drawing of a figure asks of a plot that Observable Plot has drawn. */

/** A scale of a drawn plot. */
export interface Scale {
  /** The kind of scale: `linear`, `log`, `ordinal` and so on. */
  readonly type?: string | null;
  /** The values it maps; for a continuous scale the two ends. */
  readonly domain?: Iterable<unknown>;
  /** The base of a logarithmic scale. */
  readonly base?: number;
  /** Maps a value, for instance to a colour. */
  apply(value: unknown): unknown;
}

/** A drawn plot: an SVG element that can tell its scales. */
export interface DrawnPlot extends Element {
  /** The scale of that name, or `undefined` if nothing in the plot uses it. */
  scale(name: "color" | "symbol"): Scale | undefined;
  /** Plot's own legend of a scale, in HTML. */
  legend(name: "color" | "symbol", options: Record<string, never>): Element | undefined;
}
