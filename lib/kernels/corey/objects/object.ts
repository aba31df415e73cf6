/**
 * What all kernel objects have in common: an ID, a type, a count of references, a lock, and a record in
 * simulated memory that holds them. Shares, segments, address ranges, pcores and devices are objects. An
 * object lives as long as something refers to it.
 *
 * It scales as far as an object is used by one core: its record then stays in that core's cache. The record's
 * memory is taken from the free list of the core that the caller names, so an object is near the cores that
 * will use it.
 * Its opposite: Linux's `struct file` (`kernels/linux/file.ts`), whose place and sharers the kernel chooses.
 * Workload: `workloads/shares.ts`. Notebook: `10_tour`.
 */
import type { Core } from "../../../machine/core.ts";
import type { Program } from "../../../sim/task.ts";
import type { Executor, KernelLock } from "./executor.ts";
import type { Id, ObjectType } from "./name.ts";
import type { ObjectRecord } from "./records.ts";

/** What an object is born with. */
export interface Identity {
  /** Where its metadata stand. */
  readonly record: ObjectRecord;
  /** Its ID. */
  readonly id: Id;
  /** What the program calls it (`obj_get_name`). */
  readonly label: string;
  /** The number of the core that the record came from. */
  readonly memory: number;
}

/** An object of the kernel. */
export abstract class KernelObject {
  /** How many shares, mappings and running cores refer to it. */
  references = 0;
  /** Which kind it is. */
  abstract readonly type: ObjectType;
  /** Where its metadata stand. */
  readonly record: ObjectRecord;
  /** Its ID. */
  readonly id: Id;
  /** What the program calls it (`obj_get_name`). */
  readonly label: string;
  /** Guards the metadata. */
  readonly lock: KernelLock;

  /** An object to which nothing refers yet. */
  constructor({ record, id, label }: Identity) {
    this.record = record;
    this.id = id;
    this.label = label;
    this.lock = record.lock;
  }

  /** Sets how many refer to a new object, which nobody else can find yet. */
  begin(core: Executor, references = 1): void {
    core.store(this.record.references, this.references = references);
  }

  /** One more refers to it. To be called while something else does. */
  *retain(core: Executor): Program {
    yield* this.lock.acquire(core);
    core.store(this.record.references, ++this.references);
    yield* this.lock.release(core);
  }

  /** One less refers to it. The last one ends the object, and its memory goes back where it came from. */
  *release(core: Core): Program {
    yield* this.lock.acquire(core);
    core.store(this.record.references, --this.references);
    const last = this.references === 0;
    yield* this.lock.release(core);
    if (!last) return;
    yield* this.destroy(core);
    yield* this.record.free(core);
    this.gone();
  }

  /** Lets go of all that the object refers to itself, when nothing refers to it any more. */
  protected abstract destroy(core: Core): Program;

  /** Told when the record has been freed as well. */
  protected gone(): void {}

  /** For messages: `segment 2048`. */
  toString(): string {
    return `${this.type} ${this.id}`;
  }
}
