/**
 * What programs ask of a kernel's virtual memory. Pages are numbered by virtual address / 4096. Kernels that
 * have it: `kernels/linux/virtual_memory.ts`, and Corey with `libos/address_space.ts`.
 */
import type { Core } from "../machine/core.ts";
import type { Access } from "../machine/mmu.ts";
import type { Program } from "../sim/task.ts";
import { KernelError } from "./errors.ts";

/** A kernel with virtual memory. */
export interface VirtualMemory {
  /** Page faults that were handled, on all cores. */
  readonly faults: number;
  /**
   * Whether all cores run in one address space: what one maps is there for all, and what one unmaps is gone
   * for all.
   */
  readonly oneSpace: boolean;
  /**
   * Address space for memory that one core uses; filled with zeros when first touched. The number of its
   * first page.
   */
  mapPrivate(core: Core, pages: number): Program<number>;
  /**
   * Address space for memory that all these cores use, at the same addresses. The number of its first page.
   */
  mapShared(core: Core, pages: number, cores: readonly Core[]): Program<number>;
  /** Takes out of the core's address space what a call to map gave, and frees what nobody else uses. */
  unmap(core: Core, firstPage: number, pages: number): Program;
  /**
   * Handles a page fault: afterwards the access will succeed, unless another core has changed the mapping
   * meanwhile; then it faults again. Throws a `KernelError` if nothing is mapped there.
   */
  fault(core: Core, page: number, access: Access): Program;
}

/**
 * Touches the first line of a page, and returns whether that took a page fault. Throws a `KernelError` where
 * nothing is mapped.
 */
export function* touchPage(
  kernel: Pick<VirtualMemory, "fault">,
  core: Core,
  page: number,
  access: Access,
): Program<boolean> {
  if (!core.mmu.root) {
    throw new KernelError(
      "page fault",
      "EFAULT",
      `core ${core.number} wants to ${access} page ${page}, but has no address space: ` +
        "it has mapped nothing yet",
    );
  }
  for (let faulted = false;; faulted = true) {
    const frame = core.mmu.translate(page, access);
    if (frame >= 0) {
      if (access === "write") core.write(frame);
      else core.read(frame);
      return faulted;
    }
    yield* kernel.fault(core, page, access);
  }
}
