/**
 * One table of file descriptors for all cores, kept in two ways: in shared memory under a lock, where every
 * core works on it, and by a kernel core, to which the others send calls. The table is the same
 * (`kernels/linux/files_struct.ts`); what differs is who touches it.
 *
 * Workload: `workloads/fd_open.ts`. Notebook: `05_kernel_cores`.
 */
import { checkInput } from "../input/check.ts";
import { lockOption } from "../locks/as_option.ts";
import { Corey } from "../kernels/corey/corey.ts";
import type { Name } from "../kernels/corey/objects/name.ts";
import { SyscallDevice } from "../kernels/corey/devices/syscall_device.ts";
import { FilesStruct } from "../kernels/linux/files_struct.ts";
import { linuxPathCycles } from "../kernels/linux/path_lengths.ts";
import type { PollRound } from "../kernels/polling.ts";
import type { System } from "../kernels/system.ts";
import type { LockKind } from "../locks/lock.ts";
import { perfect } from "../locks/perfect.ts";
import { ticket } from "../locks/ticket.ts";
import type { Core } from "../machine/core.ts";
import type { Machine } from "../machine/machine.ts";
import type { Program } from "../sim/task.ts";
import { setUpRing, startKernelCore } from "./kernel_cores.ts";

/** A table of descriptors that all cores use. */
export interface FdTable {
  /** Gets ready to serve; returns the cores on which applications run. */
  serve(cores: readonly Core[]): readonly Core[];
  /** The core that keeps the table, if there is one. */
  readonly kernelCore: Core | undefined;
  /** A descriptor for a file that the core has just opened. */
  add(core: Core, file: number): Program<number>;
  /** Takes a descriptor out, and returns its file. Throws `EBADF` if it is not open. */
  remove(core: Core, fd: number): Program<number>;
}

/** The table in shared memory. */
class SharedTable implements FdTable {
  readonly kernelCore = undefined;
  readonly #files: FilesStruct;

  constructor(machine: Machine, lock: LockKind) {
    this.#files = new FilesStruct(machine, lock, 0);
  }

  serve(cores: readonly Core[]): readonly Core[] {
    return cores;
  }

  add(core: Core, file: number): Program<number> {
    core.compute(linuxPathCycles.systemCall.value);
    return insert(core, this.#files, file);
  }

  remove(core: Core, fd: number): Program<number> {
    core.compute(linuxPathCycles.systemCall.value);
    return this.#files.remove(core, fd);
  }
}

/** The table of a kernel core. Nobody else touches it, so its lock is one that costs nothing. */
class KeptTable implements FdTable {
  kernelCore: Core | undefined;
  readonly #machine: Machine;
  readonly #files: FilesStruct;
  readonly #rings = new Map<Core, SyscallDevice>();

  constructor(machine: Machine, readonly poll: PollRound | undefined) {
    this.#machine = machine;
    this.#files = new FilesStruct(machine, perfect, 0);
  }

  /** The first core keeps the table; a single core does without a keeper. */
  serve(cores: readonly Core[]): readonly Core[] {
    const [keeper, ...applications] = cores;
    if (applications.length === 0) return cores;
    this.kernelCore = keeper;
    for (const core of applications) {
      this.#rings.set(core, new SyscallDevice(this.#machine, core.chip, undefined, `calls of ${core.name}`));
    }
    this.#machine.runOn(applications[0]!, this.#start(keeper!, applications));
    return applications;
  }

  /** What the first application does before all begin. */
  *#start(keeper: Core, applications: readonly Core[]): Program {
    const kernel = new Corey(this.#machine, { running: applications, drivers: [...this.#rings.values()] });
    const share = kernel.bootShare(applications), devices: Name[] = [];
    for (const [core, ring] of this.#rings) {
      devices.push(yield* setUpRing(kernel, applications[0]!, share, ring, core));
    }
    yield* startKernelCore(kernel, applications[0]!, share, keeper, devices, this.poll);
  }

  add(core: Core, file: number): Program<number> {
    return this.#call(core, (on) => insert(on, this.#files, file));
  }

  remove(core: Core, fd: number): Program<number> {
    return this.#call(core, (on) => this.#files.remove(on, fd));
  }

  #call<Result>(core: Core, call: (on: Core) => Program<Result>): Program<Result> {
    const ring = this.#rings.get(core);
    if (ring) return ring.call(core, call);
    core.compute(linuxPathCycles.systemCall.value);
    return call(core);
  }
}

function* insert(core: Core, files: FilesStruct, file: number): Program<number> {
  const fd = yield* files.allocate(core);
  yield* files.install(core, fd, file);
  return fd;
}

/**
 * The two ways to keep the table.
 *
 * @example
 * ```ts
 * import { opteron16, sweep } from "corey-lab";
 * import { fdTables } from "corey-lab/libos";
 * import { fdOpen } from "corey-lab/workloads";
 * const rows = await sweep({
 *   workload: fdOpen({ warmUpMicroseconds: 50, microseconds: 200 }),
 *   machine: opteron16,
 *   system: [fdTables.shared(), fdTables.kernelCore()],
 *   cores: [2, 16],
 * });
 * console.log(rows.map(({ system, cores, opensPerSecond }) => [system, cores, opensPerSecond]));
 * ```
 */
export const fdTables = {
  /** In shared memory, under a lock: a ticket lock by default. */
  shared: (lock: LockKind = ticket): System<FdTable> => {
    checkInput(lockOption, lock, "the lock of fdTables.shared");
    return {
      name: lock === ticket ? "shared-table" : `shared-table, ${lock.name} lock`,
      boot: (machine) => new SharedTable(machine, lock),
      otherwise: () => ({ "kernel cores": fdTables.kernelCore() }),
    };
  },
  /**
   * Kept by a kernel core, which asks the others in turn whether they have a call, unless `poll` says
   * otherwise.
   */
  kernelCore: (poll?: PollRound): System<FdTable> => ({
    name: "kernel-core",
    boot: (machine) => new KeptTable(machine, poll),
  }),
};
