/**
 * Draws shares from the live objects of Corey: what each core can name, and which of it others can name as
 * well.
 */
import type { Corey } from "../kernels/corey/corey.ts";
import { Share } from "../kernels/corey/shares/share.ts";
import type { Core } from "../machine/core.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { drawReach, type Edge, labelled } from "./draw_reach.ts";

/** Core → root share → share → object. Shares in shares stand in one column. */
export function drawShares(title: string, kernel: Corey, cores: readonly Core[]): PlotFigure {
  const edges: Edge[] = [], roots = new Set(cores.map((core) => kernel.contextOf(core).share));
  const nameOf = (share: Share) => roots.has(share) ? `root ${share}` : labelled(share);
  const follow = (share: Share) => {
    for (const object of share.table.objects) {
      edges.push([nameOf(share), object instanceof Share ? nameOf(object) : labelled(object)]);
      if (object instanceof Share) follow(object);
    }
  };
  for (const core of cores) {
    const { share } = kernel.contextOf(core);
    edges.push([core.name, nameOf(share)]);
    follow(share);
  }
  const layerOf = (name: string) => name.startsWith("root") ? 1 : name.startsWith("share") ? 2 : 3;
  return drawReach(title, ["core", "root share", "share", "object"], cores, edges, layerOf);
}
