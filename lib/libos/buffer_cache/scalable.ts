/**
 * Corey's buffer cache: a lock-free tree to find blocks, an allocator for each core, and a scalable
 * read-write lock that keeps blocks from being reused while somebody reads them. To write, a core fills a
 * block of its own, which is likely to be in its cache, and swaps it with the old one in the tree; it waits
 * for no reader. The old block is free once all readers that may have found it have left. So each core
 * collects some, and then takes the lock for writing once, for all of them.
 *
 * It scales: cores that read and write different blocks share no line but those of the lock while blocks are
 * freed.
 * Its opposite: `hash_table.ts`. Workload: `workloads/buffer_cache.ts`. Notebook: `09_buffer_cache`.
 */
import { count, optionsOf } from "../../input/options.ts";
import { readWriteLockOption } from "../../locks/as_option.ts";
import type { ReadWriteLock, ReadWriteLockKind } from "../../locks/lock.ts";
import { splitReadWrite } from "../../locks/split_read_write.ts";
import type { Core } from "../../machine/core.ts";
import { int32, lineAligned, struct } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { BlockAllocators } from "./block_allocators.ts";
import { Blocks } from "./blocks.ts";
import { type BufferCache, type Disk, keyOf } from "./buffer_cache.ts";
import { bufferCacheCycles } from "./path_lengths.ts";
import { RadixTree } from "./radix_tree.ts";

const cacheStruct = struct("buffer_cache", { lock: lineAligned(int32) });

/** Parts of the cache that can be swapped. */
export interface ScalableOptions {
  /** The lock that keeps blocks from being reused while they are read. */
  readonly lock?: ReadWriteLockKind;
  /** How many blocks a core collects before it frees them; 16 by default. */
  readonly freedAtOnce?: number;
}

/** Refuses what is no such part. */
export const checkScalableOptions = optionsOf<ScalableOptions>("bufferCaches.scalable", {
  lock: readWriteLockOption.optional(),
  freedAtOnce: count.optional(),
});

/** A buffer cache whose readers write nothing that cores share. */
export class ScalableBufferCache implements BufferCache {
  readonly #disk: Disk;
  readonly #blocks: Blocks;
  readonly #allocators: BlockAllocators;
  readonly #tree: RadixTree;
  readonly #lock: ReadWriteLock;
  readonly #freedAtOnce: number;
  /** Blocks, by core, that are out of the tree but may still be read. */
  readonly #retired: readonly number[][];

  /** An empty cache. */
  constructor(
    machine: Machine,
    disk: Disk,
    options: ScalableOptions = {},
  ) {
    const { lock = splitReadWrite, freedAtOnce = 16 } = checkScalableOptions(options);
    this.#disk = disk;
    this.#blocks = new Blocks(machine);
    this.#allocators = new BlockAllocators(machine, this.#blocks);
    this.#tree = new RadixTree(machine);
    this.#lock = lock.place(machine, machine.memory.place(cacheStruct).lock);
    this.#freedAtOnce = freedAtOnce;
    this.#retired = machine.cores.map(() => []);
  }

  /** See {@link BufferCache.blocks}. */
  get blocks(): { total: number; free: number } {
    return { total: this.#blocks.total, free: this.#allocators.free };
  }

  /** See {@link BufferCache.read}. */
  *read<Result>(
    core: Core,
    file: number,
    block: number,
    use: (words: Int32Array) => Result,
  ): Program<Result> {
    const key = keyOf(file, block);
    core.compute(bufferCacheCycles.call.value);
    for (;;) {
      yield* this.#lock.acquireRead(core);
      const id = yield* this.#tree.find(core, key);
      if (id !== 0) {
        const words = yield* this.#blocks.read(core, id);
        const result = use(words);
        yield* this.#lock.releaseRead(core);
        return result;
      }
      yield* this.#lock.releaseRead(core);
      const fresh = yield* this.#filled(core, this.#disk(file, block));
      if (!(yield* this.#tree.put(core, key, fresh))) yield* this.#allocators.give(core, fresh);
    }
  }

  /** See {@link BufferCache.write}. */
  *write(core: Core, file: number, block: number, words: Int32Array): Program {
    const key = keyOf(file, block);
    core.compute(bufferCacheCycles.call.value);
    const fresh = yield* this.#filled(core, words);
    yield* this.#retire(core, yield* this.#tree.replace(core, key, fresh));
  }

  /** See {@link BufferCache.remove}. */
  *remove(core: Core, file: number, block: number): Program {
    const key = keyOf(file, block);
    core.compute(bufferCacheCycles.call.value);
    yield* this.#retire(core, yield* this.#tree.replace(core, key, 0));
  }

  /** Frees a block that is out of the tree, together with others and not before nobody reads any of them. */
  *#retire(core: Core, old: number): Program {
    if (old === 0) return;
    const retired = this.#retired[core.number]!;
    retired.push(old);
    if (retired.length < this.#freedAtOnce) return;
    // Readers that come from now on do not find these; those that were there before have left once the lock
    // is acquired.
    yield* this.#lock.acquireWrite(core);
    yield* this.#lock.releaseWrite(core);
    for (const id of retired.splice(0)) yield* this.#allocators.give(core, id);
  }

  *#filled(core: Core, words: Int32Array): Program<number> {
    const id = yield* this.#allocators.take(core);
    yield* this.#blocks.fill(core, id, words);
    return id;
  }
}
