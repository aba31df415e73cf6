/**
 * What a call of Corey is: a core enters the kernel, works there on behalf of itself, and leaves.
 *
 * It scales: what a core may use is noted for that core alone. The rest of the kernel is added file by file, each a class on the one
 * before: `references.ts` and `names.ts` (what all objects have in common), `share_calls.ts`, `segment_calls.ts`, `range_calls.ts`,
 * `page_faults.ts`, `device_calls.ts`, `execution.ts`, `pcore_calls.ts`; `corey.ts` is the whole.
 * Its opposite: Linux's system calls (`kernels/linux/linux.ts`). Workload: `workloads/shares.ts`. Notebook: `10_tour`.
 */
import type { ReadWriteLockKind } from "../../locks/lock.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import type { AddressRange } from "./address_range.ts";
import type { Hardware } from "./device.ts";
import type { Id } from "./object.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import type { Share } from "./share.ts";

/** How Corey comes up. */
export interface CoreyOptions {
  /** The cores that run from the start; the others are for `pcore_alloc`. All unless said otherwise. */
  readonly running?: readonly Core[];
  /** The devices of the machine. */
  readonly hardware?: readonly Hardware[];
  /** The lock of a shared share; Corey's scalable read-write lock unless said otherwise. */
  readonly shareLock?: ReadWriteLockKind;
}

/** What a core that runs a program may use. */
export interface Context {
  /** Its root share: private to it. */
  readonly share: Share;
  /** Its root range: private to it. */
  readonly range: AddressRange;
}

/** Cores in and out of the kernel. */
export class Kernel {
  /** What each core may use, by its number; nothing while it does not run. */
  protected readonly contexts: (Context | undefined)[];
  /** What is to be done on a core, by its number, as soon as it leaves the kernel. */
  protected readonly uponLeaving: ((() => void) | undefined)[];
  readonly #inside: number[];

  /** A kernel on a machine whose cores do not run yet. */
  constructor(readonly machine: Machine) {
    this.contexts = machine.cores.map(() => undefined);
    this.uponLeaving = machine.cores.map(() => undefined);
    this.#inside = machine.cores.map(() => 0);
  }

  /** What a core may use. Throws a {@link KernelError} when it does not run. */
  contextOf(core: Core): Context {
    const context = this.contexts[core.number];
    if (!context) throw new KernelError("any call", "EIDLE", `core ${core.number} runs nothing`);
    return context;
  }

  /** The ID of a core's root share. */
  rootShare(core: Core): Id {
    return this.contextOf(core).share.id;
  }

  /** Whether a core is in a call: then it holds locks that others need. */
  isInside(core: Core): boolean {
    return this.#inside[core.number]! > 0;
  }

  /** A system call: into the kernel, so many cycles of work there beside memory accesses, and back. */
  protected *call<Result>(core: Core, pathCycles: number, program: Program<Result>): Program<Result> {
    this.#enter(core);
    core.compute(pathCycles);
    return yield* this.inKernel(core, program);
  }

  /** What a core does in the kernel. Who wants to stop the core has to wait for the end of it. */
  protected *inKernel<Result>(core: Core, program: Program<Result>): Program<Result> {
    this.#inside[core.number]!++;
    try {
      return yield* program;
    } finally {
      this.#inside[core.number]!--;
      const pending = this.isInside(core) ? undefined : this.uponLeaving[core.number];
      if (pending) {
        pending();
        yield;
      }
    }
  }

  /** A call that tells what the machine is like, whatever objects there are. */
  protected *answer<Result>(core: Core, read: () => Result): Program<Result> {
    this.#enter(core);
    yield;
    return read();
  }

  /** Traps into the kernel; a kernel core that runs a call for somebody is there already. */
  #enter(core: Core): void {
    if (!this.isInside(core)) core.compute(coreyPathCycles.systemCall.value);
  }
}
