/** A drawing of a machine: chips with their cores and caches, and the links between them. */
import type { Row } from "../rows/row.ts";
import type { PlotFigure } from "./figure.ts";
import { colours } from "./palette.ts";

/** What is drawn. */
export interface TopologyRows {
  /** A row a chip: `chip`, `x`, `y`, `l3` and `dram` (labels). */
  readonly chips: readonly Row[];
  /** A row a core: `core`, `x`, `y`. */
  readonly cores: readonly Row[];
  /** How far cores are from each other. */
  readonly spacing: number;
  /** A row a group of cores that share a cache: the middle `x`, `y`, `width`, `height`. */
  readonly groups: readonly Row[];
  /** A row a link: `x1`, `y1`, `x2`, `y2`. */
  readonly links: readonly Row[];
}

/** Half the width of a chip, in the units of the positions: chips stand 1 apart. */
const HALF = 0.34;

/** Draws chips, cores and links at the positions that the rows give. */
export function topology(
  title: string,
  { chips, cores, spacing, groups, links }: TopologyRows,
): PlotFigure {
  const xs = chips.map((chip) => Number(chip.x)), ys = chips.map((chip) => Number(chip.y));
  const columns = Math.max(...xs) + 1, rows = Math.max(...ys) + 1;
  const scale = Math.min(240, 900 / columns);
  const perRow = cores.length / chips.length, radius = Math.min(16, scale / 13, scale * spacing / 2.2);
  return {
    kind: "plot",
    alt: `${title}: ${chips.length} chips of ${perRow} cores, joined by ${links.length} links.`,
    options: {
      title,
      width: columns * scale + 20,
      height: rows * scale + 10,
      margin: 4,
      axis: null,
      x: { domain: [-0.5, columns - 0.5] },
      y: { domain: [rows - 0.5, -0.5] },
    },
    marks: (Plot) => [
      Plot.link(links, {
        x1: "x1",
        y1: "y1",
        x2: "x2",
        y2: "y2",
        stroke: colours[1],
        strokeWidth: 4,
        curve: "linear",
      }),
      Plot.rect(chips, {
        x1: (chip: Row) => Number(chip.x) - HALF,
        x2: (chip: Row) => Number(chip.x) + HALF,
        y1: (chip: Row) => Number(chip.y) - HALF,
        y2: (chip: Row) => Number(chip.y) + HALF,
        fill: "#eef4fa",
        stroke: "#333",
      }),
      Plot.text(chips, {
        x: "x",
        y: (chip: Row) => Number(chip.y) - 0.27,
        text: "chip",
        fontWeight: "bold",
        fontSize: 13,
      }),
      Plot.rect(groups, {
        x1: (group: Row) => Number(group.x) - 0.47 * Number(group.width),
        x2: (group: Row) => Number(group.x) + 0.47 * Number(group.width),
        y1: (group: Row) => Number(group.y) - 0.47 * Number(group.height),
        y2: (group: Row) => Number(group.y) + 0.47 * Number(group.height),
        fill: "none",
        stroke: "#333",
        strokeWidth: 0.5,
      }),
      Plot.dot(cores, {
        x: "x",
        y: "y",
        r: radius,
        fill: "white",
        stroke: colours[0],
        strokeWidth: 1.5,
      }),
      Plot.text(cores, { x: "x", y: "y", text: "core", fontSize: Math.min(11, radius) }),
      Plot.text(chips, { x: "x", y: (chip: Row) => Number(chip.y) + 0.17, text: "l3", fontSize: 11 }),
      Plot.text(chips, { x: "x", y: (chip: Row) => Number(chip.y) + 0.27, text: "dram", fontSize: 11 }),
    ],
  };
}
