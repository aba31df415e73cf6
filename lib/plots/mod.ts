/**
 * Rows in, figures out.
 * @module
 */

export type { Figure, FigurePlaces, PlotFigure, VegaLiteFigure } from "./figure.ts";
export { paperAgainstModel } from "./paper_against_model.ts";
export { lines, type LinesOptions, type Stated } from "./lines.ts";
export { explorer, type ExplorerOptions, type Slider } from "./explorer.ts";
export { bars, type BarsOptions } from "./bars.ts";
export { stackedBars, type StackedBarsOptions } from "./stacked_bars.ts";
export { smallMultiples, type SmallMultiplesOptions } from "./small_multiples.ts";
export { splitBars, type SplitBarsOptions } from "./split_bars.ts";
export { heatMap, type HeatMapOptions } from "./heat_map.ts";
export { followLine, type FollowLineOptions, lineColours } from "./follow_line.ts";
export { cacheName, stateNames, stepInWords, stepsOfLine } from "./line_steps.ts";
export { timeline, type TimelineFigureOptions } from "./timeline.ts";
