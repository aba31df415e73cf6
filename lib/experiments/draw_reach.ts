/** Draws which core reaches what, from the live objects of a kernel, and marks what several cores reach. */
import type { KernelObject } from "../kernels/corey/objects/object.ts";
import type { Core } from "../machine/core.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { layers } from "../plots/layers.ts";

/** From one thing to another, by names. */
export type Edge = readonly [string, string];

/**
 * What an object of Corey is called in drawings: its type in a word, its ID, and what the program calls it.
 */
export function labelled(object: KernelObject): string {
  const name = `${object}`.replace("address ", "");
  return object.label ? `${name}: ${object.label}` : name;
}

/**
 * Puts each thing in a layer, cores in the first.
 *
 * @param all from what to what; a thing that no core reaches is left out
 * @param layerOf the layer of everything but cores
 */
export function drawReach(
  title: string,
  heads: readonly string[],
  cores: readonly Core[],
  all: readonly Edge[],
  layerOf: (name: string) => number,
): PlotFigure {
  const edges = [...new Map(all.map((edge) => [edge.join(" → "), edge])).values()];
  const reach = new Map<string, Set<string>>();
  const mark = (name: string, core: string) => {
    const by = reach.get(name) ?? new Set();
    if (by.has(core)) return;
    reach.set(name, by.add(core));
    for (const [from, to] of edges) if (from === name) mark(to, core);
  };
  for (const core of cores) mark(core.name, core.name);
  const names = [...reach.keys()], isCore = new Set(cores.map(({ name }) => name));
  const place = (name: string) => isCore.has(name) ? 0 : layerOf(name);
  return layers({
    title,
    heads,
    layers: heads.map((_, layer) =>
      names.filter((name) => place(name) === layer).map((name) => ({
        name,
        shared: reach.get(name)!.size > 1,
      }))
    ),
    edges,
  });
}
