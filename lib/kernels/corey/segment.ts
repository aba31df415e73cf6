/**
 * A segment: Corey's unit of physical memory. It has a size and, as far as they have been touched, pages. Address ranges map segments;
 * a segment knows nothing of addresses.
 *
 * It scales as far as it is shared: pages come from the toucher's own free list, and the segment's lock is only contended by cores that
 * fault in the same segment at the same time.
 * Its opposite: Linux's areas and `shared_pages.ts`. Workload: `workloads/memclone.ts`. Notebook: `04_address_ranges`.
 */
import type { Core } from "../../machine/core.ts";
import type { Access } from "../../machine/mmu.ts";
import type { Translation } from "../../machine/tlb.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import type { FreeLists } from "./free_lists.ts";
import { type Id, KernelObject } from "./object.ts";
import type { ObjectRecord } from "./records.ts";

/** How `segment_copy` copies. */
export type CopyMode =
  /** All pages, now. */
  | "copy"
  /** Each page when either side first writes it. */
  | "copy-on-write"
  /** Each page when either side first writes it, or the copy first touches it. */
  | "copy-on-reference";

/** A segment. Its lock guards its pages, and what page tables say of them. */
export class Segment extends KernelObject {
  /** See {@link KernelObject.type}. */
  readonly type = "segment";
  readonly #pageList: number;
  readonly #frames = new Map<number, number>();
  #pages: number;

  /**
   * A segment without pages as yet.
   *
   * @param pages how many it may have
   */
  constructor(
    record: ObjectRecord,
    id: Id,
    label: string,
    pages: number,
    readonly lists: FreeLists,
    readonly copiesOnReference: boolean,
  ) {
    super(record, id, label);
    this.#pageList = record.body;
    this.#pages = pages;
  }

  /** Its size. */
  get pages(): number {
    return this.#pages;
  }

  /**
   * Finds the page at an index, for an access: made of zeros when it is touched first, copied when others share it and this access may
   * not. It may be written without asking again while no other segment has it. With the segment's lock still held, `install` is to put it
   * into page tables; `moved` says that it took the place of another, which may stand in some of them.
   */
  *page(
    core: Core,
    index: number,
    access: Access,
    install: (translation: Translation, moved: boolean) => void,
  ): Program {
    yield* this.lock.acquire(core);
    core.load(this.#pageList);
    if (index >= this.#pages) {
      yield* this.lock.release(core);
      throw new KernelError("page fault", "EFAULT", `page ${index} lies beyond the end of ${this}`);
    }
    let frame = this.#frames.get(index), moved = false;
    if (frame === undefined) {
      frame = this.lists.takeZeroed(core);
      core.store(this.#pageList, frame);
      this.#frames.set(index, frame);
    } else if (this.lists.sharersOf(frame) > 1 && (access === "write" || this.copiesOnReference)) {
      const copy = this.lists.takeCopy(core, frame);
      this.lists.drop(core, frame);
      core.store(this.#pageList, copy);
      this.#frames.set(index, frame = copy);
      moved = true;
    }
    install({ frame, writable: this.lists.sharersOf(frame) === 1 }, moved);
    yield* this.lock.release(core);
  }

  /**
   * Gives a new segment this one's size and pages: shared ones, or copies. Before the lock is given back, `protect` is to make shared ones
   * read-only wherever they are mapped.
   */
  *copyTo(core: Core, copy: Segment, mode: CopyMode, protect: () => void): Program {
    yield* this.lock.acquire(core);
    copy.#pages = this.#pages;
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

  /** Sets the size. Pages beyond a smaller one are given up, after `cut` has taken them out of page tables. */
  *resize(core: Core, pages: number, cut: () => void): Program {
    yield* this.lock.acquire(core);
    core.store(this.#pageList + 8, pages);
    const gone = [...this.#frames].filter(([index]) => index >= pages);
    if (gone.length > 0) cut();
    this.#pages = pages;
    for (const [index, frame] of gone) {
      this.#frames.delete(index);
      this.lists.drop(core, frame);
    }
    yield* this.lock.release(core);
  }

  /** Gives all pages back. */
  override *dismantle(core: Core): Program {
    yield* this.lock.acquire(core);
    for (const frame of this.#frames.values()) this.lists.drop(core, frame);
    this.#frames.clear();
    yield* this.lock.release(core);
  }

  /** The page at an index as it stands, at no cost: for checks and drawings; undefined if none was touched. */
  frameAt(index: number): number | undefined {
    return this.#frames.get(index);
  }
}
