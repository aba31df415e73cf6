/**
 * Segments and trees of ranges as a plain program would keep them: lists of bytes and of mappings, looked up
 * by going through them.
 */
import type { Core } from "corey-lab/machine";
import type { AddressRange, Name, Segment } from "corey-lab/corey";

export interface PlainMapping {
  readonly start: number;
  readonly pages: number;
  readonly target: PlainRange | PlainSegment;
  readonly targetStart: number;
}

export interface PlainSegment {
  readonly kind: "segment";
  readonly name: Name;
  readonly real: Segment;
  pages: number;
  /** The first byte of each page that was written. */
  readonly bytes: Map<number, number>;
  /** Pages that have been touched, or copied from touched ones. */
  readonly touched: Set<number>;
}

export interface PlainRange {
  readonly kind: "range";
  readonly name: Name;
  readonly real: AddressRange;
  readonly core: Core | undefined;
  readonly mappings: PlainMapping[];
}

export function leadsTo(from: PlainRange, to: PlainRange): boolean {
  return from === to ||
    from.mappings.some(({ target }) => target.kind === "range" && leadsTo(target, to));
}

/** Whether a range shows one of another's pages, within a part of its own. */
export function shows(
  from: PlainRange,
  range: PlainRange,
  pages: readonly number[],
  low = 0,
  high = 2 ** 31,
): boolean {
  if (from === range) return pages.some((page) => page >= low && page < high);
  return from.mappings.some(({ target, start, pages: count, targetStart }) => {
    const first = Math.max(low, start), end = Math.min(high, start + count), shift = targetStart - start;
    return target.kind === "range" && first < end && shows(target, range, pages, first + shift, end + shift);
  });
}

/** What a page of a range shows, or which range maps nothing there. */
export function lookUp(
  range: PlainRange,
  page: number,
): { segment: PlainSegment; index: number } | PlainRange {
  const mapping = range.mappings.find(({ start, pages }) => page >= start && page < start + pages);
  if (!mapping) return range;
  const { target, start, targetStart } = mapping, at = targetStart + page - start;
  return target.kind === "range" ? lookUp(target, at) : { segment: target, index: at };
}

/** The range that owns the table page for a page, and the page's number there. */
export function ownerOf(range: PlainRange, page: number): { range: PlainRange; page: number } {
  const mapping = range.mappings.find(({ target, start, pages }) =>
    target.kind === "range" && page >= start && page < start + pages
  );
  if (mapping?.target.kind !== "range") return { range, page };
  return ownerOf(mapping.target, mapping.targetStart + page - mapping.start);
}
