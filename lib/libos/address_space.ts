/**
 * The part of the library OS that manages address spaces: what `mmap` is elsewhere. Private memory is a
 * segment in the core's own root range; memory for several cores is a segment in a range of its own, which
 * all their root ranges map at the same address.
 *
 * It scales: private memory is never contended, shared memory is mapped once for all.
 * Its opposite: `kernels/linux/mm_struct.ts`. Workloads: `workloads/memclone.ts`, `workloads/mempass.ts`.
 * Notebook: `04_address_ranges`.
 */
import type { Corey } from "../kernels/corey/corey.ts";
import { TABLE_PAGES } from "../kernels/corey/memory/address_range.ts";
import type { Id, Name } from "../kernels/corey/objects/name.ts";
import { KernelError } from "../kernels/errors.ts";
import type { VirtualMemory } from "../kernels/virtual_memory.ts";
import type { Core } from "../machine/core.ts";
import type { Access } from "../machine/mmu.ts";
import { ADDRESS_SPACE_PAGES } from "../machine/page_table.ts";
import type { Program } from "../sim/task.ts";

/** What was mapped by one call. */
interface Area {
  readonly pages: number;
  /** Segment and range, in the share where all who have it mapped can name them. */
  readonly names: Name[];
  /** How many cores have it mapped; its names go with the last. */
  users: number;
}

/** Address spaces of cores that trust each other: each may map into the others' root ranges. */
export class AddressSpaces implements VirtualMemory {
  /** What each core has mapped, by its first page. */
  readonly #areas: Map<number, Area>[];
  readonly #nextPage: number[];
  /** See {@link VirtualMemory.oneSpace}. */
  readonly oneSpace = false;

  /**
   * Address spaces in which nothing is mapped.
   *
   * @param corey the kernel
   * @param common a share that all the cores reach, and that holds their root ranges
   */
  constructor(readonly corey: Corey, readonly common: Id) {
    this.#areas = corey.machine.cores.map(() => new Map());
    this.#nextPage = corey.machine.cores.map(() => 2 * TABLE_PAGES);
  }

  /** See {@link VirtualMemory.faults}. */
  get faults(): number {
    return this.corey.faults;
  }

  /** See {@link VirtualMemory.fault}. */
  fault(core: Core, page: number, access: Access): Program {
    return this.corey.fault(core, page, access);
  }

  /** A segment of the core's own, mapped in its root range. */
  *mapPrivate(core: Core, pages: number): Program<number> {
    const { corey } = this, segment = yield* corey.segmentAlloc(core, corey.rootShare(core), { pages });
    const start = yield* this.#place(core, [core], pages, [segment]);
    yield* corey.arSetSeg(core, corey.rootRange(core), start, segment);
    return start;
  }

  /** A segment in a range of its own, which all the cores' roots map at the same address. */
  *mapShared(core: Core, pages: number, cores: readonly Core[]): Program<number> {
    const { corey } = this, users = [...new Set([core, ...cores])];
    const segment = yield* corey.segmentAlloc(core, this.common, { pages });
    const range = yield* corey.arAlloc(core, this.common);
    const start = yield* this.#place(core, users, pages, [segment, range]);
    yield* corey.arSetSeg(core, range, 0, segment);
    for (const user of users) {
      yield* corey.arSetAr(core, this.rootOf(user), start, range, { pages: roomFor(pages) });
    }
    return start;
  }

  /**
   * Takes out a mapping of the core's root range. What nobody else has mapped is freed, with all that is in
   * it.
   */
  *unmap(core: Core, firstPage: number, pages: number): Program {
    const { corey } = this, areas = this.#areas[core.number]!, area = areas.get(firstPage);
    if (!area || area.pages !== pages) {
      const what = area ? `are not the ${area.pages} that were mapped` : "were not mapped";
      throw new KernelError(
        "unmap",
        "EINVAL",
        `${pages} pages from page ${firstPage} of ${core.name} on ${what}`,
      );
    }
    areas.delete(firstPage);
    const last = --area.users === 0;
    yield* corey.arClear(core, corey.rootRange(core), firstPage);
    if (last) { for (const name of area.names) yield* corey.shareDelobj(core, name); }
  }

  /** The name by which all the cores can change a core's root range. */
  rootOf(core: Core): Name {
    return { share: this.common, object: this.corey.rootRange(core).object };
  }

  /**
   * A place for an area that is free in the address spaces of all these cores; if there is none, what was
   * made for it is released.
   */
  *#place(core: Core, cores: readonly Core[], pages: number, names: Name[]): Program<number> {
    const start = Math.max(...cores.map(({ number }) => this.#nextPage[number]!)),
      end = start + roomFor(pages);
    if (end > ADDRESS_SPACE_PAGES) {
      for (const name of names) yield* this.corey.shareDelobj(core, name);
      throw new KernelError("map", "ENOMEM", `there is no room for ${pages} pages from page ${start} on`);
    }
    const area = { pages, names, users: cores.length };
    for (const { number } of cores) {
      this.#nextPage[number] = end;
      this.#areas[number]!.set(start, area);
    }
    return start;
  }
}

/** Pages that a mapping takes with its part of the page table to itself. */
function roomFor(pages: number): number {
  return Math.ceil(pages / TABLE_PAGES) * TABLE_PAGES;
}
