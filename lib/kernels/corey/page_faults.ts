/**
 * Corey's page fault handler: from the root range of the core down the tree of ranges to a segment, then one entry into the page table.
 *
 * It scales as far as memory is private: then the locks and lines on the way are the core's own. In a shared range the first core's fault
 * maps a page for all who include the range.
 * Its opposite: `kernels/linux/virtual_memory.ts`. Workloads: `workloads/memclone.ts`, `workloads/mempass.ts`. Notebook: `04_address_ranges`.
 */
import type { Core } from "../../machine/core.ts";
import type { Access } from "../../machine/mmu.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import { AddressRange, type Mapping } from "./address_range.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import { RangeCalls } from "./range_calls.ts";

/** A kernel that handles page faults. */
export class PageFaults extends RangeCalls {
  /** Page faults handled. */
  faults = 0;

  /**
   * Makes a page of the core's address space fit for an access.
   *
   * @throws {KernelError} EFAULT: nothing is mapped there, or the segment there has been made smaller
   */
  fault(core: Core, page: number, access: Access): Program {
    this.faults++;
    core.compute(coreyPathCycles.pageFault.value);
    return this.inKernel(core, this.#handle(core, page, access));
  }

  *#handle(core: Core, page: number, access: Access): Program {
    const root = this.contextOf(core).range, way: [AddressRange, Mapping][] = [];
    let range = root, at = page, mapping: Mapping | undefined;
    for (;;) {
      yield* range.lock.acquire(core);
      mapping = range.find(core, at);
      if (!(mapping?.target instanceof AddressRange)) break;
      way.push([range, mapping]);
      at = mapping.targetStart + at - mapping.start;
      yield* range.lock.release(core);
      range = mapping.target;
    }
    try {
      if (!mapping) {
        const what =
          `core ${core.number} wants to ${access} page ${page}, which range ${range.id} does not map`;
        throw new KernelError("page fault", "EFAULT", what);
      }
      const found = range.entryOf(at);
      if (!found || (access === "write" && !found.writable)) {
        const segment = mapping.target, index = mapping.targetStart + at - mapping.start;
        yield* segment.page(core, index, access, (translation, moved) => {
          this.translations.set(core, range, at, translation);
          if (moved) this.mappings.replace(core, segment, index, translation);
        });
      }
      // Who has cleared a range on the way meanwhile, or cut the segment, does not know of this core's tree: then the access faults again.
      const table = range.tableOf(at);
      if (table && way.every(([range, mapping]) => range.mappings.includes(mapping))) {
        this.translations.hang(core, root.rootOf!.table, page, table);
      }
    } finally {
      yield* range.lock.release(core);
    }
  }
}
