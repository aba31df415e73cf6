/**
 * The calls on address ranges: `ar_alloc`, `ar_set_seg`, `ar_set_ar`, `ar_get`, and clearing a mapping (the paper sets it to nothing).
 *
 * They scale: a change locks one range and interrupts only cores that see it. Private memory is a segment in a core's own root range;
 * memory shared with others is a range inside it.
 * Their opposite: Linux's `mmap` and `munmap` (`kernels/linux/mm_struct.ts`). Workload: `workloads/unmap.ts`. Notebook: `04_address_ranges`.
 */
import { anything, optionsOf } from "../../input/options.ts";
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import { AddressRange, type Mapping, pagesOf, type TakeOut } from "./address_range.ts";
import { allocFields, type AllocOptions } from "./names.ts";
import type { Id, Name } from "./object.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import { Segment } from "./segment.ts";
import { SegmentCalls } from "./segment_calls.ts";

/** Which part of a segment is mapped. */
export interface SegmentPart {
  /** How many pages; up to the segment's end unless said otherwise. */
  readonly pages?: number;
  /** The first of them, counted from the start of the segment; 0 unless said otherwise. */
  readonly from?: number;
}

/** Which part of a range is mapped. */
export interface RangePart {
  /** How many pages. */
  readonly pages: number;
  /** The first of them; 0 unless said otherwise. */
  readonly from?: number;
}

/** A mapping, as `ar_get` tells it. */
export interface MappingInfo {
  /** First page, counted from the start of the range. */
  readonly start: number;
  /** How many pages. */
  readonly pages: number;
  /** Which page of the target is at `start`. */
  readonly from: number;
  /** The segment or range that is mapped, by the name under which it was. */
  readonly name: Name;
  /** Which of the two it is. */
  readonly type: "segment" | "address range";
}

const checkedSegmentPart = optionsOf<SegmentPart>("arSetSeg", {
  pages: anything.optional(),
  from: anything.optional(),
});
const checkedRangePart = optionsOf<RangePart>("arSetAr", { pages: anything, from: anything.optional() });
const checkedAlloc = optionsOf<AllocOptions>("arAlloc", { ...allocFields });

/** A kernel with shares, segments and address ranges. */
export class RangeCalls extends SegmentCalls {
  /**
   * `ar_alloc`: an empty address range.
   *
   * @throws {KernelError} ENOENT: the core does not reach the share. EINVAL: no such core to take memory from
   */
  arAlloc(core: Core, share: Id, options: AllocOptions = {}): Program<Name> {
    const { takeOut } = this;
    checkedAlloc(options);
    return this.call(
      core,
      coreyPathCycles.allocate.value,
      this.allocate(
        core,
        "ar_alloc",
        share,
        "address range",
        options,
        (record, id, label) => new AddressRange(record, id, label, takeOut),
      ),
    );
  }

  /**
   * `ar_set_seg`: maps pages of a segment at page `start` of a range.
   *
   * @throws {KernelError} ENOENT, ETYPE: the core does not reach such objects; else what {@link AddressRange.add} refuses
   */
  arSetSeg(core: Core, range: Name, start: number, segment: Name, part: SegmentPart = {}): Program {
    return this.call(
      core,
      coreyPathCycles.changeRange.value,
      this.#setSegment(core, range, start, segment, checkedSegmentPart(part)),
    );
  }

  /**
   * `ar_set_ar`: maps pages of a range at page `start` of another.
   *
   * @throws {KernelError} ENOENT, ETYPE: the core does not reach such objects; else what {@link AddressRange.add} refuses
   */
  arSetAr(core: Core, range: Name, start: number, child: Name, part: RangePart): Program {
    return this.call(
      core,
      coreyPathCycles.changeRange.value,
      this.#setRange(core, range, start, child, checkedRangePart(part)),
    );
  }

  /**
   * Takes out the mapping that begins at page `start` of a range.
   *
   * @throws {KernelError} ENOENT: there is none, or the core does not reach the range. ETYPE: it is no range
   */
  arClear(core: Core, range: Name, start: number): Program {
    return this.call(
      core,
      coreyPathCycles.changeRange.value,
      this.use(core, "ar_clear", range, AddressRange, (range) => this.#clear(core, range, start)),
    );
  }

  /**
   * `ar_get`: what a range maps.
   *
   * @throws {KernelError} ENOENT: the core does not reach it. ETYPE: it is no range
   */
  arGet(core: Core, range: Name): Program<readonly MappingInfo[]> {
    return this.call(
      core,
      0,
      this.use(core, "ar_get", range, AddressRange, function* ({ lock, mappings }) {
        yield* lock.acquire(core);
        const found = mappings.map(({ start, pages, targetStart, name, target }): MappingInfo => ({
          start,
          pages,
          from: targetStart,
          name,
          type: target.type,
        }));
        yield* lock.release(core);
        return found;
      }),
    );
  }

  *#setSegment(core: Core, range: Name, start: number, name: Name, part: SegmentPart): Program {
    // The reference that finding the segment takes becomes the mapping's.
    const segment = yield* this.find(core, "ar_set_seg", name, Segment), { from = 0 } = part;
    const mapping = {
      start,
      pages: part.pages ?? segment.pages - from,
      target: segment,
      targetStart: from,
      name,
    };
    yield* this.#set(core, "ar_set_seg", range, mapping, (range) => this.mappings.note(range, segment));
  }

  *#setRange(core: Core, range: Name, start: number, name: Name, { pages, from = 0 }: RangePart): Program {
    const child = yield* this.find(core, "ar_set_ar", name, AddressRange);
    yield* this.#set(
      core,
      "ar_set_ar",
      range,
      { start, pages, target: child, targetStart: from, name },
      () => {},
    );
  }

  *#set(
    core: Core,
    call: string,
    name: Name,
    mapping: Mapping,
    note: (range: AddressRange) => void,
  ): Program {
    try {
      yield* this.use(core, call, name, AddressRange, (range) =>
        this.#locked(core, range, () => {
          range.add(core, call, mapping);
          note(range);
        }));
    } catch (error) {
      yield* this.drop(core, mapping.target);
      throw error;
    }
  }

  *#clear(core: Core, range: AddressRange, start: number): Program {
    const { target } = yield* this.#locked(core, range, () => this.takeOut(core, range, start));
    yield* this.drop(core, target);
  }

  /** Takes the mapping that begins at a page out of a range, and what it put into page tables. */
  protected readonly takeOut: TakeOut = (core, range, start) => {
    const mapping = range.remove(core, "ar_clear", start), { pages, target } = mapping;
    if (target instanceof AddressRange) {
      this.translations.takeOut(core, range, start, pages);
    } else {
      core.compute(pages * coreyPathCycles.unmapPage.value);
      this.translations.clear(core, range, pagesOf(mapping));
      this.mappings.forget(range, target);
    }
    return mapping;
  };

  /** Changes a range with its lock held; the lock is given back whatever happens. */
  *#locked<Result>(core: Core, range: AddressRange, change: () => Result): Program<Result> {
    yield* range.lock.acquire(core);
    try {
      return change();
    } finally {
      yield* range.lock.release(core);
    }
  }
}
