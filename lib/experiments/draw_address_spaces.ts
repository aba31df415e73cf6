/** Draws address spaces from the live objects of a kernel: which core reaches which memory, through what. */
import { AddressRange } from "../kernels/corey/address_range.ts";
import type { Corey } from "../kernels/corey/corey.ts";
import type { Linux } from "../kernels/linux/linux.ts";
import type { System } from "../kernels/system.ts";
import type { VirtualMemory } from "../kernels/virtual_memory.ts";
import type { Core } from "../machine/core.ts";
import { Machine } from "../machine/machine.ts";
import { opteron16 } from "../machine/presets.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { layers } from "../plots/layers.ts";

type Edge = readonly [string, string];

/**
 * Something to draw: a system on the paper's machine, where some cores have mapped a private array each, and the first of them a buffer
 * for all.
 */
export function arranged<Kernel extends VirtualMemory>(
  system: System<Kernel>,
  coreNumbers: readonly number[],
): [Kernel, Core[]] {
  const machine = new Machine(opteron16), kernel = system.boot(machine);
  const cores = coreNumbers.map((number) => machine.cores[number]!);
  for (const core of cores) {
    core.start((function* () {
      yield* kernel.mapPrivate(core, 512);
      if (core === cores[0]) yield* kernel.mapShared(core, 512, cores);
    })());
  }
  machine.run();
  return [kernel, cores];
}

/** Linux: core → address space → area. */
export function drawLinux(title: string, kernel: Linux, cores: readonly Core[]): PlotFigure {
  const edges: Edge[] = [], names = new Map<object, string>();
  const name = (thing: object, kind: string) => {
    if (!names.has(thing)) {
      names.set(
        thing,
        `${kind} ${[...names.values()].filter((n) => n.startsWith(kind)).length + 1}`,
      );
    }
    return names.get(thing)!;
  };
  for (const core of cores) {
    const space = kernel.memory.spaceOf(core);
    edges.push([core.name, name(space, "mm_struct")]);
    for (const area of space.areas) {
      const target = area.shared ? name(area.shared, "shared pages") : name(area, "private area");
      edges.push([name(space, "mm_struct"), target]);
    }
  }
  return drawing(title, ["core", "address space", "memory"], cores, edges);
}

/** Corey: core → root range → range → segment. */
export function drawCorey(title: string, kernel: Corey, cores: readonly Core[]): PlotFigure {
  const edges: Edge[] = [];
  const nameOf = (range: AddressRange) => range.rootOf ? `root range ${range.id}` : `range ${range.id}`;
  const follow = (range: AddressRange) => {
    for (const { target } of range.mappings) {
      if (target instanceof AddressRange) {
        edges.push([nameOf(range), nameOf(target)]);
        follow(target);
      } else edges.push([nameOf(range), `segment ${target.id}`]);
    }
  };
  for (const core of cores) {
    const root = kernel.contextOf(core).range;
    edges.push([core.name, nameOf(root)]);
    follow(root);
  }
  return drawing(title, ["core", "root range", "range", "segment"], cores, edges);
}

/** Puts each thing in the layer of its kind, and marks what several cores reach. */
function drawing(
  title: string,
  heads: readonly string[],
  cores: readonly Core[],
  all: readonly Edge[],
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
  const layerOf = (name: string) => {
    const kind = name.replace(/ \d+$/, "");
    if (kind === "core") return 0;
    if (kind === "mm_struct" || kind === "root range") return 1;
    return kind === "segment" ? 3 : 2;
  };
  const names = [...reach.keys()];
  return layers({
    title,
    heads,
    layers: heads.map((_, layer) =>
      names.filter((name) => layerOf(name) === layer).map((name) => ({
        name,
        shared: reach.get(name)!.size > 1,
      }))
    ),
    edges,
  });
}
