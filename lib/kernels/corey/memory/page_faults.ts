/**
 * Corey's page fault handler: from the root range of the core down the tree of ranges to a segment, then one
 * entry into the page table.
 *
 * It scales as far as memory is private: then the locks and lines on the way are the core's own. In a shared
 * range the first core's fault maps a page for all who include the range.
 * Its opposite: `kernels/linux/virtual_memory.ts`. Workloads: `workloads/memclone.ts`,
 * `workloads/mempass.ts`. Notebook: `04_address_ranges`.
 */
import type { Core } from "../../../machine/core.ts";
import type { Access } from "../../../machine/mmu.ts";
import type { Program } from "../../../sim/task.ts";
import { KernelError } from "../../errors.ts";
import type { Contexts } from "../contexts.ts";
import { coreyPathCycles } from "../path_lengths.ts";
import { AddressRange, type Mapping } from "./address_range.ts";
import type { SegmentMappings } from "./segment_mappings.ts";

/** The page fault handler. */
export class PageFaults {
  /** Page faults handled. */
  handled = 0;
  readonly #contexts: Contexts;
  readonly #mappings: SegmentMappings;

  /** Handles the faults of cores that run with these contexts. */
  constructor(contexts: Contexts, mappings: SegmentMappings) {
    this.#contexts = contexts;
    this.#mappings = mappings;
  }

  /**
   * Makes a page of the core's address space fit for an access.
   *
   * @throws {KernelError} EFAULT: nothing is mapped there, or the segment there has been made smaller
   */
  *fault(core: Core, page: number, access: Access): Program {
    this.handled++;
    core.compute(coreyPathCycles.pageFault.value);
    const root = this.#contexts.running[core.number]!.range, way: [AddressRange, Mapping][] = [];
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
        const what = `${core.name} wants to ${access} page ${page}, which range ${range.id} does not map`;
        throw new KernelError("page fault", "EFAULT", what);
      }
      let table = range.tableOf(at);
      const entry = table?.pages.get(table.index(at));
      if (!entry || (access === "write" && !entry.writable)) {
        const segment = mapping.target, index = mapping.targetStart + at - mapping.start;
        yield* segment.lock.acquire(core);
        const found = segment.page(core, index, access);
        if (found) this.#mappings.translations.set(core, range, at, found.translation);
        if (found?.moved) this.#mappings.replace(core, segment, index, found.translation);
        yield* segment.lock.release(core);
        if (!found) {
          throw new KernelError("page fault", "EFAULT", `page ${index} lies beyond the end of ${segment}`);
        }
        table = range.tableOf(at);
      }
      // A core that has meanwhile cleared a range on the way, or cut the segment, does not know of this
      // core's tree: then the access faults again.
      if (table && way.every(([range, mapping]) => range.mappings.includes(mapping))) {
        this.#mappings.translations.link(core, root.rootOf!.table, page, table);
      }
    } finally {
      yield* range.lock.release(core);
    }
  }
}
