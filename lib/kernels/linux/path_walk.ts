/**
 * From a name to a directory entry, as Linux 2.6.25 walks it (`fs/namei.c`, `fs/dcache.c`): the root is
 * pinned under `fs->lock`, then each component is found without a global lock and pinned under its own
 * `d_lock`.
 *
 * It does not scale, even if cores open *different* files: every walk counts the root directory and its mount
 * up and down, and takes the process's `fs->lock`. Those lines bounce between all cores that open files.
 *
 * Left out: the reference to the mount that an open file keeps until its last `close` (`f_path.mnt`); here a
 * walk lets the mount go at its end. Only `open` and the last `close` change it, and the line they would
 * write is `mnt_count`, which the walk writes too.
 * Its opposite: Corey's names (`kernels/corey/objects/namespace.ts`), looked up first in what is the core's
 * own. Workload: `workloads/dup_close.ts`, which opens its files once.
 */
import type { Lock, ReadWriteLock } from "../../locks/lock.ts";
import { readWrite } from "../../locks/read_write.ts";
import { ticket } from "../../locks/ticket.ts";
import { bytes, int32, lineAligned, type Placed, struct } from "../../machine/layout.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import type { Count, CountKind } from "./counts.ts";
import { linuxPathCycles } from "./path_lengths.ts";

const dentryStruct = struct("dentry", {
  d_count: int32,
  d_flags: int32,
  d_lock: int32,
  d_inode: bytes(8),
  d_name: bytes(40),
});
const mountStruct = struct("vfsmount", { mnt_root: bytes(64), mnt_count: lineAligned(int32) });
const fsStruct = struct("fs_struct", {
  count: int32,
  lock: int32,
  umask: int32,
  root: bytes(16),
  pwd: bytes(16),
});

/** A directory entry: pinned while somebody uses it. */
export class Dentry {
  readonly #at: Placed<"d_count" | "d_lock" | "d_name">;
  readonly #lock: Lock;
  readonly #count: Count;

  /** @param name a component of a path */
  constructor(machine: Machine, readonly name: string, counts: CountKind) {
    this.#at = machine.memory.place(dentryStruct, 0, `dentry ${name}`);
    this.#lock = ticket.place(machine, this.#at.d_lock);
    this.#count = counts.place(machine, this.#at.d_count);
  }

  /** Compares the name and pins the entry (`__d_lookup`). */
  *find(core: Core): Program {
    core.compute(linuxPathCycles.lookUp.value);
    yield* this.#lock.acquire(core);
    core.load(this.#at.d_name);
    yield* this.#count.add(core, 1);
    yield* this.#lock.release(core);
  }

  /** Pins an entry that is pinned already (`dget`). */
  get(core: Core): Program {
    return this.#count.add(core, 1);
  }

  /** Lets go (`dput`). */
  put(core: Core): Program {
    return this.#count.add(core, -1);
  }
}

/** The root file system: one mount, and the entries under its root. */
export class RootFileSystem {
  readonly #machine: Machine;
  readonly #counts: CountKind;
  readonly #mount: Count;
  readonly #root: Dentry;
  readonly #entries = new Map<string, Dentry>();

  /**
   * An empty one.
   *
   * @param machine whose memory it stands in
   * @param counts how the users of mount and entries are counted
   */
  constructor(machine: Machine, counts: CountKind) {
    this.#machine = machine;
    this.#counts = counts;
    this.#mount = counts.place(machine, machine.memory.place(mountStruct).mnt_count);
    this.#root = new Dentry(machine, "/", counts);
  }

  /** Walks a path and pins its last entry; the path's first component is looked up in the root. */
  *walk(core: Core, fs: FileSystemView, path: string): Program<Dentry> {
    yield* fs.lock.acquireRead(core);
    yield* this.#mount.add(core, 1);
    yield* this.#root.get(core);
    yield* fs.lock.releaseRead(core);
    let directory = this.#root;
    for (const name of path.split("/").filter(Boolean)) {
      const entry = this.#entry(directory, name);
      yield* entry.find(core);
      yield* directory.put(core);
      directory = entry;
    }
    yield* this.#mount.add(core, -1);
    return directory;
  }

  /** The entry of a name in a directory; a file that was not there before is there from now on. */
  #entry(directory: Dentry, name: string): Dentry {
    const key = `${directory.name}/${name}`;
    let entry = this.#entries.get(key);
    if (!entry) this.#entries.set(key, entry = new Dentry(this.#machine, name, this.#counts));
    return entry;
  }
}

/** A process's view of the file system: its root and working directory (`struct fs_struct`). */
export class FileSystemView {
  /** Guards root and working directory. */
  readonly lock: ReadWriteLock;

  /** A view that starts at the root; it stands in the memory of a chip. */
  constructor(machine: Machine, chip: number) {
    this.lock = readWrite.place(machine, machine.memory.place(fsStruct, chip).lock);
  }
}
