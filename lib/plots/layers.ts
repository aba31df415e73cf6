/** A drawing of what leads to what: nodes in layers from left to right, and lines between them. */
import type { PlotFigure } from "./figure.ts";
import { placesOf } from "./layer_places.ts";
import { colours } from "./palette.ts";

/** A node: its name is what it says. */
export interface LayerNode {
  /** Unique name, and label. */
  readonly name: string;
  /** Whether more than one core reaches it: drawn in another colour and with a thicker frame. */
  readonly shared?: boolean;
}

/** What is drawn. */
export interface Layers {
  /** Title of the drawing. */
  readonly title: string;
  /** Heads of the layers. */
  readonly heads: readonly string[];
  /** The nodes of each layer, from top to bottom. */
  readonly layers: readonly (readonly LayerNode[])[];
  /** Lines, by names. */
  readonly edges: readonly (readonly [string, string])[];
}

/** A name that is too long for its box stands in two lines: `segment 14336:` and `copy of heap`. */
const inBox = (name: string): string => name.length > 22 ? name.replace(": ", ":\n") : name;

/** Draws layers of boxes with lines between them. */
export function layers({ title, heads, layers, edges }: Layers): PlotFigure {
  const { places, pieces, rows } = placesOf(layers.map((layer) => layer.map(({ name }) => name)), edges);
  const nodes = layers.flatMap((layer) => layer.map((node) => ({ ...node, ...places.get(node.name)! })));
  const boxes = new Set(nodes.map(({ name }) => name));
  // Where an edge passes a layer it runs on level.
  const half = (name: string) => boxes.has(name) ? 0.36 : 0.3;
  const lines = pieces.map(([from, to]) => {
    const start = places.get(from)!, end = places.get(to)!;
    return { x1: start.x + half(from), y1: start.y, x2: end.x - half(to), y2: end.y };
  });
  const passing = [...places.values()].filter(({ name }) => !boxes.has(name))
    .map(({ name, x, y }) => ({ x1: x - half(name), y1: y, x2: x + half(name), y2: y }));
  const colour = (node: LayerNode) => node.shared ? colours[1] : colours[0];
  return {
    kind: "plot",
    alt: `${title}: ${edges.map(([from, to]) => `${from} → ${to}`).join("; ")}. Shared: ${
      nodes.filter((node) => node.shared).map((node) => node.name).join(", ") || "nothing"
    }.`,
    options: {
      title,
      caption: "Thin, blue: one core reaches it. Thick, orange: several do.",
      width: 210 * layers.length,
      height: 46 * rows + 40,
      margin: 4,
      axis: null,
      x: { domain: [-0.5, layers.length - 0.5] },
      y: { domain: [rows - 0.4, -1.1] },
    },
    marks: (Plot) => [
      Plot.link([...lines, ...passing], { x1: "x1", y1: "y1", x2: "x2", y2: "y2", stroke: "#888" }),
      Plot.rect(nodes, {
        x1: ({ x }) => x - 0.36,
        x2: ({ x }) => x + 0.36,
        y1: ({ y }) => y - 0.34,
        y2: ({ y }) => y + 0.34,
        fill: "white",
        stroke: colour,
        strokeWidth: (node: LayerNode) => node.shared ? 3 : 1.3,
      }),
      Plot.text(nodes, { x: "x", y: "y", text: ({ name }) => inBox(name), fontSize: 11 }),
      Plot.text(heads, {
        x: (_, i) => i,
        y: -0.85,
        text: (head: string) => head,
        fontWeight: "bold",
        fontSize: 12,
      }),
    ],
  };
}
