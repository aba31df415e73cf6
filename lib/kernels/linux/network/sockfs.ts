/**
 * What makes a Linux socket a file (`net/socket.c`, `fs/inode.c`, `fs/dcache.c`, `fs/file_table.c` of
 * 2.6.25): an inode, a directory entry, a `struct file` and a descriptor, made by `accept` and taken apart by
 * `close`.
 *
 * It does not scale: inodes and directory entries of all processes stand on lists under `inode_lock` and
 * `dcache_lock`, open files under `files_lock`.
 * Its opposite: Corey, where a connection is a record in the application's own stack (`libos/tcp/pcb.ts`).
 * Workload: `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import type { Lock } from "../../../locks/lock.ts";
import { ticket } from "../../../locks/ticket.ts";
import type { Core } from "../../../machine/core.ts";
import { int32, lineAligned, type Placed, struct, word64 } from "../../../machine/layout.ts";
import { L1_CACHE_BYTES } from "../../../machine/lines.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Program } from "../../../sim/task.ts";
import { FilesStruct } from "../files_struct.ts";
import { Slab } from "./slab.ts";

const globals = struct("vfs", {
  inode_lock: lineAligned(int32),
  inode_in_use: lineAligned(word64),
  nr_inodes: int32,
  dcache_lock: lineAligned(int32),
  nr_dentry: lineAligned(int32),
  files_lock: lineAligned(int32),
  s_files: lineAligned(word64),
  mnt_count: lineAligned(int32),
});

/** An open socket as a file. */
export interface SocketFile {
  /** Its descriptor. */
  readonly fd: number;
  /** Its inode, directory entry and `struct file`. */
  readonly parts: readonly number[];
}

/** The file system of sockets; each core runs a process with a descriptor table of its own. */
export class SockFs {
  readonly #at: Placed<keyof typeof globals.offsets>;
  readonly #locks: Readonly<Record<"inode" | "dcache" | "files", Lock>>;
  readonly #slabs: readonly Slab[];
  readonly #tables: readonly FilesStruct[];

  /** No socket is open. */
  constructor(machine: Machine) {
    const at = this.#at = machine.memory.place(globals);
    const lock = (address: number) => ticket.place(machine, address);
    this.#locks = { inode: lock(at.inode_lock), dcache: lock(at.dcache_lock), files: lock(at.files_lock) };
    this.#slabs = [
      new Slab(machine, "sock_inode", 576),
      new Slab(machine, "dentry", 208),
      new Slab(machine, "filp", 256),
    ];
    this.#tables = machine.cores.map((core) => new FilesStruct(machine, ticket, core.chip));
  }

  /** Makes the file of an accepted socket (`sock_alloc`, `sock_attach_fd`, `fd_install`). */
  *open(core: Core): Program<SocketFile> {
    const parts: number[] = [], table = this.#tables[core.number]!;
    for (const slab of this.#slabs) {
      const part = yield* slab.allocate(core);
      for (let at = 0; at < slab.objectBytes; at += L1_CACHE_BYTES) core.write(part + at);
      parts.push(part);
    }
    yield* this.#list(core, "inode", this.#at.inode_in_use);
    yield* this.#list(core, "dcache", this.#at.nr_dentry);
    yield;
    core.fetchAdd(this.#at.mnt_count, 1);
    yield* this.#list(core, "files", this.#at.s_files);
    const fd = yield* table.allocate(core);
    yield* table.install(core, fd, parts[2]!);
    return { fd, parts };
  }

  /** Takes it apart (`filp_close`, `__fput`, `dput`, `iput`). */
  *close(core: Core, { fd, parts }: SocketFile): Program {
    yield* this.#tables[core.number]!.remove(core, fd);
    yield* this.#list(core, "files", this.#at.s_files);
    yield* this.#list(core, "dcache", this.#at.nr_dentry);
    yield;
    core.fetchAdd(this.#at.mnt_count, -1);
    yield* this.#list(core, "inode", this.#at.inode_in_use);
    for (const [i, slab] of this.#slabs.entries()) yield* slab.free(core, parts[i]!);
  }

  /** Puts something on a list, or takes it off. */
  *#list(core: Core, name: "inode" | "dcache" | "files", head: number): Program {
    yield* this.#locks[name].acquire(core);
    core.store(head, 1);
    yield* this.#locks[name].release(core);
  }
}
