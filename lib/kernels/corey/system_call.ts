/**
 * What a call of Corey is: a core enters the kernel, works there on behalf of itself, and leaves.
 *
 * It scales: calls of different cores meet only in the objects that they name.
 * Its opposite: Linux's system calls (`kernels/linux/linux.ts`). Workload: `workloads/shares.ts`. Notebook:
 * `10_tour`.
 */
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import type { Context, Contexts } from "./contexts.ts";
import { callCycles, coreyPathCycles } from "./path_lengths.ts";

/** One call under way. */
export class Call {
  /**
   * A call that a core makes.
   *
   * @param name the call, by the paper's name: `share_addobj`
   * @param context what the core may use
   */
  constructor(readonly core: Core, readonly name: string, readonly context: Context) {}

  /**
   * Why the call cannot be done, to be thrown: a short code such as `ENOENT`, and what was wrong, with the
   * IDs concerned.
   */
  fail(reason: string, detail: string): KernelError {
    return new KernelError(this.name, reason, detail);
  }
}

/** Cores in and out of the kernel. */
export class SystemCalls {
  /**
   * How often each core, by its number, has entered and not left: a kernel core that runs a call for somebody
   * is inside twice.
   */
  readonly #inside: number[];
  /** What is to be done on a core as soon as it leaves the kernel. */
  readonly #uponLeaving: ((() => void) | undefined)[];

  readonly #contexts: Contexts;

  /** No core is in the kernel. */
  constructor(machine: Machine, contexts: Contexts) {
    this.#contexts = contexts;
    this.#inside = machine.cores.map(() => 0);
    this.#uponLeaving = machine.cores.map(() => undefined);
  }

  /** Whether a core is in a call: then it holds locks that others need. */
  isInside(core: Core): boolean {
    return this.#inside[core.number]! > 0;
  }

  /** Does something on a core as soon as it has been in the kernel next. */
  uponLeaving(core: Core, action: (() => void) | undefined): void {
    this.#uponLeaving[core.number] = action;
  }

  /**
   * A call from its beginning to its end: into the kernel, some cycles of work there beside memory accesses,
   * and back.
   *
   * @param name the call, by the paper's name
   * @throws {KernelError} EIDLE: the core runs nothing. And what the program throws
   */
  *run<Result>(core: Core, name: string, program: (call: Call) => Program<Result>): Program<Result> {
    const { number } = core;
    // A kernel core that runs a call for somebody is there already.
    if (!this.isInside(core)) core.compute(coreyPathCycles.systemCall.value);
    core.compute(callCycles[name]?.value ?? 0);
    const context = this.#contexts.running[number];
    if (!context) throw new KernelError(name, "EIDLE", `${core.name} runs nothing`);
    return yield* this.inKernel(core, program(new Call(core, name, context)));
  }

  /** What a core does in the kernel without a call, such as handling a page fault. */
  *inKernel<Result>(core: Core, program: Program<Result>): Program<Result> {
    const { number } = core, inside = this.#inside;
    inside[number]!++;
    try {
      return yield* program;
    } finally {
      if (--inside[number]! === 0) yield* this.#leave(core);
    }
  }

  /**
   * Back to the program (`processor_run`): its page table is loaded anew, whether it is another or not, which
   * empties the TLB.
   */
  *#leave(core: Core): Program {
    core.mmu.tlb.flush();
    const pending = this.#uponLeaving[core.number];
    if (!pending) return;
    pending();
    yield;
  }
}
