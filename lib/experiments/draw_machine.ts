/** A drawing of a machine: its chips, cores, caches and links. */
import { distancesOf } from "../machine/distances.ts";
import type { MachineSpec } from "../machine/spec.ts";
import { linksOf, meshWidth } from "../machine/topology.ts";
import { type Tree, treeOf } from "../machine/tree.ts";
import type { Figure } from "../plots/figure.ts";
import { topology } from "../plots/topology.ts";
import type { Row } from "../rows/row.ts";
import { inHops } from "../workloads/memory_probe.ts";
import { range } from "./points.ts";

/** How much of a chip's square its cores take. */
const WIDTH = 0.56, HEIGHT = 0.34;

/** A grid as near to a square as can be, for so many. */
function grid(count: number): { readonly columns: number; readonly rows: number } {
  const columns = Math.ceil(Math.sqrt(count));
  return { columns, rows: Math.ceil(count / columns) };
}

/** Where in a grid that is WIDTH × HEIGHT something is, from the middle. */
function placeIn(count: number, i: number): { readonly x: number; readonly y: number } {
  const { columns, rows } = grid(count);
  return {
    x: (i % columns - (columns - 1) / 2) * WIDTH / columns,
    y: (Math.floor(i / columns) - (rows - 1) / 2) * HEIGHT / rows,
  };
}

/** The groups of a chip's cores that share an L3, with the numbers of all of them. */
function groupsOf({ l3Groups }: Tree, chip: number): Tree["l3Groups"] {
  return l3Groups.filter((group) => group.chip === chip);
}

/** A drawing of a machine: chips, cores, caches and links; where a chip has several L3s, a box for each. */
export function drawMachine(spec: MachineSpec): Figure {
  const tree = treeOf(spec), { chips } = tree, width = meshWidth(chips);
  const mebibytes = (bytes: number) => bytes >= 2 ** 30 ? `${bytes / 2 ** 30} GB` : `${bytes / 2 ** 20} MB`;
  // A mesh is numbered row by row; machines whose links are listed are ladders, numbered rung by rung.
  const height = chips / width, isLadder = spec.link.graph.kind === "links";
  const place = (chip: number) =>
    isLadder
      ? { x: Math.floor(chip / height), y: chip % height }
      : { x: chip % width, y: Math.floor(chip / width) };
  const hops = distancesOf(spec).topology;
  const counts = range(0, chips - 1).map((at) => tree.cores.filter(({ chip }) => chip === at).length);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const perChip = fewest === most ? `${most}` : `${fewest} to ${most}`;
  const rows: { cores: Row[]; groups: Row[] } = { cores: [], groups: [] };
  let spacing = WIDTH;
  for (const chip of range(0, chips - 1)) {
    const at = place(chip), groups = groupsOf(tree, chip), cells = grid(groups.length);
    for (const [i, { first, cores }] of groups.entries()) {
      const cell = placeIn(groups.length, i), x = at.x + cell.x, y = at.y - 0.07 + cell.y;
      const box = { x, y, width: WIDTH / cells.columns, height: HEIGHT / cells.rows };
      if (groups.length > 1) rows.groups.push(box);
      spacing = Math.min(
        spacing,
        WIDTH / cells.columns / grid(cores).columns,
        HEIGHT / cells.rows / grid(cores).rows,
      );
      for (const core of range(0, cores - 1)) {
        const inside = placeIn(cores, core);
        rows.cores.push({
          core: first + core,
          x: x + inside.x / cells.columns,
          y: y + inside.y / cells.rows,
        });
      }
    }
  }
  const l3 = (chip: number) =>
    [...Map.groupBy(groupsOf(tree, chip), ({ bytes }) => bytes)].map(([bytes, { length }]) =>
      bytes === 0 ? "no L3" : `${length > 1 ? `${length} × ` : ""}L3 ${mebibytes(bytes)}`
    ).join(", ");
  const siblings = Math.max(...tree.cores.map(({ threads }) => threads.length));
  const threads = siblings > 1 ? ` × ${siblings} threads` : "";
  return topology(`${spec.name}: ${chips} chips × ${perChip} cores${threads}`, {
    chips: range(0, chips - 1).map((chip) => ({
      ...place(chip),
      chip: `chip ${chip}`,
      l3: l3(chip),
      dram: `${mebibytes(spec.dram.bytesPerChip.value)}, ${inHops(hops.hops(0, chip))} from chip 0`,
    })),
    ...rows,
    spacing,
    links: linksOf(spec).map(([a, b]) => {
      const from = place(a), to = place(b);
      return { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
    }),
  });
}
