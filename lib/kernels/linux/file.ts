/**
 * An open file of Linux 2.6.25: `struct file`, counted by the descriptors and calls that use it
 * (`include/linux/fs.h`, `fs/file_table.c`). It scales as long as cores use different files: the count is a
 * line that bounces only if they use the *same* one.
 *
 * Left out: the global `files_lock`, under which 2.6.25 puts an open file on its superblock's list and takes
 * it off again (`file_move`, `file_kill`). Only `open` and the last `close` take it; `dup` and its `close` do
 * not.
 * Its opposite: Corey's objects (`kernels/corey/objects/object.ts`), whose place and sharers the program
 * chooses. Workload: `workloads/dup_close.ts`.
 */
import { bytes, int32, type Placed, struct, word64 } from "../../machine/layout.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import type { Dentry } from "./path_walk.ts";
import { linuxPathCycles } from "./path_lengths.ts";

const fileStruct = struct("file", {
  f_u: bytes(16),
  f_path: bytes(16),
  f_op: word64,
  f_count: int32,
  f_flags: int32,
  f_mode: int32,
  f_pos: word64,
});

/** An open file. */
export interface File {
  /** The name it was opened by. */
  readonly path: string;
  /** Where its `struct file` stands. */
  readonly at: Placed<"f_count" | "f_op">;
  /** The directory entry it holds on to. */
  readonly dentry: Dentry;
}

/** All open files: makes them, finds them by address, counts their users. */
export class Files {
  readonly #machine: Machine;
  readonly #byAddress = new Map<number, File>();

  /** @param machine whose memory they stand in */
  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** A new open file with one user, from the slab of the core's chip. */
  create(core: Core, path: string, dentry: Dentry): File {
    const file = { path, dentry, at: this.#machine.memory.place(fileStruct, core.chip, `file ${path}`) };
    this.#byAddress.set(addressOf(file), file);
    core.store(file.at.f_op, 1);
    core.store(file.at.f_count, 1);
    return file;
  }

  /** The file whose `struct file` is at an address. */
  at(address: number): File | undefined {
    return this.#byAddress.get(address);
  }

  /** One user more, unless the last one has just gone (`atomic_inc_not_zero`). */
  *get(core: Core, file: File): Program<boolean> {
    for (;;) {
      yield;
      const count = core.load(file.at.f_count);
      if (count === 0) return false;
      yield;
      if (core.compareAndSwap(file.at.f_count, count, count + 1)) return true;
    }
  }

  /** One user less (`fput`); the last one closes the file and lets its directory entry go. */
  *put(core: Core, file: File): Program {
    yield;
    if (core.fetchAdd(file.at.f_count, -1) !== 1) return;
    core.compute(linuxPathCycles.lastPut.value);
    yield* file.dentry.put(core);
    this.#byAddress.delete(addressOf(file));
  }
}

/** What a descriptor points to: the address of the `struct file`. */
export function addressOf(file: File): number {
  return file.at.f_op - fileStruct.offsets.f_op;
}
