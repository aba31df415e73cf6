/**
 * How objects are born: with an ID that no object ever had, in a record of the core that the caller names.
 *
 * It scales: IDs are made without asking anyone, and records come from a core's own list.
 * Its opposite: Linux's `struct file` (`kernels/linux/file.ts`), whose memory the kernel chooses. Workload:
 * `workloads/shares.ts`. Notebook: `10_tour`.
 */
import { anything, type OptionFields } from "../../../input/options.ts";
import type { ReadWriteLockKind } from "../../../locks/lock.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Program } from "../../../sim/task.ts";
import type { Executor } from "./executor.ts";
import type { Id, ObjectType } from "./name.ts";
import type { Identity } from "./object.ts";
import { Records } from "./records.ts";

/** What an alloc call is told beside the kind of object. */
export interface AllocOptions {
  /**
   * The number of the core from whose free list the metadata are taken; the caller's own by default.
   */
  readonly memory?: number;
  /** What the program calls the object; `obj_get_name` gives it back. */
  readonly label?: string;
}

/** What {@link AllocOptions} may hold. */
export const allocFields: OptionFields<AllocOptions> = {
  memory: anything.optional(),
  label: anything.optional(),
};

/** Makes identities. */
export class Objects {
  /** Where metadata come from. */
  readonly records: Records;
  readonly #sequence: number[];

  /**
   * No object is there yet.
   *
   * @param shareLock the kind of lock that guards a shared share
   */
  constructor(machine: Machine, shareLock: ReadWriteLockKind) {
    this.records = new Records(machine, shareLock);
    this.#sequence = machine.cores.map(() => 0);
  }

  /** A new ID and a record for an object of a type. The core `memory` must be there. */
  *identity(
    core: Executor,
    type: ObjectType,
    { memory = core.number, label = "" }: AllocOptions = {},
  ): Program<Identity> {
    // Each core counts for itself.
    const id: Id = 1024 * ++this.#sequence[core.number]! + core.number;
    return { record: yield* this.records.take(core, memory, type, id), id, label, memory };
  }
}
