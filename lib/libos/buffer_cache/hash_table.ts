/**
 * The traditional buffer cache: one hash table and one list of free blocks, both under one lock. A reader
 * counts itself in under the lock (`bget`), reads, and counts itself out under the lock again (`brelse`); a
 * block that was replaced meanwhile is freed by its last reader.
 *
 * It does not scale: every call takes the one lock twice, even if all of them read.
 * Its opposite: `scalable.ts`. Workload: `workloads/buffer_cache.ts`. Notebook: `09_buffer_cache`.
 */
import { optionsOf } from "../../input/options.ts";
import { lockOption } from "../../locks/as_option.ts";
import type { Lock, LockKind } from "../../locks/lock.ts";
import { ticket } from "../../locks/ticket.ts";
import type { Core } from "../../machine/core.ts";
import { array, int32, lineAligned, type Placed, struct } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { Blocks } from "./blocks.ts";
import { type BufferCache, type Disk, keyOf } from "./buffer_cache.ts";
import { bufferCacheCycles } from "./path_lengths.ts";

const BUCKETS = 1024;
const tableStruct = struct("bcache", {
  lock: int32,
  free: int32,
  bucket: lineAligned(array(int32, BUCKETS)),
});

/** Parts of the cache that can be swapped. */
export interface HashTableOptions {
  /** The lock of everything; a ticket lock by default. */
  readonly lock?: LockKind;
}

/** Refuses what is no such part. */
export const checkHashTableOptions = optionsOf<HashTableOptions>("bufferCaches.hashTable", {
  lock: lockOption.optional(),
});

/** A buffer cache in a hash table, under one lock. */
export class HashTableBufferCache implements BufferCache {
  readonly #disk: Disk;
  readonly #blocks: Blocks;
  readonly #at: Placed<"lock" | "free" | "bucket">;
  readonly #lock: Lock;
  #free = 0;

  /** An empty cache. @param lock a ticket lock by default */
  constructor(machine: Machine, disk: Disk, options: HashTableOptions = {}) {
    const { lock = ticket } = checkHashTableOptions(options);
    this.#disk = disk;
    this.#blocks = new Blocks(machine);
    this.#at = machine.memory.place(tableStruct);
    this.#lock = lock.place(machine, this.#at.lock);
  }

  /** See {@link BufferCache.blocks}. */
  get blocks(): { total: number; free: number } {
    return { total: this.#blocks.total, free: this.#free };
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
      yield* this.#lock.acquire(core);
      const id = this.#find(core, key);
      if (id !== 0) {
        const { users, stale } = this.#blocks.header(id);
        core.store(users, core.load(users) + 1);
        yield* this.#lock.release(core);
        const words = yield* this.#blocks.read(core, id);
        const result = use(words);
        yield* this.#lock.acquire(core);
        const left = core.load(users) - 1;
        core.store(users, left);
        if (left === 0 && core.load(stale) !== 0) this.#give(core, id);
        yield* this.#lock.release(core);
        return result;
      }
      yield* this.#lock.release(core);
      const words = this.#disk(file, block);
      yield* this.#insert(core, key, words, false);
    }
  }

  /** See {@link BufferCache.write}. */
  *write(core: Core, file: number, block: number, words: Int32Array): Program {
    const key = keyOf(file, block);
    core.compute(bufferCacheCycles.call.value);
    yield* this.#insert(core, key, words, true);
  }

  /** See {@link BufferCache.remove}. */
  *remove(core: Core, file: number, block: number): Program {
    const key = keyOf(file, block);
    core.compute(bufferCacheCycles.call.value);
    yield* this.#lock.acquire(core);
    const old = this.#find(core, key);
    if (old !== 0) this.#unlink(core, key, old);
    yield* this.#lock.release(core);
  }

  /** Fills a block and puts it into the table; what stood there goes, unless it is to stay. */
  *#insert(core: Core, key: number, words: Int32Array, replaces: boolean): Program {
    yield* this.#lock.acquire(core);
    const fresh = this.#take(core);
    yield* this.#lock.release(core);
    yield* this.#blocks.fill(core, fresh, words);
    yield* this.#lock.acquire(core);
    const old = this.#find(core, key);
    if (old !== 0 && !replaces) this.#give(core, fresh);
    else {
      if (old !== 0) this.#unlink(core, key, old);
      const header = this.#blocks.header(fresh), bucket = this.#bucket(key);
      core.store(header.key, key);
      core.store(header.stale, 0);
      core.store(header.next, core.load(bucket));
      core.store(bucket, fresh);
    }
    yield* this.#lock.release(core);
  }

  #find(core: Core, key: number): number {
    core.compute(bufferCacheCycles.hash.value);
    let id = core.load(this.#bucket(key));
    while (id !== 0 && core.load(this.#blocks.header(id).key) !== key) {
      id = core.load(this.#blocks.header(id).next);
    }
    return id;
  }

  #unlink(core: Core, key: number, old: number): void {
    let link = this.#bucket(key);
    for (let id = core.load(link); id !== old; id = core.load(link)) link = this.#blocks.header(id).next;
    const { next, users, stale } = this.#blocks.header(old);
    core.store(link, core.load(next));
    if (core.load(users) === 0) this.#give(core, old);
    else core.store(stale, 1);
  }

  #take(core: Core): number {
    const id = core.load(this.#at.free);
    if (id === 0) return this.#blocks.make(core.chip);
    core.store(this.#at.free, core.load(this.#blocks.header(id).next));
    this.#free--;
    return id;
  }

  #give(core: Core, id: number): void {
    core.store(this.#blocks.header(id).next, core.load(this.#at.free));
    core.store(this.#at.free, id);
    this.#free++;
  }

  /** Fibonacci hashing (Knuth, TAOCP volume 3, 6.4). */
  #bucket(key: number): number {
    return this.#at.bucket + 4 * (Math.imul(key, 0x9e3779b9) >>> 22);
  }
}
