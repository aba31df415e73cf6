/**
 * Page faults, `mmap` and `munmap` of Linux 2.6.25 (`arch/x86/mm/fault_64.c`, `mm/memory.c`, `mm/mmap.c`).
 *
 * It scales for private memory or for shared memory, and a program has to choose. Threads share one address
 * space: a page that one core has mapped is there for all, but every fault of any core goes through the same
 * `mmap_sem`. Processes have one each: their faults do not meet, but what they share is mapped again, page by
 * page, by every one of them.
 * Its opposite: Corey's address ranges (`kernels/corey/memory/page_faults.ts`). Workloads:
 * `workloads/memclone.ts`, `workloads/mempass.ts`. Notebook: `04_address_ranges`.
 */
import { ticket } from "../../locks/ticket.ts";
import type { Lock, ReadWriteLockKind } from "../../locks/lock.ts";
import type { Core } from "../../machine/core.ts";
import { int32, struct } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Access } from "../../machine/mmu.ts";
import {
  ADDRESS_SPACE_PAGES,
  nodeAt,
  pagesBelowEntry,
  type PageTableNode,
  PageTablePages,
  walk,
} from "../../machine/page_table.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import { PageFrames } from "../page_frames.ts";
import type { VirtualMemory } from "../virtual_memory.ts";
import { AddressSpace, type Area, covers } from "./mm_struct.ts";
import { PageAllocator } from "./page_allocator.ts";
import { linuxPathCycles } from "./path_lengths.ts";
import { SharedPages } from "./shared_pages.ts";
import { TlbShootdown } from "./tlb_shootdown.ts";

/** The lock of a page of the page table, in that page's `struct page`. */
const tablePageStruct = struct("page", { flags: int32, _count: int32, ptl: int32 });

/** Pages of which cores hear at once that they are gone (`FREE_PTE_NR` in `include/asm-generic/tlb.h`). */
const GATHERED = 506;

/** The virtual memory of a running Linux. */
export class LinuxVirtualMemory implements VirtualMemory {
  /** Page faults handled. */
  faults = 0;
  /** The pages that page tables are made of. */
  readonly tables: PageTablePages;
  readonly #machine: Machine;
  readonly #frames: PageFrames;
  readonly #pages: PageAllocator;
  readonly #shootdown: TlbShootdown;
  readonly #spaces: AddressSpace[];
  readonly #locks = new WeakMap<PageTableNode, Lock>();

  /**
   * Address spaces that nobody runs in yet.
   *
   * @param perCore an address space a core (processes), rather than one for all (threads)
   * @param mmapSem the kind of each address space's `mmap_sem`
   */
  constructor(machine: Machine, readonly perCore: boolean, mmapSem: ReadWriteLockKind) {
    this.#machine = machine;
    this.tables = new PageTablePages(machine.memory);
    this.#frames = new PageFrames(machine);
    this.#pages = new PageAllocator(machine, this.#frames);
    this.#shootdown = new TlbShootdown(machine);
    this.#spaces = machine.cores.slice(0, perCore ? machine.cores.length : 1)
      .map(() => new AddressSpace(machine, this.tables, mmapSem));
  }

  /** See {@link VirtualMemory.oneSpace}. */
  get oneSpace(): boolean {
    return !this.perCore;
  }

  /** The address space that a core runs in. */
  spaceOf(core: Core): AddressSpace {
    return this.#spaces[this.perCore ? core.number : 0]!;
  }

  /** `mmap` of private memory. */
  *mapPrivate(core: Core, pages: number): Program<number> {
    const space = this.#enter(core);
    checkRoom(pages, space.nextPage);
    core.compute(linuxPathCycles.systemCall.value + linuxPathCycles.map.value);
    yield* space.mmapSem.acquireWrite(core);
    const firstPage = space.addArea(pages, undefined);
    core.store(space.at.map_count, space.areas.length);
    yield* space.mmapSem.releaseWrite(core);
    return firstPage;
  }

