/**
 * Corey's calls on segments and address ranges, and its page fault handler. The names are the paper's: `ar_set_seg` is `arSetSeg`.
 *
 * Linux has to choose between one address space for all and one for each. Here a core's root range is private, and what it shares with
 * others is a range inside it: private memory faults without meeting anyone, shared memory is mapped once for all.
 * Its opposite: `kernels/linux/virtual_memory.ts`. Workloads: `workloads/memclone.ts`, `workloads/mempass.ts`. Notebook: `04_address_ranges`.
 */
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Access } from "../../machine/mmu.ts";
import { ADDRESS_SPACE_PAGES, LEVELS, PageTablePages } from "../../machine/page_table.ts";
import type { Translation } from "../../machine/tlb.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import type { VirtualMemory } from "../virtual_memory.ts";
import { AddressRange, type Mapping, TABLE_PAGES } from "./address_range.ts";
import { FreeLists } from "./free_lists.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import { type CopyMode, Segment } from "./segment.ts";
import { Translations } from "./translations.ts";

/** The virtual memory of a running Corey. */
export class CoreyVirtualMemory implements VirtualMemory {
  /** Page faults handled. */
  faults = 0;
  /** The pages that page tables are made of. */
  readonly tables: PageTablePages;
  /** The pages of segments. */
  readonly lists: FreeLists;
  readonly #machine: Machine;
  readonly #translations: Translations;
  readonly #roots: AddressRange[];
  readonly #nextPage: number[];
  readonly #rangesOf = new Map<Segment, Set<AddressRange>>();
  #nextId = 1;

