/**
 * The life of objects: made in a record of the core that the caller names, alive as long as something refers to them, ended with the last
 * reference.
 *
 * It scales: IDs are made without asking anyone, records come from a core's own list, and a count is written by those who share the object.
 * Its opposite: `fget` and `fput` of Linux's `struct file` (`kernels/linux/file.ts`). Workload: `workloads/shares.ts`. Notebook: `10_tour`.
 */
import { anything, optionsOf } from "../../input/options.ts";
import { readWriteLockOption } from "../../locks/as_option.ts";
import { mcsReadWrite } from "../../locks/mcs_read_write.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { type CoreyOptions, Kernel } from "./kernel.ts";
import { type Id, KernelObject, type ObjectType } from "./object.ts";
import { type ObjectRecord, Records } from "./records.ts";

/** Makes an object in a record; `memory` is the number of the core that the record came from. */
export type Maker<O extends KernelObject = KernelObject> = (
  record: ObjectRecord,
  id: Id,
  label: string,
  memory: number,
) => O | Program<O>;

/** Refuses what Corey cannot be given. */
export const checkCoreyOptions = optionsOf<CoreyOptions>("Corey", {
  running: anything.optional(),
  hardware: anything.optional(),
  shareLock: readWriteLockOption.optional(),
});

/** A kernel that makes and ends objects. */
export class References extends Kernel {
  /** Where metadata come from. */
  readonly records: Records;
  readonly #sequence: number[];

  /** A kernel on a machine whose cores do not run yet. */
  constructor(machine: Machine, options: CoreyOptions) {
    super(machine);
    const { shareLock = mcsReadWrite } = checkCoreyOptions(options);
    this.records = new Records(machine, shareLock);
    this.#sequence = machine.cores.map(() => 0);
  }

  /** Makes an object, with one reference to it that the caller has. */
  protected *makeObject<O extends KernelObject>(
    core: Core,
    type: ObjectType,
    memory: number,
    label: string,
    make: Maker<O>,
  ): Program<O> {
    const id = this.nextId(core);
    const made = make(yield* this.records.take(core, memory, type, id), id, label, memory);
    const object = made instanceof KernelObject ? made : yield* made;
    core.store(object.record.references, object.references = 1);
    return object;
  }

  /** An ID that no object ever had: each core counts for itself. */
  protected nextId(core: Core): Id {
    return 1024 * ++this.#sequence[core.number]! + core.number;
  }

  /** Gives up a reference; the last one ends the object, and its memory goes back where it came from. */
  protected *drop(core: Core, object: KernelObject): Program {
    if (!(yield* object.release(core))) return;
    yield* object.dismantle(core, (inner) => this.drop(core, inner));
    yield* object.record.free(core);
    object.gone();
  }
}

/** For giving something back that must not be given back twice: somebody else may have it by then. */
export function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
