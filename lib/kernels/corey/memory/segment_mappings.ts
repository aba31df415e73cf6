/**
 * Where segments are mapped: keeps what page tables say of a segment's pages in step with the segment. What
 * is about a segment is called with the segment's lock held.
 *
 * It scales as far as the segment is private: then one range maps it, which one core sees, and nobody is
 * interrupted.
 * Its opposite: Linux's reverse mappings (`kernels/linux/shared_pages.ts`). Workload: `workloads/mempass.ts`.
 * Notebook: `04_address_ranges`.
 */
import type { Core } from "../../../machine/core.ts";
import type { Translation } from "../../../machine/tlb.ts";
import { AddressRange, pagesOf, type TakeOut } from "./address_range.ts";
import { coreyPathCycles } from "../path_lengths.ts";
import type { Segment } from "./segment.ts";
import type { Translations } from "./translations.ts";

/** Which ranges map which segments. */
export class SegmentMappings {
  readonly #rangesOf = new WeakMap<Segment, Set<AddressRange>>();

  /** Nothing is mapped. */
  constructor(readonly translations: Translations) {}

  /** A range maps a segment. */
  note(range: AddressRange, segment: Segment): void {
    const ranges = this.#rangesOf.get(segment) ?? new Set();
    this.#rangesOf.set(segment, ranges.add(range));
  }

  /** A range has one mapping of a segment less. */
  forget(range: AddressRange, segment: Segment): void {
    if (!range.mappings.some(({ target }) => target === segment)) this.#rangesOf.get(segment)!.delete(range);
  }

  /** Makes all pages of a segment read-only wherever they are mapped. */
  protect(core: Core, segment: Segment): void {
    for (const [range, pages] of this.#mapped(segment, ({ writable }) => writable)) {
      for (const page of pages) {
        const table = range.tableOf(page)!;
        core.write(table.entryAddress(page));
        table.pages.set(table.index(page), { ...range.entryOf(page)!, writable: false });
      }
      this.translations.forget(core, range, pages);
    }
  }

  /** Takes the pages from an index on out of all page tables. */
  cut(core: Core, segment: Segment, from: number): void {
    for (const [range, pages] of this.#mapped(segment, (_, index) => index >= from)) {
      this.translations.clear(core, range, pages);
    }
  }

  /** Wherever a page of a segment is mapped, puts the one that took its place. */
  replace(core: Core, segment: Segment, index: number, translation: Translation): void {
    for (const range of this.#rangesOf.get(segment)!) {
      for (const { start, pages, target, targetStart } of range.mappings) {
        const page = start + index - targetStart;
        if (target !== segment || page < start || page >= start + pages) continue;
        const entry = range.entryOf(page);
        if (entry && entry.frame !== translation.frame) this.translations.set(core, range, page, translation);
      }
    }
  }

  /**
   * Takes the mapping that begins at a page out of a range, and what it put into page tables. Called with the
   * range's lock held.
   */
  readonly takeOut: TakeOut = (core, range, start) => {
    const mapping = range.remove(core, start);
    if (!mapping) return undefined;
    const { pages, target } = mapping;
    if (target instanceof AddressRange) {
      this.translations.takeOut(core, range, start, pages);
    } else {
      core.compute(pages * coreyPathCycles.unmapPage.value);
      this.translations.clear(core, range, pagesOf(mapping));
      this.forget(range, target);
    }
    return mapping;
  };

  /**
   * For each range, the pages of a segment that have an entry there which a condition picks; only ranges that
   * have such pages.
   */
  *#mapped(
    segment: Segment,
    concerns: (entry: Translation, index: number) => boolean,
  ): Generator<[AddressRange, number[]]> {
    for (const range of this.#rangesOf.get(segment) ?? []) {
      const pages = range.mappings.filter(({ target }) => target === segment).flatMap((mapping) =>
        [...pagesOf(mapping)].filter((page) => {
          const entry = range.entryOf(page);
          return entry && concerns(entry, mapping.targetStart + page - mapping.start);
        })
      );
      if (pages.length > 0) yield [range, pages];
    }
  }
}
