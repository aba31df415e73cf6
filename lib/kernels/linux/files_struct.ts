/**
 * The table of file descriptors of a process in Linux 2.6.25 (`struct files_struct`; `include/linux/file.h`,
 * `fs/file.c`, `fs/fcntl.c`, `fs/open.c`): one lock, one bitmap, one array, for all threads of the process.
 *
 * It does not scale, and no lock could make it. POSIX promises the *lowest* free number to any caller, so
 * every change depends on the one before, wherever it was made. Its layout makes it worse than it need be:
 * the lock shares its line with `next_fd`, both bitmaps and the first five descriptors, so the holder and
 * those who wait fight for one line.
 * Its opposite: Corey's shares (`kernels/corey/shares/share.ts`), which let the application say who may see a
 * descriptor. Workload: `workloads/dup_close.ts`. Notebook: `02_dup_close`.
 */
import type { Lock, LockKind } from "../../locks/lock.ts";
import type { Core } from "../../machine/core.ts";
import {
  array,
  bytes,
  int32,
  lineAligned,
  type Placed,
  type Struct,
  struct,
  word64,
} from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import { linuxPathCycles } from "./path_lengths.ts";

const NR_OPEN_DEFAULT = 64;

/** Fields of `files_struct` that its code uses. */
export type FilesField =
  | "fdt"
  | "fdtab.max_fds"
  | "fdtab.fd"
  | "fdtab.open_fds"
  | "file_lock"
  | "next_fd"
  | "close_on_exec_init"
  | "open_fds_init"
  | "fd_array";

/** Where the fields of `files_struct` stand. */
export type FilesLayout = Struct<FilesField>;

/** Read-mostly fields first, the written ones on the next line: as in 2.6.25. */
export const packedFiles: FilesLayout = struct("files_struct", {
  count: int32,
  fdt: word64,
  "fdtab.max_fds": int32,
  "fdtab.fd": word64,
  "fdtab.close_on_exec": word64,
  "fdtab.open_fds": word64,
  "fdtab.rcu": bytes(16),
  "fdtab.next": word64,
  file_lock: lineAligned(int32),
  next_fd: int32,
  close_on_exec_init: word64,
  open_fds_init: word64,
  fd_array: array(word64, NR_OPEN_DEFAULT),
});

/** The lock, what it guards, and the descriptors on lines of their own. */
export const paddedFiles: FilesLayout = struct("files_struct", {
  ...packedFiles.fields,
  next_fd: lineAligned(int32),
  fd_array: lineAligned(array(word64, NR_OPEN_DEFAULT)),
});

/** A table that has outgrown the one inside `files_struct`. */
const fdtable = struct("fdtable", { max_fds: int32, fd: word64, close_on_exec: word64, open_fds: word64 });

/** Where the current table's parts stand. */
interface Table {
  readonly maxFds: number;
  /** The header's fields that every access reads. */
  readonly header: { readonly max_fds: number; readonly fd: number; readonly open_fds: number };
  readonly fd: number;
  readonly closeOnExec: number;
  readonly openFds: number;
}

/** What a process keeps its descriptors in. */
export interface DescriptorTable {
  /** Takes a free descriptor. */
  allocate(core: Core): Program<number>;
  /** Points a descriptor to a file. */
  install(core: Core, fd: number, file: number): Program;
  /** Frees a descriptor and returns the file it pointed to. Throws `EBADF` if it is not open. */
  remove(core: Core, fd: number): Program<number>;
  /** The file a descriptor points to; 0 if it is not open. */
  look(core: Core, fd: number): Program<number>;
}

/** A process's descriptor table. */
export class FilesStruct implements DescriptorTable {
  readonly #machine: Machine;
  readonly #lock: Lock;
  readonly #at: Placed<FilesField>;
  #table: Table;

