/** Draws address spaces from the live objects of a kernel: which core reaches which memory, through what. */
import { AddressRange } from "../kernels/corey/memory/address_range.ts";
import type { Corey } from "../kernels/corey/corey.ts";
import type { Linux } from "../kernels/linux/linux.ts";
import type { System } from "../kernels/system.ts";
import type { VirtualMemory } from "../kernels/virtual_memory.ts";
import type { Core } from "../machine/core.ts";
import { Machine } from "../machine/machine.ts";
import { opteron16 } from "../machine/presets.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { drawReach, type Edge, labelled } from "./draw_reach.ts";

/**
 * Something to draw: a system on the paper's machine, where some cores have mapped a private array each, and
 * the first of them a buffer for all.
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
  return drawReach(
    title,
    ["core", "address space", "memory"],
    cores,
    edges,
    (name) => /^mm_struct/.test(name) ? 1 : 2,
  );
}

/** Corey: core → root range → range → segment. */
export function drawCorey(title: string, kernel: Corey, cores: readonly Core[]): PlotFigure {
  const edges: Edge[] = [];
  const nameOf = (range: AddressRange) => range.rootOf ? `root range ${range.id}` : labelled(range);
  const follow = (range: AddressRange) => {
    for (const { target } of range.mappings) {
      if (target instanceof AddressRange) {
        edges.push([nameOf(range), nameOf(target)]);
        follow(target);
      } else edges.push([nameOf(range), labelled(target)]);
    }
  };
  for (const core of cores) {
    const root = kernel.contextOf(core).range;
    edges.push([core.name, nameOf(root)]);
    follow(root);
  }
  const layerOf = (name: string) => name.startsWith("root") ? 1 : name.startsWith("range") ? 2 : 3;
  return drawReach(title, ["core", "root range", "range", "segment"], cores, edges, layerOf);
}
