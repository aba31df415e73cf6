/** A figure in the page: drawn as everywhere else, in the page's colours, its points to be chosen. */
import { drawPlot } from "../../pictures/plot.ts";
import { standalone } from "../../pictures/standalone.ts";
import { svgNamespace } from "../../pictures/element.ts";
import type { Figure, PlotFigure } from "../../plots/figure.ts";
import type { Row } from "../../rows/row.ts";
import { make } from "./dom.ts";

/** The points of a figure that can be chosen. */
export interface ChoosablePoints {
  /** What a row is called; undefined for one that cannot be chosen. */
  readonly nameOf: (row: Row) => string | undefined;
  /** Is called with the row that was chosen. */
  readonly onChoose: (row: Row) => void;
}

/** Beside a picture on a small screen, in CSS pixels: the page's margin, and the picture's own. */
const MARGIN = 26;
/** The class of the marks to click on. */
const POINTS = "points";

/** An empty document in which a picture is drawn. */
function newDocument(): Document {
  return document.implementation.createDocument(svgNamespace, "svg");
}

/**
 * Draws a figure into the page.
 *
 * @throws {InputError} when there is nothing to draw
 */
export function figureView(figure: Figure, points?: ChoosablePoints): HTMLElement {
  const holder = make("figure", { class: "picture" });
  // Experiments draw with Plot.
  if (figure.kind !== "plot") return holder;
  const choosable = figure.places?.rows.filter((row) => points?.nameOf(row) !== undefined) ?? [];
  const drawn = fitted(choosable.length === 0 ? figure : withPoints(figure, choosable));
  const svg = document.importNode(drawPlot(newDocument(), drawn), true);
  svg.setAttribute("role", choosable.length === 0 ? "img" : "group");
  svg.setAttribute("aria-label", figure.alt);
  for (const part of svg.querySelectorAll("g[aria-label]")) {
    // Names of parts, such as "line", say nothing to somebody to whom they are read out.
    part.setAttribute("data-part", part.getAttribute("aria-label")!);
    part.removeAttribute("aria-label");
  }
  // What is inside a picture is not read out; points are.
  if (choosable.length > 0) {
    for (const inner of svg.querySelectorAll("[role=img]")) inner.removeAttribute("role");
  }
  // On a small screen it scrolls: by the keyboard as well, which reaches the points if there are any.
  if (choosable.length === 0) holder.tabIndex = 0;
  holder.append(svg);
  if (points) makeChoosable(svg, choosable, points);
  return holder;
}

/** A figure of lines as narrow as a small screen: it is drawn anew, so that its letters stay large. */
function fitted(figure: PlotFigure): PlotFigure {
  const { options: { width = 680, ...options }, places } = figure, room = innerWidth - 2 * MARGIN;
  return places && room < width ? { ...figure, options: { ...options, width: Math.max(room, 240) } } : figure;
}

/** The figure as a file that stands alone. */
export function figureFile(figure: PlotFigure): string {
  return standalone(drawPlot(newDocument(), figure), figure.alt);
}

/** Adds a place to click on at each row's point. */
function withPoints(figure: PlotFigure, rows: readonly Row[]): PlotFigure {
  const { x, y, per } = figure.places!;
  const atPoint = {
    x,
    y: (row: Row) => Number(row[y]) / per,
    r: 9,
    fill: "transparent",
    className: POINTS,
  };
  return { ...figure, marks: (Plot) => [...figure.marks(Plot), Plot.dot(rows, atPoint)] };
}

/** One stop of the tabulator for all points; arrows go from one to the next. */
function makeChoosable(
  svg: SVGSVGElement,
  rows: readonly Row[],
  { nameOf, onChoose }: ChoosablePoints,
): void {
  const circles = [...svg.querySelectorAll<SVGCircleElement>(`.${POINTS} circle`)];
  const group = svg.querySelector(`.${POINTS}`);
  group?.setAttribute("role", "group");
  group?.setAttribute("aria-label", "points: arrow keys go from one to the next, Enter looks closer");
  for (const [i, circle] of circles.entries()) {
    circle.setAttribute("role", "button");
    circle.setAttribute("tabindex", i === 0 ? "0" : "-1");
    circle.setAttribute("aria-label", `look closer at ${nameOf(rows[i]!)}`);
    circle.addEventListener("click", () => onChoose(rows[i]!));
    circle.addEventListener("keydown", (event) => {
      const next = { ArrowRight: i + 1, ArrowLeft: i - 1 }[event.key];
      if (event.key === "Enter" || event.key === " ") onChoose(rows[i]!);
      else if (next !== undefined && circles[next]) {
        circle.setAttribute("tabindex", "-1");
        circles[next].setAttribute("tabindex", "0");
        circles[next].focus();
      } else return;
      event.preventDefault();
    });
  }
}