  /** Each core gets a private root range. */
  constructor(machine: Machine) {
    this.#machine = machine;
    this.tables = new PageTablePages(machine.memory);
    this.lists = new FreeLists(machine);
    this.#translations = new Translations(machine, this.tables);
    this.#nextPage = machine.cores.map(() => 2 * TABLE_PAGES);
    this.#roots = machine.cores.map((core) => {
      const root = new AddressRange(machine, core, this.#nextId++),
        table = this.tables.create(LEVELS, core.chip);
      root.rootOf = { core, table };
      core.mmu.load(table);
      return root;
    });
  }

  /** The root range of a core: private to it. */
  rootOf(core: Core): AddressRange {
    return this.#roots[core.number]!;
  }

  /** `segment_alloc`: memory of so many pages, which come when they are touched. */
  segmentAlloc(core: Core, pages: number): Segment {
    core.compute(coreyPathCycles.systemCall.value);
    if (!Number.isSafeInteger(pages) || pages < 1) {
      throw new KernelError("segment_alloc", "EINVAL", `a segment of ${pages} pages cannot be`);
    }
    return new Segment(this.#machine, core, this.#nextId++, pages, this.lists, false);
  }

  /** `segment_copy`: a new segment with the same contents. What is shared until written becomes read-only wherever it is mapped. */
  *segmentCopy(core: Core, original: Segment, mode: CopyMode): Program<Segment> {
    core.compute(coreyPathCycles.systemCall.value);
    const copy = new Segment(
      this.#machine,
      core,
      this.#nextId++,
      original.pages,
      this.lists,
      mode === "copy-on-reference",
    );
    yield* original.copyTo(core, copy, mode, () => this.#protect(core, original));
    return copy;
  }

  /** Gives a segment's pages back. Throws while it is mapped anywhere. */
  *segmentFree(core: Core, segment: Segment): Program {
    if (yield* segment.free(core)) return;
    throw new KernelError("segment_free", "EBUSY", `segment ${segment.id} is mapped`);
  }

  /** `ar_alloc`: an empty address range. */
  arAlloc(core: Core): AddressRange {
    core.compute(coreyPathCycles.systemCall.value);
    return new AddressRange(this.#machine, core, this.#nextId++);
  }

  /** `ar_set_seg`: maps pages of a segment in a range; see {@link AddressRange.add} for what it refuses. */
  *arSetSeg(
    core: Core,
    range: AddressRange,
    start: number,
    segment: Segment,
    pages = segment.pages,
    segmentStart = 0,
  ): Program {
    yield* this.#change(core, range, () => {
      range.add(core, "ar_set_seg", { start, pages, target: segment, targetStart: segmentStart });
      const ranges = this.#rangesOf.get(segment) ?? new Set();
      this.#rangesOf.set(segment, ranges.add(range));
    });
  }

  /** `ar_set_ar`: maps pages of a range in another; see {@link AddressRange.add} for what it refuses. */
  *arSetAr(
    core: Core,
    range: AddressRange,
    start: number,
    child: AddressRange,
    pages: number,
    childStart = 0,
  ): Program {
    yield* this.#change(
      core,
      range,
      () => range.add(core, "ar_set_ar", { start, pages, target: child, targetStart: childStart }),
    );
  }

  /** `ar_set_seg` or `ar_set_ar` with nothing: takes out the mapping that begins at a page. Only cores that see the range are told. */
  *arClear(core: Core, range: AddressRange, start: number): Program<Mapping> {
    let mapping: Mapping;
    yield* this.#change(core, range, () => mapping = this.#takeOut(core, range, start));
    return mapping!;
  }

  /** The page fault handler: down the tree of ranges to a segment, then one entry in the page table. */
  *fault(core: Core, page: number, access: Access): Program {
    this.faults++;
    core.compute(coreyPathCycles.pageFault.value);
    const root = this.rootOf(core), way: [AddressRange, Mapping][] = [];
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
    if (!mapping) {
      yield* range.lock.release(core);
      throw new KernelError(
        "page fault",
        "EFAULT",
        `core ${core.number} wants to ${access} page ${page}, which range ${range.id} does not map`,
      );
    }
    const found = range.entryOf(at);
    if (!found || (access === "write" && !found.writable)) {
      const segment = mapping.target, index = mapping.targetStart + at - mapping.start;
      yield* segment.page(core, index, access, (translation, moved) => {
        this.#translations.set(core, range, at, translation);
        if (moved) this.#replace(core, segment, index, translation);
      });
    }
    // Who has cleared a range on the way meanwhile does not know of this core's tree: then the access faults again.
    if (way.every(([range, mapping]) => range.mappings.includes(mapping))) {
      this.#translations.hang(core, root.rootOf!.table, page, range.tableOf(at)!);
    }
    yield* range.lock.release(core);
  }

  /** A segment of the core's own, mapped in its root range. */
  *mapPrivate(core: Core, pages: number): Program<number> {
    const segment = this.segmentAlloc(core, pages), start = this.#place([core], pages);
    yield* this.arSetSeg(core, this.rootOf(core), start, segment);
    return start;
  }

  /** A segment in a range of its own, which all the cores' roots map at the same address. */
  *mapShared(core: Core, pages: number, cores: readonly Core[]): Program<number> {
    const segment = this.segmentAlloc(core, pages), users = [...new Set([core, ...cores])];
    const start = this.#place(users, pages), range = this.arAlloc(core);
    yield* this.arSetSeg(core, range, 0, segment);
    for (const user of users) yield* this.arSetAr(core, this.rootOf(user), start, range, roomFor(pages));
    return start;
  }

  /** Takes out a mapping of the core's root range. A segment or range that is mapped nowhere else is freed, with all that is in it. */
  *unmap(core: Core, firstPage: number, pages: number): Program {
    const root = this.rootOf(core), mapping = root.mappings.find(({ start }) => start === firstPage);
    const room = mapping?.target instanceof AddressRange ? roomFor(pages) : pages;
    if (mapping && mapping.pages !== room) {
      throw new KernelError(
        "unmap",
        "EINVAL",
        `${pages} pages from page ${firstPage} of range ${root.id} on are not the ${mapping.pages} that were mapped`,
      );
    }
    const { target } = yield* this.arClear(core, root, firstPage);
    yield* this.#free(core, target);
  }

  /** Frees what is mapped nowhere any more. */
  *#free(core: Core, target: Segment | AddressRange): Program {
    if (!(target instanceof AddressRange)) {
      yield* target.free(core);
      return;
    }
    const gone: Mapping[] = [];
    yield* this.#locked(core, target, () => {
      if (target.parents.size > 0) return;
      for (const { start } of [...target.mappings]) gone.push(this.#takeOut(core, target, start));
    });
    for (const { target } of gone) yield* this.#free(core, target);
  }

  /** Takes the mapping that begins at a page out of a range, and what it put into page tables. */
  #takeOut(core: Core, range: AddressRange, start: number): Mapping {
    const mapping = range.remove(core, "ar_clear", start), { pages, target } = mapping;
    if (target instanceof AddressRange) {
      this.#translations.takeOut(core, range, start, pages);
    } else {
      core.compute(pages * coreyPathCycles.unmapPage.value);
      this.#translations.clear(core, range, start, pages);
      if (!range.mappings.some((other) => other.target === target)) this.#rangesOf.get(target)!.delete(range);
    }
    return mapping;
  }

  /** The next place that is free in the roots of all these cores. */
  #place(cores: readonly Core[], pages: number): number {
    const taken = cores.flatMap((core) => this.rootOf(core).mappings), room = roomFor(pages);
    let start = Math.max(...cores.map(({ number }) => this.#nextPage[number]!));
    const there = (other: Mapping) => start < other.start + other.pages && other.start < start + room;
    for (let other = taken.find(there); other; other = taken.find(there)) {
      start = roomFor(other.start + other.pages);
    }
    const end = start + room;
    if (end > ADDRESS_SPACE_PAGES) {
      throw new KernelError("map", "ENOMEM", `there is no room for ${pages} pages from page ${start} on`);
    }
    for (const { number } of cores) this.#nextPage[number] = end;
    return start;
  }

  /** A call that changes a range. */
  *#change(core: Core, range: AddressRange, change: () => void): Program {
    core.compute(coreyPathCycles.systemCall.value + coreyPathCycles.changeRange.value);
    yield* this.#locked(core, range, change);
  }

  /** Changes a range with its lock held; the lock is given back whatever happens. */
  *#locked(core: Core, range: AddressRange, change: () => void): Program {
    yield* range.lock.acquire(core);
    try {
      change();
    } finally {
      yield* range.lock.release(core);
    }
  }

  /** Makes all pages of a segment read-only wherever they are mapped. To be called with the segment's lock held. */
  #protect(core: Core, segment: Segment): void {
    for (const range of this.#rangesOf.get(segment) ?? []) {
      const pages: number[] = [];
      for (const { start, pages: count } of range.mappings.filter(({ target }) => target === segment)) {
        for (let page = start; page < start + count; page++) {
          const table = range.tableOf(page), entry = range.entryOf(page);
          if (!table || !entry?.writable) continue;
          core.write(table.entryAddress(page));
          table.pages.set(table.index(page), { ...entry, writable: false });
          pages.push(page);
        }
      }
      if (pages.length > 0) this.#translations.forget(core, range, pages);
    }
  }

  /** Wherever a page of a segment is mapped, puts the one that took its place. To be called with the segment's lock held. */
  #replace(core: Core, segment: Segment, index: number, translation: Translation): void {
    for (const range of this.#rangesOf.get(segment)!) {
      for (const { start, pages, target, targetStart } of range.mappings) {
        const page = start + index - targetStart;
        if (target !== segment || page < start || page >= start + pages) continue;
        const entry = range.entryOf(page);
        if (entry && entry.frame !== translation.frame) {
          this.#translations.set(core, range, page, translation);
        }
      }
    }
  }
}

/** Pages that a mapping takes with its part of the page table to itself. */
function roomFor(pages: number): number {
  return Math.ceil(pages / TABLE_PAGES) * TABLE_PAGES;
}
