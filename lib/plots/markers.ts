/**
 * A marker of its own for each series, so that lines can be told apart in black and white and where they
 * cross.
 */

/** Makes the marker of a series in its colour; Plot hands in the document. */
export type Marker = (colour: string, context: { readonly document: Document }) => SVGMarkerElement;

/** A shape, and whether it is filled. The open diamond is missing: it is what the paper states. */
const shapes: readonly (readonly [path: string, isFilled: boolean])[] = [
  ["M-2.6,0a2.6,2.6 0 1 0 5.2,0a2.6,2.6 0 1 0 -5.2,0z", true],
  ["M-2.6,-2.6h5.2v5.2h-5.2z", false],
  ["M0,-3.4L3.3,2.5h-6.6z", true],
  ["M-2.7,-2.7l5.4,5.4M-2.7,2.7l5.4,-5.4", false],
  ["M-2.8,0a2.8,2.8 0 1 0 5.6,0a2.8,2.8 0 1 0 -5.6,0z", false],
  ["M-2.5,-2.5h5v5h-5z", true],
  ["M-3.4,0h6.8M0,-3.4v6.8", false],
];

/** Markers in order of use: disc, open square, triangle, cross, circle, square, plus. */
export const markers: readonly Marker[] = shapes.map(([path, isFilled]) => (colour, { document }) => {
  const svg = "http://www.w3.org/2000/svg";
  const marker = document.createElementNS(svg, "marker"), shape = document.createElementNS(svg, "path");
  const attributes = {
    "viewBox": "-5 -5 10 10",
    "markerWidth": 6.67,
    "markerHeight": 6.67,
    "fill": isFilled ? colour : "white",
    "stroke": isFilled ? "none" : colour,
    "stroke-width": 1.4,
    // The line's dashes are not the marker's.
    "stroke-dasharray": "none",
  };
  for (const [name, value] of Object.entries(attributes)) marker.setAttribute(name, String(value));
  shape.setAttribute("d", path);
  marker.append(shape);
  return marker;
});
