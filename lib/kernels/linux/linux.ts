/**
 * Linux 2.6.25 as the lab models it: processes, their threads, and the calls on file descriptors.
 *
 * It scales as far as its processes do: whatever a process has, its threads share, whether or not the program
 * needs it.
 * Its opposite: Corey (`kernels/corey/corey.ts`), which shares nothing by default. Workload:
 * `workloads/dup_close.ts`. Notebook: `02_dup_close`.
 */
import * as z from "zod";
import { made, optionsOf } from "../../input/options.ts";
import { lockOption, readWriteLockOption } from "../../locks/as_option.ts";
import type { LockKind, ReadWriteLockKind } from "../../locks/lock.ts";
import { ticket } from "../../locks/ticket.ts";
import type { Core } from "../../machine/core.ts";
import type { Access } from "../../machine/mmu.ts";
import type { Machine } from "../../machine/machine.ts";
import { mustRun } from "../../sim/must_run.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import type { System } from "../system.ts";
import type { VirtualMemory } from "../virtual_memory.ts";
import { addressOf, type File, Files } from "./file.ts";
import { type CountKind, oneCount } from "./counts.ts";
import { type DescriptorTable, type FilesLayout, FilesStruct } from "./files_struct.ts";
import { OwnNumbers } from "./own_numbers.ts";
import { linuxPathCycles } from "./path_lengths.ts";
import { FileSystemView, RootFileSystem } from "./path_walk.ts";
import { rwSemaphore } from "./rw_semaphore.ts";
import { ticking, tickOption } from "./tick.ts";
import { LinuxVirtualMemory } from "./virtual_memory.ts";

/** Parts of Linux that can be swapped. */
export interface LinuxOptions {
  /** The lock of the descriptor table; a ticket lock by default. */
  readonly fileTableLock?: LockKind;
  /**
   * The lock of an address space, which every page fault takes for reading; {@link rwSemaphore} by default.
   */
  readonly mmapSem?: ReadWriteLockKind;
  /** Timer ticks a second of each core, 0 for none; {@link linuxTick} by default. */
  readonly tickHertz?: number;
  /** Which number a call gets: the lowest free one, as POSIX promises, or any of the core's own. */
  readonly descriptors?: "lowest" | "any";
  /** Where the fields of the descriptor table stand; {@link packedFiles} by default. */
  readonly filesLayout?: FilesLayout;
  /** How the users of directory entries and mounts are counted; in {@link oneCount} word by default. */
  readonly counts?: CountKind;
}

const checked = optionsOf<LinuxOptions>("linux", {
  fileTableLock: lockOption.optional(),
  mmapSem: readWriteLockOption.optional(),
  tickHertz: tickOption,
  descriptors: z.enum(["lowest", "any"]).optional(),
  filesLayout: made<FilesLayout>(["offsets", "fields"], "paddedFiles").optional(),
  counts: made<CountKind>(["name", "place"], "countForEachCore").optional(),
});

/** What the threads of a process share. */
interface Process {
  readonly files: DescriptorTable;
  readonly fs: FileSystemView;
}

/** A running Linux. */
export class Linux implements VirtualMemory {
  readonly #files: Files;
  readonly #root: RootFileSystem;
  readonly #processOf: (core: Core) => Process;
  readonly #newMemory: () => LinuxVirtualMemory;
  #memory: LinuxVirtualMemory | undefined;

  /**
   * Brings Linux up on a machine.
   *
   * @param perCore a process a core, rather than one whose threads run on all cores
   */
  constructor(machine: Machine, options: LinuxOptions, perCore: boolean) {
    checked(options);
    this.#newMemory = () => new LinuxVirtualMemory(machine, perCore, options.mmapSem ?? rwSemaphore);
    this.#files = new Files(machine);
    this.#root = new RootFileSystem(machine, options.counts ?? oneCount);
    const { fileTableLock = ticket, filesLayout } = options;
    const start = ({ chip }: Core): Process => ({
      files: options.descriptors === "any"
        ? new OwnNumbers(machine, fileTableLock, filesLayout)
        : new FilesStruct(machine, fileTableLock, chip, filesLayout),
      fs: new FileSystemView(machine, chip),
    });
    const processes = machine.cores.slice(0, perCore ? machine.cores.length : 1).map(start);
    this.#processOf = (core) => processes[perCore ? core.number : 0]!;
  }