  /**
   * An empty table.
   *
   * @param lock the kind of `file_lock`; Linux 2.6.25 has a ticket lock
   * @param chip whose memory it stands in
   * @param layout where its fields stand; as in Linux 2.6.25 by default
   */
  constructor(machine: Machine, lock: LockKind, chip: number, layout: FilesLayout = packedFiles) {
    this.#machine = machine;
    const at = this.#at = machine.memory.place(layout, chip);
    this.#lock = lock.place(machine, at.file_lock);
    this.#table = {
      maxFds: NR_OPEN_DEFAULT,
      header: { max_fds: at["fdtab.max_fds"], fd: at["fdtab.fd"], open_fds: at["fdtab.open_fds"] },
      fd: at.fd_array,
      closeOnExec: at.close_on_exec_init,
      openFds: at.open_fds_init,
    };
    // 0, 1 and 2 are taken from the start; the console they lead to is not modelled, so using them is EBADF.
    machine.memory.initialise(at.open_fds_init, 0b111);
    machine.memory.initialise(at.next_fd, 3);
  }

  /** Takes the lowest free descriptor (`locate_fd`, called with nothing held). */
  *allocate(core: Core): Program<number> {
    yield* this.#lock.acquire(core);
    let table: Table, fd: number;
    for (;;) {
      table = this.#load(core);
      const start = core.load(this.#at.next_fd);
      core.compute(linuxPathCycles.locateFd.value);
      fd = this.#nextFree(core, table, start);
      if (fd < table.maxFds) break;
      yield* this.#expand(core, fd);
    }
    core.store(this.#at.next_fd, fd + 1);
    setBit(core, table.openFds, fd, true);
    setBit(core, table.closeOnExec, fd, false);
    yield* this.#lock.release(core);
    return fd;
  }

  /** Points a descriptor to a file (`fd_install`). */
  *install(core: Core, fd: number, file: number): Program {
    yield* this.#lock.acquire(core);
    const table = this.#load(core);
    core.load(slot(table, fd));
    core.store(slot(table, fd), file);
    yield* this.#lock.release(core);
  }

  /** Frees a descriptor and returns the file it pointed to (the locked part of `sys_close`). */
  *remove(core: Core, fd: number): Program<number> {
    yield* this.#lock.acquire(core);
    const table = this.#load(core);
    const file = fd >= 0 && fd < table.maxFds ? core.load(slot(table, fd)) : 0;
    if (file !== 0) {
      core.store(slot(table, fd), 0);
      setBit(core, table.closeOnExec, fd, false);
      setBit(core, table.openFds, fd, false);
      if (fd < core.load(this.#at.next_fd)) core.store(this.#at.next_fd, fd);
    }
    yield* this.#lock.release(core);
    if (file === 0) throw new KernelError("close", "EBADF", `descriptor ${fd} is not open`);
    return file;
  }

  /** The file a descriptor points to, read without the lock (`fcheck_files` under RCU). */
  *look(core: Core, fd: number): Program<number> {
    yield;
    const table = this.#load(core);
    return fd >= 0 && fd < table.maxFds ? core.load(slot(table, fd)) : 0;
  }

  #load(core: Core): Table {
    const { header } = this.#table;
    core.load(this.#at.fdt);
    core.load(header.max_fds);
    core.load(header.fd);
    core.load(header.open_fds);
    return this.#table;
  }

  /** `find_next_zero_bit`, a word at a time. */
  #nextFree(core: Core, table: Table, start: number): number {
    for (let fd = start; fd < table.maxFds; fd = (fd | 31) + 1) {
      const free = ~core.load(table.openFds + 4 * (fd >>> 5)) & (-1 << (fd & 31));
      if (free !== 0) return (fd & ~31) + 31 - Math.clz32(free & -free);
    }
    return table.maxFds;
  }

  /** A table twice as large, away from the lock's line (`expand_fdtable`, whose copy runs under the lock). */
  *#expand(core: Core, fd: number): Program {
    yield* this.#lock.release(core);
    // alloc_fdtable: whole kilobytes of pointers, a power of two of them.
    const maxFds = 128 * 2 ** Math.ceil(Math.log2(Math.floor(fd / 128) + 1));
    const { memory } = this.#machine, words = array(int32, maxFds / 32);
    const header = memory.place(fdtable, core.chip);
    const { fd: pointers } = memory.place(struct("fdtable", { fd: array(word64, maxFds) }), core.chip);
    // Both bitmaps are one allocation, so the smaller ones share a line.
    const bitmaps = struct("fdtable", { open_fds: words, close_on_exec: words });
    const { open_fds: openFds, close_on_exec: closeOnExec } = memory.place(bitmaps, core.chip);
    const larger: Table = { maxFds, header, fd: pointers, closeOnExec, openFds };
    core.store(header.max_fds, maxFds);
    core.store(header.fd, pointers);
    core.store(header.open_fds, openFds);
    core.store(header.close_on_exec, closeOnExec);
    yield* this.#lock.acquire(core);
    const old = this.#table;
    if (fd < old.maxFds) return;
    for (let i = 0; i < old.maxFds; i++) core.store(slot(larger, i), core.load(slot(old, i)));
    for (let i = 0; i < old.maxFds / 8; i += 4) {
      core.store(larger.openFds + i, core.load(old.openFds + i));
      core.store(larger.closeOnExec + i, core.load(old.closeOnExec + i));
    }
    // From here on, a look-up without the lock finds the new table (`rcu_assign_pointer`).
    yield;
    core.publish(this.#at.fdt, header.max_fds);
    this.#table = larger;
  }
}

function slot(table: Table, fd: number): number {
  return table.fd + 8 * fd;
}

function setBit(core: Core, bitmap: number, bit: number, on: boolean): void {
  const word = bitmap + 4 * (bit >>> 5), mask = 1 << (bit & 31);
  const value = core.load(word);
  core.store(word, on ? value | mask : value & ~mask);
}
