/**
 * An address space of Linux 2.6.25 (`struct mm_struct`, `include/linux/sched.h` and `mm_types.h`): its areas,
 * its page table, its locks. All threads of a process have one and the same.
 *
 * For threads it does not scale: each page fault, whatever page it is about, takes `mmap_sem` for reading and
 * changes the count of resident pages, so those lines go round all cores that fault.
 * Its opposite: Corey's address ranges (`kernels/corey/memory/address_range.ts`). Workload:
 * `workloads/memclone.ts`. Notebook: `04_address_ranges`.
 */
import type { Lock, ReadWriteLock, ReadWriteLockKind } from "../../locks/lock.ts";
import { ticket } from "../../locks/ticket.ts";
import type { Core } from "../../machine/core.ts";
import { bytes, int32, type Placed, struct, word64 } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import { LEVELS, type PageTableNode, type PageTablePages } from "../../machine/page_table.ts";
import type { SharedPages } from "./shared_pages.ts";

/**
 * Fields in the order of 2.6.25: `pgd` and `mmap_sem` share the second line, the lock and the counters the
 * third.
 */
const mmStruct = struct("mm_struct", {
  mmap: word64,
  mm_rb: word64,
  mmap_cache: word64,
  get_unmapped_area: word64,
  unmap_area: word64,
  mmap_base: word64,
  task_size: word64,
  cached_hole_size: word64,
  free_area_cache: word64,
  pgd: word64,
  mm_users: int32,
  mm_count: int32,
  map_count: int32,
  "mmap_sem.activity": int32,
  "mmap_sem.wait_lock": int32,
  "mmap_sem.wait_list": bytes(16),
  page_table_lock: int32,
  mmlist: bytes(16),
  _file_rss: word64,
  _anon_rss: word64,
});
const areaStruct = struct("vm_area_struct", {
  vm_mm: word64,
  vm_start: word64,
  vm_end: word64,
  vm_next: word64,
});

/** A stretch of address space: private memory, or a view of shared pages. */
export interface Area {
  /** Its first page. */
  readonly firstPage: number;
  /** How many pages. */
  pages: number;
  /** What it shows; undefined for private memory. */
  readonly shared: SharedPages | undefined;
  /** Which of the shared pages is its first (`vm_pgoff`). */
  readonly offset: number;
  /** Where its `vm_area_struct` stands. */
  readonly at: Placed<"vm_start" | "vm_end">;
}

/** Whether a page is in an area. */
export function covers({ firstPage, pages }: Area, page: number): boolean {
  return page >= firstPage && page < firstPage + pages;
}

/** An address space. */
export class AddressSpace {
  /** Where its `mm_struct` stands. */
  readonly at: Placed<"mmap_cache" | "pgd" | "_anon_rss" | "_file_rss" | "map_count">;
  /** Guards the areas: readers look one up, writers change them. */
  readonly mmapSem: ReadWriteLock;
  /** Guards the upper levels of the page table. */
  readonly pageTableLock: Lock;
  /** The root of its page table. */
  readonly pgd: PageTableNode;
  /** Cores that have it loaded (`cpu_vm_mask`). */
  readonly users = new Set<Core>();
  /** Its areas. */
  readonly areas: Area[] = [];
  /** The first page above all areas that there have been. */
  nextPage = 1024;
  #found: Area | undefined;

  /**
   * An empty address space.
   *
   * @param mmapSem the kind of `mmap_sem`; Linux 2.6.25 has an `rwSemaphore`
   */
  constructor(readonly machine: Machine, tables: PageTablePages, mmapSem: ReadWriteLockKind) {
    const at = machine.memory.place(mmStruct);
    this.at = at;
    this.mmapSem = mmapSem.place(machine, at["mmap_sem.activity"]);
    this.pageTableLock = ticket.place(machine, at.page_table_lock);
    this.pgd = tables.create(LEVELS, 0);
  }

  /** Makes a core run in it. */
  load(core: Core): void {
    this.users.add(core);
    core.mmu.load(this.pgd);
  }

  /**
   * A new area at the next free address, or where asked; its first page. Private memory next to private
   * memory becomes one area with it (`vma_merge`). To be called with `mmap_sem` held for writing.
   */
  addArea(pages: number, shared: SharedPages | undefined, firstPage: number = this.nextPage): number {
    this.nextPage = Math.max(this.nextPage, firstPage + pages);
    const before = this.areas.find((area) => area.firstPage + area.pages === firstPage);
    if (before && !before.shared && !shared) before.pages += pages;
    else this.areas.push({ firstPage, pages, shared, offset: 0, at: this.machine.memory.place(areaStruct) });
    return firstPage;
  }

  /** Takes an area out; what is left of one that is cut stays. */
  removePages(firstPage: number, pages: number): void {
    const end = firstPage + pages;
    for (const area of this.areas.splice(0)) {
      const areaEnd = area.firstPage + area.pages;
      if (areaEnd <= firstPage || area.firstPage >= end) {
        this.areas.push(area);
        continue;
      }
      if (area.firstPage < firstPage) this.areas.push({ ...area, pages: firstPage - area.firstPage });
      if (areaEnd > end) {
        const offset = area.offset + end - area.firstPage;
        this.areas.push({ ...area, firstPage: end, pages: areaEnd - end, offset });
      }
    }
    this.#found = undefined;
  }

  /**
   * The area of a page (`find_vma`): the one found last is tried first; finding another changes what all
   * threads try next.
   */
  find(core: Core, page: number): Area | undefined {
    core.load(this.at.mmap_cache);
    const area = this.areas.find((area) => covers(area, page));
    if (!area) return undefined;
    core.load(area.at.vm_start);
    if (area !== this.#found) core.store(this.at.mmap_cache, area.at.vm_start);
    return this.#found = area;
  }
}
