/**
 * The calls on address ranges: `ar_alloc`, `ar_set_seg`, `ar_set_ar`, `ar_get`, and clearing a mapping (the
 * paper sets it to nothing).
 *
 * They scale: a change locks one range and interrupts only cores that see it. Private memory is a segment in
 * a core's own root range; memory shared with others is a range inside it. Their opposite: Linux's `mmap` and
 * `munmap` (`kernels/linux/mm_struct.ts`).
 * Workload: `workloads/unmap.ts`. Notebook: `04_address_ranges`.
 */
import { anything, optionsOf } from "../../../input/options.ts";
import type { Program } from "../../../sim/task.ts";
import type { Executor } from "../objects/executor.ts";
import type { Id, Name } from "../objects/name.ts";
import type { Namespace } from "../objects/namespace.ts";
import { allocFields, type AllocOptions, type Objects } from "../objects/objects.ts";
import type { Call } from "../system_call.ts";
import { AddressRange, type Mapping } from "./address_range.ts";
import { Segment } from "./segment.ts";
import type { SegmentMappings } from "./segment_mappings.ts";

/** Which part of a segment is mapped. */
export interface SegmentPart {
  /** How many pages; up to the segment's end by default. */
  readonly pages?: number;
  /** The first of them, counted from the start of the segment; 0 by default. */
  readonly from?: number;
}

/** Which part of a range is mapped. */
export interface RangePart {
  /** How many pages. */
  readonly pages: number;
  /** The first of them; 0 by default. */
  readonly from?: number;
}

const checkedSegmentPart = optionsOf<SegmentPart>("arSetSeg", {
  pages: anything.optional(),
  from: anything.optional(),
});
const checkedRangePart = optionsOf<RangePart>("arSetAr", { pages: anything, from: anything.optional() });
const checkedAlloc = optionsOf<AllocOptions>("arAlloc", { ...allocFields });

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

/** The calls on address ranges. */
export class Ranges {
  readonly #objects: Objects;
  readonly #namespace: Namespace;
  readonly #mappings: SegmentMappings;

  /**
   * Ranges whose identities and names come from elsewhere.
   *
   * @param mappings where segments are mapped
   */
  constructor(objects: Objects, namespace: Namespace, mappings: SegmentMappings) {
    this.#objects = objects;
    this.#namespace = namespace;
    this.#mappings = mappings;
  }

  /** An empty range that has no name yet. */
  *make(core: Executor, options: AllocOptions = {}): Program<AddressRange> {
    const identity = yield* this.#objects.identity(core, "address range", options);
    return new AddressRange(identity, this.#mappings.takeOut);
  }

  /** `ar_alloc`. */
  *alloc(call: Call, share: Id, options: AllocOptions): Program<Name> {
    this.#namespace.checkMemory(call, checkedAlloc(options));
    return yield* this.#namespace.add(call, share, yield* this.make(call.core, options));
  }

  /** `ar_set_seg`. */
  *setSeg(call: Call, range: Name, start: number, name: Name, part: SegmentPart): Program {
    const { from = 0, pages: wanted } = checkedSegmentPart(part);
    // The reference that finding the segment takes becomes the mapping's.
    const target = yield* this.#namespace.find(call, name, Segment), pages = wanted ?? target.pages - from;
    yield* this.#map(call, range, { start, pages, target, targetStart: from, name });
  }

  /** `ar_set_ar`. */
  *setAr(call: Call, range: Name, start: number, name: Name, part: RangePart): Program {
    const { pages, from = 0 } = checkedRangePart(part);
    const target = yield* this.#namespace.find(call, name, AddressRange);
    yield* this.#map(call, range, { start, pages, target, targetStart: from, name });
  }

  /** `ar_clear`. */
  clear(call: Call, range: Name, start: number): Program {
    return this.#namespace.use(call, range, AddressRange, (range) => this.#clear(call, range, start));
  }

  /** `ar_get`. */
  get(call: Call, range: Name): Program<readonly MappingInfo[]> {
    return this.#namespace.use(call, range, AddressRange, (range) => this.#get(call, range));
  }

  *#clear(call: Call, range: AddressRange, start: number): Program {
    const { core } = call;
    yield* range.lock.acquire(core);
    const mapping = this.#mappings.takeOut(core, range, start);
    yield* range.lock.release(core);
    if (!mapping) throw call.fail("ENOENT", `no mapping of range ${range.id} begins at page ${start}`);
    yield* mapping.target.release(core);
  }

  *#get({ core }: Call, { lock, mappings }: AddressRange): Program<readonly MappingInfo[]> {
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
  }

  /** Maps something to which the caller has a reference; it is released if that cannot be. */
  *#map(call: Call, name: Name, mapping: Mapping): Program {
    const { core } = call, { target } = mapping;
    try {
      const range = yield* this.#namespace.find(call, name, AddressRange);
      yield* range.lock.acquire(core);
      const flaw = range.flawOf(mapping);
      if (!flaw) {
        range.add(core, mapping);
        if (target instanceof Segment) this.#mappings.note(range, target);
      }
      yield* range.lock.release(core);
      yield* range.release(core);
      if (flaw) throw call.fail(...flaw);
    } catch (error) {
      yield* target.release(core);
      throw error;
    }
  }
}
