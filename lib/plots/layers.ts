/** A drawing of who leads to whom: nodes in layers from left to right, and lines between them. */
import * as Plot from "@observablehq/plot";
import type { PlotFigure } from "./figure.ts";
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

/** Draws layers of boxes with lines between them. */
export function layers({ title, heads, layers, edges }: Layers): PlotFigure {
  const rows = Math.max(...layers.map((layer) => layer.length));
  const nodes = layers.flatMap((layer, x) =>
    layer.map((node, i) => ({ ...node, x, y: (i + 0.5) * rows / layer.length - 0.5 }))
  );
  const place = new Map(nodes.map((node) => [node.name, node]));
  const lines = edges.map(([from, to]) => ({ from: place.get(from)!, to: place.get(to)! }));
  const colour = (node: LayerNode) => node.shared ? colours[1] : colours[0];
  return {
    kind: "plot",
    alt: `${title}: ${edges.map(([from, to]) => `${from} → ${to}`).join("; ")}. Shared: ${
      nodes.filter((node) => node.shared).map((node) => node.name).join(", ") || "nothing"
    }.`,
    options: {
      title,
      caption: "Blue: one core reaches it. Orange, thick: several do.",
      width: 210 * layers.length,
      height: 46 * rows + 40,
      margin: 4,
      axis: null,
      x: { domain: [-0.5, layers.length - 0.5] },
      y: { domain: [rows - 0.4, -1.1] },
      marks: [
        Plot.link(lines, {
          x1: ({ from }) => from.x + 0.36,
          y1: ({ from }) => from.y,
          x2: ({ to }) => to.x - 0.36,
          y2: ({ to }) => to.y,
          stroke: "#888",
        }),
        Plot.rect(nodes, {
          x1: ({ x }) => x - 0.36,
          x2: ({ x }) => x + 0.36,
          y1: ({ y }) => y - 0.34,
          y2: ({ y }) => y + 0.34,
          fill: "white",
          stroke: colour,
          strokeWidth: (node: LayerNode) => node.shared ? 3 : 1.3,
        }),
        Plot.text(nodes, { x: "x", y: "y", text: "name", fontSize: 11 }),
        Plot.text(heads, {
          x: (_, i) => i,
          y: -0.85,
          text: (head: string) => head,
          fontWeight: "bold",
          fontSize: 12,
        }),
      ],
    },
  };
}
