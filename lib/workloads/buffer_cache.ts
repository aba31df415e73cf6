/** A buffer cache under stress: every core reads and writes blocks at random, all of the same few files. */
import { count, optionsOf, share } from "../input/options.ts";
import { l3Misses } from "../machine/counters.ts";
import { BLOCK_WORDS, type BufferCache } from "../libos/buffer_cache/buffer_cache.ts";
import type { Core } from "../machine/core.ts";
import { Random } from "../sim/random.ts";
import type { Program } from "../sim/task.ts";
import { repeat, type Window, windowFields } from "./repeat.ts";
import type { Workload } from "./workload.ts";

/** What cores do. */
export interface BufferCacheOptions extends Window {
  /** The share of operations that are writes, from 0 to 1. */
  readonly writeShare: number;
  /** Files. */
  readonly files: number;
  /** Blocks of each file. */
  readonly blocks: number;
}

const checked = optionsOf<Partial<BufferCacheOptions>>("bufferCache", {
  ...windowFields,
  writeShare: share.optional(),
  files: count.optional(),
  blocks: count.optional(),
});

/**
 * Columns: `throughputPerSecond` (operations: reading or writing a block of 4 KB), `l3MissesPerOp`,
 * `locksPerOp` (locks taken for writing) and `waitShare`, the share of the cores' time in which they waited
 * for a lock. A core alone has all blocks in its L2.
 */
export function bufferCache(options: Partial<BufferCacheOptions> = {}): Workload<BufferCache> {
  const { writeShare = 0.01, files = 4, blocks = 8, warmUpMicroseconds = 200, microseconds = 400 } = checked(
    options,
  );
  const words = new Int32Array(BLOCK_WORDS);
  return {
    name: "buffer-cache",
    calls: ["read", "write"],
    measure(run) {
      const { kernel: cache, cores, machine } = run, window = { warmUpMicroseconds, microseconds };
      for (const core of cores) machine.runOn(core, readAll(cache, core, files, blocks));
      const { operations, seconds, counts, locksTaken } = repeat(run, window, (core) => {
        const random = new Random(1000 * run.seed + core.number);
        return function* () {
          const file = random.below(files), block = random.below(blocks);
          if (random.unit() < writeShare) yield* cache.write(core, file, block, words);
          else yield* cache.read(core, file, block, () => {});
        };
      });
      return {
        throughputPerSecond: operations / seconds,
        l3MissesPerOp: l3Misses(counts) / operations,
        locksPerOp: locksTaken / operations,
        waitShare: counts.waitCycles / (seconds * machine.spec.clockHertz.value * cores.length),
      };
    },
  };
}

/** Brings all blocks into a core's caches. */
function* readAll(cache: BufferCache, core: Core, files: number, blocks: number): Program {
  for (let file = 0; file < files; file++) {
    for (let block = 0; block < blocks; block++) yield* cache.read(core, file, block, () => {});
  }
}
