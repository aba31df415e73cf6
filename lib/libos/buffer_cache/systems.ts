/** The buffer caches as systems: what a machine can be brought up with. */
import type { System } from "../../kernels/system.ts";
import { BLOCK_WORDS, type BufferCache } from "./buffer_cache.ts";
import { checkHashTableOptions, HashTableBufferCache, type HashTableOptions } from "./hash_table.ts";
import { checkScalableOptions, ScalableBufferCache, type ScalableOptions } from "./scalable.ts";

const zeros = new Int32Array(BLOCK_WORDS);
const emptyDisk = () => zeros;

/**
 * The two ways to make a buffer cache, on a disk of zeros.
 *
 * @example
 * ```ts
 * import { bufferCache, bufferCaches, opteron16, sweep } from "corey-lab";
 * const rows = await sweep({
 *   workload: bufferCache({ writeShare: 0.01, warmUpMicroseconds: 100, microseconds: 100 }),
 *   machine: opteron16,
 *   system: [bufferCaches.scalable(), bufferCaches.hashTable()],
 *   cores: [1, 16],
 * });
 * console.log(rows.map(({ system, cores, throughputPerSecond }) => [system, cores, throughputPerSecond]));
 * ```
 */
export const bufferCaches = {
  /** Corey's: a lock-free tree, an allocator a core, a scalable read-write lock. */
  scalable: (options: ScalableOptions = {}): System<BufferCache> => {
    checkScalableOptions(options);
    return { name: "scalable", boot: (machine) => new ScalableBufferCache(machine, emptyDisk, options) };
  },
  /** A hash table under one lock. */
  hashTable: (options: HashTableOptions = {}): System<BufferCache> => {
    checkHashTableOptions(options);
    return { name: "one-lock", boot: (machine) => new HashTableBufferCache(machine, emptyDisk, options) };
  },
};
