/**
 * A segment: Corey's unit of physical memory. It has a size and, as far as they have been touched, pages.
 * Address ranges map segments; a segment knows nothing of addresses.
 *
 * It scales as far as it is shared: pages come from the toucher's own free list, and the segment's lock is
 * only contended by cores that fault in the same segment at the same time.
 * Its opposite: Linux's areas and `kernels/linux/shared_pages.ts`. Workload: `workloads/memclone.ts`.
 * Notebook: `04_address_ranges`.
 */
import type { Core } from "../../../machine/core.ts";
import { fieldsAt, type Placed } from "../../../machine/layout.ts";
import type { Access } from "../../../machine/mmu.ts";
import { PAGE_BYTES } from "../../../machine/physical_memory.ts";
import type { Translation } from "../../../machine/tlb.ts";
import type { Program } from "../../../sim/task.ts";
import { type Identity, KernelObject } from "../objects/object.ts";
import { recordStructs } from "../objects/records.ts";
import type { FreeLists } from "./free_lists.ts";

/** How `segment_copy` copies. */
export type CopyMode =
  /** All pages, now. */
  | "copy"
  /** Each page when either side first writes it. */
  | "copy-on-write"
  /** Each page when either side first writes it, or the copy first touches it. */
  | "copy-on-reference";

/** A page as an access finds it. */
export interface FoundPage {
  /** What page tables are to say of it. */
  readonly translation: Translation;
  /** Whether it has taken the place of another, which may stand in some of them. */
  readonly moved: boolean;
}

/** A segment. Its lock guards its pages, and what page tables say of them. */
export class Segment extends KernelObject {
  /** See {@link KernelObject.type}. */
  readonly type = "segment";
  /** The fields of its record. */
  readonly at: Placed<"page_list" | "pages">;
  readonly #frames = new Map<number, number>();

  /**
   * A segment without pages.
   *
   * @param pages how many it may have
   */
  constructor(
    identity: Identity,
    public pages: number,
    readonly lists: FreeLists,
    readonly copiesOnReference: boolean,
  ) {
    super(identity);
    this.at = fieldsAt(recordStructs.segment, identity.record.address);
  }

  /**
   * Finds the page at an index, for an access: made of zeros when it is touched first, copied when others
   * share it and this access may not. It may be written without asking again while no other segment has it.
   * To be called with the lock held, which is to be released only when the page stands in page tables.
   * Undefined for an index beyond the end.
   */
  page(core: Core, index: number, access: Access): FoundPage | undefined {
    const { lists } = this;
    core.load(this.at.page_list);
    if (index >= this.pages) return undefined;
    let frame = this.#frames.get(index), writable = true, moved = false;
    if (frame === undefined) {
      frame = lists.take(core);
      core.streamClear(frame, PAGE_BYTES);
      core.store(this.at.page_list, frame);
      this.#frames.set(index, frame);
    } else if (lists.sharersOf(frame) > 1) {
      writable = moved = access === "write" || this.copiesOnReference;
      if (moved) {
        const copy = lists.takeCopy(core, frame);
        lists.release(core, frame);
        core.store(this.at.page_list, copy);
        this.#frames.set(index, frame = copy);
      }
    }
    return { translation: { frame, writable }, moved };
  }

  /**
   * Gives a new segment this one's size and pages: shared ones, or copies. Before the lock is released,
   * `protect` is to make shared ones read-only wherever they are mapped.
   */
  *copyTo(core: Core, copy: Segment, mode: CopyMode, protect: () => void): Program {
    yield* this.lock.acquire(core);
    copy.pages = this.pages;
    for (const [index, frame] of this.#frames) {
      if (mode === "copy") copy.#frames.set(index, this.lists.takeCopy(core, frame));
      else {
        this.lists.share(core, frame);
        copy.#frames.set(index, frame);
      }
    }
    if (mode !== "copy") protect();
    yield* this.lock.release(core);
  }

  /**
   * Sets the size. Pages beyond a smaller one are given up, after `cut` has taken them out of page tables.
   */
  *resize(core: Core, pages: number, cut: () => void): Program {
    yield* this.lock.acquire(core);
    core.store(this.at.pages, pages);
    const gone = [...this.#frames].filter(([index]) => index >= pages);
    if (gone.length > 0) cut();
    this.pages = pages;
    for (const [index, frame] of gone) {
      this.#frames.delete(index);
      this.lists.release(core, frame);
    }
    yield* this.lock.release(core);
  }

  /** Gives all pages back. */
  protected override *destroy(core: Core): Program {
    yield* this.lock.acquire(core);
    for (const frame of this.#frames.values()) this.lists.release(core, frame);
    this.#frames.clear();
    yield* this.lock.release(core);
  }

  /**
   * The page at an index as it stands, at no cost: for checks and drawings; undefined if none was touched.
   */
  frameAt(index: number): number | undefined {
    return this.#frames.get(index);
  }
}
