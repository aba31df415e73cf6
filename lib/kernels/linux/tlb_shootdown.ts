/**
 * Telling other cores to forget translations (`arch/x86/kernel/tlb_64.c`, `flush_tlb_others`): an interrupt
 * to each core that runs in the address space. Each clears its bit in one shared mask; the sender waits until
 * the mask is empty.
 *
 * It does not scale, and for threads that share an address space every `munmap` pays for it, even if only one
 * of them used the pages.
 * Its opposite: Corey tells only the cores that see a range (`kernels/corey/memory/translations.ts`).
 * Workload: `workloads/unmap.ts`. Notebook: `04_address_ranges`.
 */
import type { Core } from "../../machine/core.ts";
import { int32, type Placed, struct } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";

const flushStruct = struct("smp_flush_state", { flush_cpumask: int32, flush_mm: int32, flush_va: int32 });

/** Sends shootdowns. */
export class TlbShootdown {
  readonly #machine: Machine;
  readonly #at: Placed<"flush_cpumask" | "flush_va">;

  /** One state for all senders. */
  constructor(machine: Machine) {
    this.#machine = machine;
    this.#at = machine.memory.place(flushStruct);
  }

  /** Makes cores forget pages, and waits until they have. The core that asks forgets them at once. */
  flush(core: Core, users: Iterable<Core>, pages: readonly number[]): void {
    for (const page of pages) core.mmu.tlb.forget(page);
    const others = [...users].filter((user) => user !== core);
    if (others.length === 0) return;
    const { memory, interrupts } = this.#machine;
    core.store(this.#at.flush_va, pages[0] ?? 0);
    core.store(this.#at.flush_cpumask, others.length);
    interrupts.sendAndWait(core, others, (receiver, start) => {
      for (const page of pages) receiver.mmu.tlb.forget(page);
      const read = memory.read(receiver.number, this.#at.flush_va, start);
      return memory.write(receiver.number, this.#at.flush_cpumask, read);
    });
    core.load(this.#at.flush_cpumask);
  }
}
