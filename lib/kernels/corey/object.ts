/**
 * What all kernel objects have in common: an ID, a type, a count of references, a lock, and a record in simulated memory that holds them.
 * Shares, segments, address ranges, pcores and devices are objects.
 *
 * It scales as far as an object is used by one core: its record then stays in that core's cache. The record's memory is taken from the
 * free list of the core that the caller names, so an object is near whoever will use it.
 * Its opposite: Linux's `struct file` (`kernels/linux/file.ts`), whose place and sharers the kernel chooses.
 * Workload: `workloads/shares.ts`. Notebook: `10_tour`.
 */
import type { Lock } from "../../locks/lock.ts";
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import type { ObjectRecord } from "./records.ts";

/** The ID of an object: 64 bits, never used twice. */
export type Id = number;

/** How programs name an object: a share they can reach, and an ID in it. */
export interface Name {
  /** The share in which the kernel looks. */
  readonly share: Id;
  /** What it looks for. */
  readonly object: Id;
}

/** The kinds of objects. */
export type ObjectType = "share" | "segment" | "address range" | "pcore" | "device";

/** An object of the kernel. */
export abstract class KernelObject {
  /** How many shares, mappings and running cores refer to it. */
  references = 0;
  /** Which kind it is. */
  abstract readonly type: ObjectType;

  /**
   * An object to which nothing refers yet.
   *
   * @param record where its metadata stand
   * @param id its ID
   * @param label what the program calls it (`obj_get_name`)
   */
  constructor(readonly record: ObjectRecord, readonly id: Id, readonly label: string) {}

  /** Guards the metadata. */
  get lock(): Lock {
    return this.record.lock;
  }

  /** One more refers to it. To be called while something else does. */
  *retain(core: Core): Program {
    yield* this.lock.acquire(core);
    core.store(this.record.references, ++this.references);
    yield* this.lock.release(core);
  }

  /** One less refers to it; says whether that was the last. */
  *release(core: Core): Program<boolean> {
    yield* this.lock.acquire(core);
    core.store(this.record.references, --this.references);
    const last = this.references === 0;
    yield* this.lock.release(core);
    return last;
  }

  /** Ends an object to which nothing refers: lets go of all it refers to itself, by `drop`. */
  abstract dismantle(core: Core, drop: (object: KernelObject) => Program): Program;

  /** Told when the record has been given back as well. */
  gone(): void {}

  /** For messages: `segment 2048`. */
  toString(): string {
    return `${this.type} ${this.id}`;
  }
}
