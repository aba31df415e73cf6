/**
 * An address range: a piece of address space that cores can share. It maps segments, or other ranges, so an
 * address space is a tree whose root is private to a core. The pages of the page table belong to the *range*:
 * a core that includes a range links the range's own table pages into its tree, so a page that one core has
 * mapped is mapped for all who include the range, and for nobody else.
 *
 * It scales because sharing is what the application says it is: a private range has no other users, so its
 * lock is never contended and its changes concern no other core's TLB.
 * Its opposite: Linux's `kernels/linux/mm_struct.ts`. Workloads: `workloads/memclone.ts`,
 * `workloads/mempass.ts`. Notebook: `04_address_ranges`.
 */
import type { Core } from "../../../machine/core.ts";
import { fieldsAt } from "../../../machine/layout.ts";
import { ADDRESS_SPACE_PAGES, type PageTableNode } from "../../../machine/page_table.ts";
import type { Translation } from "../../../machine/tlb.ts";
import type { Program } from "../../../sim/task.ts";
import type { Name } from "../objects/name.ts";
import { type Identity, KernelObject } from "../objects/object.ts";
import { recordStructs } from "../objects/records.ts";
import type { Segment } from "./segment.ts";

/** Pages that one page of the page table maps: where ranges may begin and end inside others. */
export const TABLE_PAGES = 512;

/** What a range maps somewhere. */
export interface Mapping {
  /** First page, counted from the start of the range. */
  readonly start: number;
  /** How many pages. */
  readonly pages: number;
  /** What is there. */
  readonly target: Segment | AddressRange;
  /** By what name the program put it there. */
  readonly name: Name;
  /** Which page of the target is at `start`. */
  readonly targetStart: number;
}

/** The pages of a range that a mapping covers. */
export function* pagesOf({ start, pages }: Mapping): Generator<number> {
  for (let page = start; page < start + pages; page++) yield page;
}

/** Where a range is seen: by a core's root, its first page at an address. */
export interface Sighting {
  /** The root range. */
  readonly root: AddressRange;
  /** The page number at which the range's page 0 would be seen. */
  readonly base: number;
  /** The part of the range that is seen, as page numbers of the root. */
  readonly from: number;
  /** The page after the part that is seen. */
  readonly to: number;
}

/** How a range gets rid of the mapping that begins at a page; says which that was, if there is one. */
export type TakeOut = (core: Core, range: AddressRange, start: number) => Mapping | undefined;

/** Why something cannot be mapped: a short code, and what is wrong. */
export type Flaw = readonly [reason: string, detail: string];

/**
 * Where mappings stand in the record, one on a line; lines are few, so a range with many mappings uses each
 * for several.
 */
const PLACES = [0, 64, 128, 192];

/** An address range. Its lock guards mappings and table pages. */
export class AddressRange extends KernelObject {
  /** See {@link KernelObject.type}. */
  readonly type = "address range";
  /** What is mapped where. Each mapping is a reference to its target. */
  readonly mappings: Mapping[] = [];
  /** The range's own pages of the page table, by page number / 512. */
  readonly tables = new Map<number, PageTableNode>();
  /** Ranges that map this one. */
  readonly parents = new Set<AddressRange>();
  /** For a root: its core, and the top of its page table. */
  rootOf: { readonly core: Core; readonly table: PageTableNode } | undefined;
  /**
   * The lines of its record on which mappings stand, by their place in {@link AddressRange.mappings} modulo
   * their number.
   */
  readonly #lines: readonly number[];
  readonly #takeOut: TakeOut;

  /**
   * An empty range.
   *
   * @param takeOut takes a mapping out of a range and of the page tables of all who see it there
   */
  constructor(identity: Identity, takeOut: TakeOut) {
    super(identity);
    const { mappings } = fieldsAt(recordStructs["address range"], identity.record.address);
    this.#lines = PLACES.map((place) => mappings + place);
    this.#takeOut = takeOut;
  }

  /** The range's own page of the page table for a page, if there is one. */
  tableOf(page: number): PageTableNode | undefined {
    return this.tables.get(Math.floor(page / TABLE_PAGES));
  }

  /** The entry for a page in the range's page table. */
  entryOf(page: number): Translation | undefined {
    return this.tableOf(page)?.pages.get(page % TABLE_PAGES);
  }