  /** Shared memory, as if mapped before the processes were forked: it is there in each of them. */
  *mapShared(core: Core, pages: number, cores: readonly Core[]): Program<number> {
    const spaces = new Set([core, ...cores].map((user) => this.#enter(user)));
    if (!this.perCore) return yield* this.mapPrivate(core, pages);
    const firstPage = Math.max(...[...spaces].map(({ nextPage }) => nextPage));
    checkRoom(pages, firstPage);
    const shared = new SharedPages(this.#machine);
    for (const space of spaces) {
      shared.views++;
      space.addArea(pages, shared, firstPage);
    }
    core.compute(linuxPathCycles.systemCall.value + linuxPathCycles.map.value);
    yield;
    return firstPage;
  }

  /** `do_page_fault`. */
  *fault(core: Core, page: number, access: Access): Program {
    this.faults++;
    core.compute(linuxPathCycles.pageFault.value);
    const space = this.spaceOf(core);
    yield* space.mmapSem.acquireRead(core);
    const area = yield* space.find(core, page);
    if (!area) {
      yield* space.mmapSem.releaseRead(core);
      throw new KernelError(
        "page fault",
        "SIGSEGV",
        `core ${core.number} wants to ${access} page ${page}, where nothing is mapped`,
      );
    }
    const table = yield* this.#tableFor(core, space, page);
    if (!table.pages.has(table.index(page))) yield* this.#mapPage(core, space, area, table, page);
    yield* space.mmapSem.releaseRead(core);
  }

  /** `handle_pte_fault` for an entry that is empty. */
  *#mapPage(core: Core, space: AddressSpace, area: Area, table: PageTableNode, page: number): Program {
    const frame = area.shared ? yield* this.#sharedPage(core, area, page) : yield* this.#newPage(core);
    const lock = this.#lockOf(table);
    yield* lock.acquire(core);
    const index = table.index(page), there = table.pages.has(index);
    if (!there) {
      yield;
      core.fetchAdd(area.shared ? space.at._file_rss : space.at._anon_rss, 1);
      core.write(table.entryAddress(page));
      table.pages.set(index, { frame, writable: true });
    }
    yield* lock.release(core);
    // Another thread was quicker: its page is the one that counts.
    if (there && !area.shared) yield* this.#pages.give(core, frame);
    if (!there && !area.shared) yield* this.#pages.addToLru(core);
  }

  /** `munmap`: clears the entries, makes all cores forget them, some at a time, and then frees the pages. */
  *unmap(core: Core, firstPage: number, pages: number): Program {
    core.compute(linuxPathCycles.systemCall.value + linuxPathCycles.map.value);
    const space = this.spaceOf(core);
    yield* space.mmapSem.acquireWrite(core);
    const gone: number[] = [], frames: number[] = [];
    for (let page = firstPage; page < firstPage + pages; page++) {
      const { node, translation } = walk(core, space.pgd, page);
      if (!translation) continue;
      core.compute(linuxPathCycles.unmapPage.value);
      core.write(node.entryAddress(page));
      node.pages.delete(node.index(page));
      gone.push(page);
      if (!space.areas.some((area) => area.shared && covers(area, page))) frames.push(translation.frame);
    }
    const seen = new Set(space.areas.map(({ shared }) => shared));
    space.removePages(firstPage, pages);
    for (const { shared } of space.areas) seen.delete(shared);
    for (const shared of seen) if (shared && --shared.views === 0) frames.push(...shared.drain());
    for (let i = 0; i < gone.length; i += GATHERED) {
      this.#shootdown.flush(core, space.users, gone.slice(i, i + GATHERED));
    }
    this.#freeTables(space, firstPage, pages);
    for (const frame of frames) yield* this.#pages.give(core, frame);
    yield* space.mmapSem.releaseWrite(core);
  }

  /** Makes the core run in its address space, if it does not yet. */
  #enter(core: Core): AddressSpace {
    const space = this.spaceOf(core);
    if (core.mmu.root !== space.pgd) space.load(core);
    return space;
  }

  /** The node whose entries lead to pages, made if need be (`pte_alloc_map`). */
  *#tableFor(core: Core, space: AddressSpace, page: number): Program<PageTableNode> {
    core.load(space.at.pgd);
    let { node } = walk(core, space.pgd, page);
    while (node.level > 1) {
      yield* space.pageTableLock.acquire(core);
      let child = node.children.get(node.index(page));
      if (!child) {
        child = this.tables.create(node.level - 1, core.chip, core);
        core.write(node.entryAddress(page));
        node.children.set(node.index(page), child);
      }
      yield* space.pageTableLock.release(core);
      node = child;
    }
    return node;
  }

  *#newPage(core: Core): Program<number> {
    core.compute(linuxPathCycles.newPage.value);
    const frame = yield* this.#pages.take(core);
    this.#frames.initialise(core, frame);
    core.streamClear(frame, PAGE_BYTES);
    return frame;
  }

  *#sharedPage(core: Core, area: Area, page: number): Program<number> {
    const offset = area.offset + page - area.firstPage;
    let frame = yield* area.shared!.look(core, offset);
    if (frame === undefined) {
      const fresh = yield* this.#newPage(core);
      frame = yield* area.shared!.insert(core, offset, fresh);
      if (frame !== fresh) yield* this.#pages.give(core, fresh);
    }
    // The page's users are counted in its struct page, which so goes from core to core.
    core.write(this.#frames.descriptor(frame));
    return frame;
  }

  #lockOf(table: PageTableNode): Lock {
    let lock = this.#locks.get(table);
    if (!lock) {
      const { physical } = this.#machine.memory, chip = physical.homeOf(physical.lineOf(table.address));
      lock = ticket.place(
        this.#machine,
        this.#machine.memory.place(tablePageStruct, chip, "page of a page table").ptl,
      );
      this.#locks.set(table, lock);
    }
    return lock;
  }

  /** Frees the page-table pages that the unmapped pages were all of (`free_pgtables`). */
  #freeTables(space: AddressSpace, firstPage: number, pages: number): void {
    for (const level of [2, 3, 4]) {
      const span = pagesBelowEntry(level);
      for (let page = Math.floor(firstPage / span) * span; page < firstPage + pages; page += span) {
        const parent = nodeAt(space.pgd, page, level), child = parent?.children.get(parent.index(page));
        if (!parent || !child || child.children.size + child.pages.size > 0) continue;
        parent.children.delete(parent.index(page));
        this.tables.release(child);
      }
    }
  }
}

function checkRoom(pages: number, firstPage: number): void {
  if (!Number.isSafeInteger(pages) || pages < 1) {
    throw new KernelError("mmap", "EINVAL", `${pages} pages cannot be mapped`);
  }
  if (firstPage + pages > ADDRESS_SPACE_PAGES) {
    throw new KernelError("mmap", "ENOMEM", `there is no room for ${pages} pages from page ${firstPage} on`);
  }
}
