/**
 * The buffer cache: cores read and write blocks of the same files, found in a lock-free tree or in a hash
 * table under a lock.
 */
import * as z from "zod";
import { bufferCaches } from "../libos/buffer_cache/systems.ts";
import { lines } from "../plots/lines.ts";
import type { PlotFigure } from "../plots/figure.ts";
import type { Row } from "../rows/row.ts";
import { bufferCache as workload } from "../workloads/buffer_cache.ts";
import { bufferCacheClaims } from "./buffer_cache_claims.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { placementField } from "./placement.ts";
import { pointsOf } from "./points.ts";

/** The share of operations that are writes, by the name of the mix. */
const mixes = { "read-mostly": 0.001, "write-heavy": 0.5 } as const;
/** How much cores write. */
export type BufferCacheMix = "read-mostly" | "write-heavy";

/** Operations per second of the two buffer caches, by cores and by how much is written. */
export const bufferCache = experiment({
  name: "buffer-cache",
  question: "What does it cost cores to share blocks of files in memory?",
  paper:
    "A buffer cache that all cores share can become a bottleneck: they contend for what finds the blocks, " +
    "and, when they write, for the blocks. Corey's has a lock-free tree, block allocators for each core, " +
    "and a scalable read-write lock so that no block is reused while it is read. The paper measures none " +
    "of it alone.",
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    placement: placementField("fill-chips", "not in the paper; released bcache.c: process k on core k"),
    repeats: sweepFields.repeats.default(1),
  }),
  points(given) {
    const { machine, cores, placement, seed, repeats } = withAllCores(given);
    const system = [bufferCaches.scalable(), bufferCaches.hashTable()];
    return Object.entries(mixes).flatMap(([mix, writeShare]) =>
      pointsOf({ workload: workload({ writeShare }), machine, placement, system, cores, seed, repeats })
        .map(({ labels, ...point }) => ({ labels: { ...labels, workload: mix }, ...point }))
    );
  },
  claims: bufferCacheClaims,
  figure: (rows) => bufferCacheRates(rows, "read-mostly"),
});

/** Operations per second, by cores, of one of the two mixes. */
export function bufferCacheRates(rows: readonly Row[], mix: BufferCacheMix): PlotFigure {
  return lines(rows.filter(({ workload }) => workload === mix), {
    x: "cores",
    y: "throughputPerSecond",
    stroke: "system",
    title: `Buffer cache, ${mix}: one write in ${1 / mixes[mix]} operations`,
    per: 1e6,
    log: "y",
    yLabel: "millions of blocks per second, all cores",
  });
}
