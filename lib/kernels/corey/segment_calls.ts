/**
 * The calls on segments: `segment_alloc`, `segment_copy`, `segment_get_nbytes`, `segment_set_nbytes`.
 *
 * They scale: a segment's pages come when they are touched, from the list of the core that touches them.
 * Their opposite: Linux's anonymous memory, which is nothing apart from an address space. Workload: `workloads/memclone.ts`.
 * Notebook: `04_address_ranges`.
 */
import { z } from "zod";
import { anything, optionsOf } from "../../input/options.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import { PageTablePages } from "../../machine/page_table.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import { FreeLists } from "./free_lists.ts";
import type { CoreyOptions } from "./kernel.ts";
import { allocFields, type AllocOptions } from "./names.ts";
import type { Id, Name } from "./object.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import { type CopyMode, Segment } from "./segment.ts";
import { SegmentMappings } from "./segment_mappings.ts";
import { ShareCalls } from "./share_calls.ts";
import { Translations } from "./translations.ts";

/** What a new segment is to be. */
export interface SegmentOptions extends AllocOptions {
  /** Its size in pages. */
  readonly pages: number;
}

/** How a segment is to be copied. */
export interface CopyOptions extends AllocOptions {
  /** When its pages are. */
  readonly mode: CopyMode;
}

const checkedSegment = optionsOf<SegmentOptions>("segmentAlloc", { ...allocFields, pages: anything });

const checkedCopy = optionsOf<CopyOptions>("segmentCopy", {
  ...allocFields,
  mode: z.enum(["copy", "copy-on-write", "copy-on-reference"]),
});

/** A kernel with shares and segments. */
export class SegmentCalls extends ShareCalls {
  /** The pages of segments. */
  readonly lists: FreeLists;
  /** The pages that page tables are made of. */
  readonly tables: PageTablePages;
  /** Puts pages into page tables. */
  protected readonly translations: Translations;
  /** Which ranges map which segments. */
  protected readonly mappings: SegmentMappings;

  /** A kernel on a machine whose cores do not run yet. */
  constructor(machine: Machine, options: CoreyOptions) {
    super(machine, options);
    this.lists = new FreeLists(machine);
    this.tables = new PageTablePages(machine.memory);
    this.translations = new Translations(machine, this.tables);
    this.mappings = new SegmentMappings(this.translations);
  }

  /**
   * `segment_alloc`: memory of so many pages, zero; they come when they are touched.
   *
   * @throws {KernelError} EINVAL: a size that cannot be, or no such core to take memory from. ENOENT: the core does not reach the share
   */
  segmentAlloc(core: Core, share: Id, options: SegmentOptions): Program<Name> {
    return this.call(core, coreyPathCycles.allocate.value, this.#alloc(core, share, checkedSegment(options)));
  }

  /**
   * `segment_copy`: a new segment with the contents of another. What they share until it is written becomes read-only wherever it is mapped.
   *
   * @throws {KernelError} ENOENT: the core does not reach the segment or the share. ETYPE: it is no segment
   */
  segmentCopy(core: Core, share: Id, original: Name, options: CopyOptions): Program<Name> {
    checkedCopy(options);
    return this.call(
      core,
      coreyPathCycles.allocate.value,
      this.use(
        core,
        "segment_copy",
        original,
        Segment,
        (segment) => this.#copy(core, share, segment, options),
      ),
    );
  }

  /**
   * `segment_get_nbytes`: a segment's size in bytes.
   *
   * @throws {KernelError} ENOENT: the core does not reach it. ETYPE: it is no segment
   */
  segmentGetNbytes(core: Core, name: Name): Program<number> {
    return this.call(
      core,
      0,
      this.inspect(core, "segment_get_nbytes", name, Segment, (segment) => {
        core.load(segment.record.body);
        return segment.pages * PAGE_BYTES;
      }),
    );
  }

  /**
   * `segment_set_nbytes`: makes a segment larger or smaller. What lies beyond the new end is gone, also for who has it mapped.
   *
   * @throws {KernelError} EINVAL: not a positive multiple of the page size. ENOENT: the core does not reach it. ETYPE: it is no segment
   */
  segmentSetNbytes(core: Core, name: Name, nbytes: number): Program {
    const pages = nbytes / PAGE_BYTES;
    return this.call(
      core,
      0,
      this.use(core, "segment_set_nbytes", name, Segment, (segment) => {
        checkPages("segment_set_nbytes", pages);
        return segment.resize(core, pages, () => this.mappings.cut(core, segment, pages));
      }),
    );
  }

  *#alloc(core: Core, share: Id, { pages, ...options }: SegmentOptions): Program<Name> {
    checkPages("segment_alloc", pages);
    const { lists } = this;
    return yield* this.allocate(
      core,
      "segment_alloc",
      share,
      "segment",
      options,
      (record, id, label) => new Segment(record, id, label, pages, lists, false),
    );
  }

  *#copy(core: Core, share: Id, original: Segment, { mode, ...options }: CopyOptions): Program<Name> {
    const { lists, mappings } = this;
    return yield* this.allocate(
      core,
      "segment_copy",
      share,
      "segment",
      options,
      function* (record, id, label) {
        const copy = new Segment(record, id, label, original.pages, lists, mode === "copy-on-reference");
        yield* original.copyTo(core, copy, mode, () => mappings.protect(core, original));
        return copy;
      },
    );
  }
}

function checkPages(call: string, pages: number): void {
  if (Number.isSafeInteger(pages) && pages >= 1) return;
  throw new KernelError(call, "EINVAL", `a segment of ${pages} pages cannot be`);
}
