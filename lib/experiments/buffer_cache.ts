/** The buffer cache: cores read and write blocks of the same files, found in a lock-free tree or in a hash table under a lock. */
import { z } from "zod";
import { type Claim, predicted } from "../analysis/claims.ts";
import { largest, quotients, ratio, series, smallest, value } from "../analysis/readings.ts";
import { bufferCaches } from "../libos/buffer_cache/systems.ts";
import { lines } from "../plots/lines.ts";
import type { PlotFigure } from "../plots/figure.ts";
import type { Row } from "../rows/row.ts";
import { bufferCache as workload } from "../workloads/buffer_cache.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { pointsOf } from "./points.ts";

/** The share of operations that are writes, by the name of the mix. */
const mixes = { "read-mostly": 0.001, "write-heavy": 0.5 } as const;
/** How much cores write. */
export type BufferCacheMix = "read-mostly" | "write-heavy";

const rate = (workload: BufferCacheMix, system: string, cores: number) =>
  value({ workload, system, cores }, "throughputPerSecond");
const rates = (workload: BufferCacheMix, system: string, from = 1) =>
  series({ workload, system }, "throughputPerSecond", from);

const claims: readonly Claim[] = [
  predicted(
    "Read-mostly, the tree lets cores find blocks without contention: sixteen cores against one",
    { atLeast: 12 },
    "ratio",
    "P",
    ratio(rate("read-mostly", "scalable", 16), rate("read-mostly", "scalable", 1)),
    { ours: true },
  ),
  predicted(
    "Read-mostly, under one lock no number of cores does more than one core alone: the most, against one",
    { atMost: 1.05 },
    "ratio",
    "P",
    ratio(largest(rates("read-mostly", "one-lock")), rate("read-mostly", "one-lock", 1)),
    { ours: true },
  ),
  // A write in a thousand makes fifteen others fetch 64 lines: a miss an operation. As much again is allowed for what finds the block.
  predicted(
    "Read-mostly, what finds a block is not written: L3 misses an operation on sixteen cores of the scalable cache",
    { atMost: 2 },
    "misses",
    "P",
    value({ workload: "read-mostly", system: "scalable", cores: 16 }, "l3MissesPerOp"),
    { ours: true },
  ),
  predicted(
    "Read-mostly, under one lock each operation moves lines of the lock and the table: L3 misses an operation on sixteen cores",
    { atLeast: 10 },
    "misses",
    "P",
    value({ workload: "read-mostly", system: "one-lock", cores: 16 }, "l3MissesPerOp"),
    { ours: true },
  ),
  predicted(
    "Write-heavy, cores contend for the blocks themselves, whatever finds them: sixteen cores of the scalable cache against one",
    { atMost: 4 },
    "ratio",
    "P",
    ratio(rate("write-heavy", "scalable", 16), rate("write-heavy", "scalable", 1)),
    { ours: true },
  ),
  predicted(
    "Write-heavy, per-core allocators and the tree are worth something still: the least advantage over one lock, from two cores on",
    { atLeast: 1.2 },
    "ratio",
    "P",
    smallest(quotients(rates("write-heavy", "scalable", 2), rates("write-heavy", "one-lock", 2))),
    { ours: true },
  ),
];

/** See the head of this file. */
export const bufferCache = experiment({
  name: "buffer-cache",
  question: "What does it cost cores to share blocks of files in memory?",
  paper:
    "A buffer cache that all cores share can become a bottleneck: they contend for what finds the blocks, and, when they write, for the blocks. " +
    "Corey's has a lock-free tree, block allocators for each core, and a scalable read-write lock so that no block is reused while it is read. " +
    "The paper measures none of it alone.",
  module: import.meta.url,
  parameters: z.strictObject({ ...sweepFields, repeats: sweepFields.repeats.default(1) }),
  points(given) {
    const { machine, cores, seed, repeats } = withAllCores(given);
    const system = [bufferCaches.scalable(), bufferCaches.hashTable()];
    return Object.entries(mixes).flatMap(([mix, writeShare]) =>
      pointsOf({ workload: workload({ writeShare }), machine, system, cores, seed, repeats })
        .map(({ labels, measure }) => ({ labels: { ...labels, workload: mix }, measure }))
    );
  },
  claims,
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
    yLabel: "millions of blocks per second, all cores (logarithmic)",
  });
}