  /** The mapping that covers a page. */
  find(core: Core, page: number): Mapping | undefined {
    for (let place = 0; place < this.mappings.length; place++) {
      const mapping = this.mappings[place]!;
      if (page < mapping.start || page >= mapping.start + mapping.pages) continue;
      core.load(this.#lines[place % PLACES.length]!);
      return mapping;
    }
    return undefined;
  }

  /**
   * Why something cannot be mapped, if so: a size of nothing, a place that is taken, a range inside a range
   * that does not begin and end where pages of the page table do, a range inside itself, or a part of a
   * segment that it does not have.
   */
  flawOf({ start, pages, target, targetStart }: Mapping): Flaw | undefined {
    const where = `pages ${start} to ${start + pages - 1} of range ${this.id}`;
    const whole = [start, pages, targetStart].every(Number.isSafeInteger);
    const end = Math.max(start, targetStart) + pages;
    if (!whole || start < 0 || pages < 1 || targetStart < 0 || end > ADDRESS_SPACE_PAGES) {
      const last = ADDRESS_SPACE_PAGES - 1;
      return [
        "EINVAL",
        `${where} cannot show the target from its page ${targetStart} on: page numbers go from 0 to ${last}`,
      ];
    }
    const taken = this.mappings.find((other) =>
      start < other.start + other.pages && other.start < start + pages
    );
    if (taken) {
      const last = taken.start + taken.pages - 1;
      return ["EEXIST", `${where} overlap pages ${taken.start} to ${last}, which are mapped`];
    }
    if (!(target instanceof AddressRange)) {
      if (targetStart + pages <= target.pages) return undefined;
      return ["ERANGE", `${where} go beyond ${target}, which has ${target.pages} pages`];
    }
    if ([start, pages, targetStart].some((pages) => pages % TABLE_PAGES !== 0)) {
      const why = `as range ${target.id} needs to be shared`;
      return ["EALIGN", `${where} do not begin and end at multiples of ${TABLE_PAGES}, ${why}`];
    }
    if (target.reaches(this)) return ["ELOOP", `range ${target.id} leads to range ${this.id} already`];
    if (!target.rootOf) return undefined;
    return ["EINVAL", `range ${target.id} is the root of core ${target.rootOf.core.number}`];
  }

  /** Adds a mapping in which there is no flaw. */
  add(core: Core, mapping: Mapping): void {
    if (mapping.target instanceof AddressRange) mapping.target.parents.add(this);
    this.mappings.push(mapping);
    core.write(this.#lines[(this.mappings.length - 1) % PLACES.length]!);
  }

  /** Takes out the mapping that begins at a page, if there is one. */
  remove(core: Core, start: number): Mapping | undefined {
    const place = this.mappings.findIndex((mapping) => mapping.start === start);
    if (place < 0) return undefined;
    const [mapping] = this.mappings.splice(place, 1);
    core.write(this.#lines[place % PLACES.length]!);
    const { target } = mapping!;
    if (target instanceof AddressRange && !this.mappings.some((other) => other.target === target)) {
      target.parents.delete(this);
    }
    return mapping;
  }

  /** Takes out all it maps. */
  protected override *destroy(core: Core): Program {
    const gone: (Mapping | undefined)[] = [];
    yield* this.lock.acquire(core);
    for (const { start } of [...this.mappings]) gone.push(this.#takeOut(core, this, start));
    yield* this.lock.release(core);
    for (const mapping of gone) yield* mapping!.target.release(core);
  }

  /** Whether a range is this one, or is mapped by it, however far down. */
  reaches(range: AddressRange): boolean {
    return this === range ||
      this.mappings.some(({ target }) => target instanceof AddressRange && target.reaches(range));
  }

  /** Whether something is mapped at a page, however far down; at no cost. */
  shows(page: number): boolean {
    const mapping = this.mappings.find(({ start, pages }) => page >= start && page < start + pages);
    if (!mapping) return false;
    const { target, start, targetStart } = mapping, at = targetStart + page - start;
    return target instanceof AddressRange ? target.shows(at) : at < target.pages;
  }

  /** All places where cores see this range, through whatever ranges lie between. */
  sightings(): Sighting[] {
    const seen: Sighting[] = this.rootOf ? [{ root: this, base: 0, from: 0, to: Infinity }] : [];
    for (const parent of this.parents) {
      const views = parent.sightings();
      for (const { target, start, pages, targetStart } of parent.mappings) {
        if (target !== this) continue;
        for (const { root, base, from, to } of views) {
          const first = Math.max(from, base + start), last = Math.min(to, base + start + pages);
          if (first < last) seen.push({ root, base: base + start - targetStart, from: first, to: last });
        }
      }
    }
    return seen;
  }
}
