/**
 * A table of descriptors in which a call gets any free number, not the lowest (as A. Clements and others
 * propose with `O_ANYFD`, "The Scalable Commutativity Rule", SOSP 2013): each core gives out numbers of its
 * own, from a part of the table that stands in its own memory. Any core may use any number.
 *
 * It scales as long as cores close what they opened themselves.
 * Its opposite: `files_struct.ts`, with the lowest number. Workload: `workloads/dup_close.ts`. Notebook:
 * `11_what_if`.
 */
import type { LockKind } from "../../locks/lock.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import type { DescriptorTable, FilesLayout } from "./files_struct.ts";
import { FilesStruct } from "./files_struct.ts";

/** A process's descriptor table, with a part for each core. */
export class OwnNumbers implements DescriptorTable {
  readonly #parts: readonly FilesStruct[];

  /** Empty parts; see {@link FilesStruct}. */
  constructor(machine: Machine, lock: LockKind, layout?: FilesLayout) {
    this.#parts = machine.cores.map(({ chip }) => new FilesStruct(machine, lock, chip, layout));
  }

  /** See {@link DescriptorTable.allocate}: a number of the core's own. */
  *allocate(core: Core): Program<number> {
    const number = yield* this.#parts[core.number]!.allocate(core);
    return number * this.#parts.length + core.number;
  }

  /** See {@link DescriptorTable.install}. */
  install(core: Core, fd: number, file: number): Program {
    const { part, number } = this.#find(fd);
    return part.install(core, number, file);
  }

  /** See {@link DescriptorTable.remove}. */
  *remove(core: Core, fd: number): Program<number> {
    const { part, number } = this.#find(Math.max(0, fd));
    try {
      return yield* part.remove(core, fd < 0 ? -1 : number);
    } catch (error) {
      // A part knows its own numbers only.
      if (error instanceof KernelError) {
        throw new KernelError("close", "EBADF", `descriptor ${fd} is not open`);
      }
      throw error;
    }
  }

  /** See {@link DescriptorTable.look}. */
  *look(core: Core, fd: number): Program<number> {
    if (fd < 0) return 0;
    const { part, number } = this.#find(fd);
    return yield* part.look(core, number);
  }

  #find(fd: number): { readonly part: FilesStruct; readonly number: number } {
    const cores = this.#parts.length;
    return { part: this.#parts[fd % cores]!, number: Math.floor(fd / cores) };
  }
}