  /** Its virtual memory; takes room on the machine only if it is used. */
  get memory(): LinuxVirtualMemory {
    return this.#memory ??= this.#newMemory();
  }

  /** See {@link VirtualMemory.faults}. */
  get faults(): number {
    return this.memory.faults;
  }

  /** See {@link VirtualMemory.oneSpace}. */
  get oneSpace(): boolean {
    return this.memory.oneSpace;
  }

  /** See {@link VirtualMemory.mapPrivate}. */
  mapPrivate(core: Core, pages: number): Program<number> {
    return this.memory.mapPrivate(core, pages);
  }

  /** See {@link VirtualMemory.mapShared}. */
  mapShared(core: Core, pages: number, cores: readonly Core[]): Program<number> {
    return this.memory.mapShared(core, pages, cores);
  }

  /** See {@link VirtualMemory.unmap}. */
  unmap(core: Core, firstPage: number, pages: number): Program {
    return this.memory.unmap(core, firstPage, pages);
  }

  /** See {@link VirtualMemory.fault}. */
  fault(core: Core, page: number, access: Access): Program {
    return this.memory.fault(core, page, access);
  }

  /** `open`: a new descriptor for a file. */
  *open(core: Core, path: string): Program<number> {
    core.compute(linuxPathCycles.systemCall.value + linuxPathCycles.open.value);
    const process = this.#processOf(core);
    const fd = yield* process.files.allocate(core);
    const dentry = yield* this.#root.walk(core, process.fs, path);
    const file = this.#files.create(core, path, dentry);
    yield* process.files.install(core, fd, addressOf(file));
    return fd;
  }

  /**
   * `dup`: the lowest free descriptor, for the same open file. Throws `EBADF` for a descriptor that is not
   * open.
   */
  *dup(core: Core, fd: number): Program<number> {
    core.compute(linuxPathCycles.systemCall.value + linuxPathCycles.dup.value);
    const file = yield* this.#fget(core, fd);
    const { files } = this.#processOf(core);
    const copy = yield* files.allocate(core);
    yield* files.install(core, copy, addressOf(file));
    return copy;
  }

  /** `close`. Throws `EBADF` for a descriptor that is not open. */
  *close(core: Core, fd: number): Program {
    core.compute(linuxPathCycles.systemCall.value + linuxPathCycles.close.value);
    const address = yield* this.#processOf(core).files.remove(core, fd);
    yield* this.#files.put(core, this.#files.at(address)!);
  }

  /** The file behind a descriptor, with one user more. */
  *#fget(core: Core, fd: number): Program<File> {
    const file = this.#files.at(yield* this.#processOf(core).files.look(core, fd));
    if (!file || !(yield* this.#files.get(core, file))) {
      throw new KernelError("dup", "EBADF", `descriptor ${fd} is not open`);
    }
    return file;
  }
}

mustRun(Linux.prototype);

/**
 * The two ways to run an application on many cores of Linux.
 *
 * @throws {InputError} for a part that Linux does not have
 * @example
 * ```ts
 * import { linux, Machine, mcs, opteron16 } from "corey-lab";
 * const machine = new Machine(opteron16);
 * const kernel = linux.threads({ fileTableLock: mcs }).boot(machine);
 * const core = machine.cores[0];
 * core.start(function* () {
 *   const fd = yield* kernel.open(core, "/etc/motd");
 *   yield* kernel.close(core, yield* kernel.dup(core, fd));
 * }());
 * machine.run();
 * ```
 */
export const linux = {
  /** One process, a thread a core: everything is shared. */
  threads: (options: LinuxOptions = {}): System<Linux> => assembled("linux-threads", options, false),
  /** A process a core: each has a descriptor table of its own. */
  processes: (options: LinuxOptions = {}): System<Linux> => assembled("linux-processes", options, true),
};

function assembled(name: string, options: LinuxOptions, perCore: boolean): System<Linux> {
  checked(options);
  const otherwise = (): Record<string, System<Linux>> =>
    options.descriptors === "any" ? {} : {
      "any free number": {
        ...assembled(name, { ...options, descriptors: "any" }, perCore),
        name: `${name}, any number`,
      },
    };
  const boot = (machine: Machine) => new Linux(machine, options, perCore);
  return ticking({ name, boot, otherwise }, options.tickHertz);
}
