/**
 * The calls on segments: `segment_alloc`, `segment_copy`, `segment_get_nbytes`, `segment_set_nbytes`.
 *
 * They scale: a segment's pages come when they are touched, from the list of the core that touches them.
 * Their opposite: Linux's anonymous memory (`kernels/linux/mm_struct.ts`), which exists only as part of an
 * address space.
 * Workload: `workloads/memclone.ts`. Notebook: `04_address_ranges`.
 */
import * as z from "zod";
import { anything, optionsOf } from "../../../input/options.ts";
import { PAGE_BYTES } from "../../../machine/physical_memory.ts";
import type { Program } from "../../../sim/task.ts";
import type { Id, Name } from "../objects/name.ts";
import type { Namespace } from "../objects/namespace.ts";
import { allocFields, type AllocOptions, type Objects } from "../objects/objects.ts";
import type { Call } from "../system_call.ts";
import type { FreeLists } from "./free_lists.ts";
import { type CopyMode, Segment } from "./segment.ts";
import type { SegmentMappings } from "./segment_mappings.ts";

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

/** The calls on segments. */
export class Segments {
  readonly #objects: Objects;
  readonly #namespace: Namespace;
  readonly #lists: FreeLists;
  readonly #mappings: SegmentMappings;

  /**
   * Segments whose identities and names come from elsewhere.
   *
   * @param lists where pages come from
   * @param mappings where segments are mapped
   */
  constructor(objects: Objects, namespace: Namespace, lists: FreeLists, mappings: SegmentMappings) {
    this.#objects = objects;
    this.#namespace = namespace;
    this.#lists = lists;
    this.#mappings = mappings;
  }

  /** `segment_alloc`. */
  *alloc(call: Call, share: Id, given: SegmentOptions): Program<Name> {
    const { pages, ...options } = checkedSegment(given);
    checkPages(call, pages);
    this.#namespace.checkMemory(call, options);
    const identity = yield* this.#objects.identity(call.core, "segment", options);
    return yield* this.#namespace.add(call, share, new Segment(identity, pages, this.#lists, false));
  }

  /** `segment_copy`. */
  copy(call: Call, share: Id, name: Name, options: CopyOptions): Program<Name> {
    checkedCopy(options);
    return this.#namespace.use(call, name, Segment, (original) => this.#copy(call, share, original, options));
  }

  /** `segment_get_nbytes`. */
  getNbytes(call: Call, name: Name): Program<number> {
    return this.#namespace.inspect(call, name, Segment, (segment) => {
      call.core.load(segment.at.page_list);
      return segment.pages * PAGE_BYTES;
    });
  }

  /** `segment_set_nbytes`. */
  setNbytes(call: Call, name: Name, nbytes: number): Program {
    const pages = nbytes / PAGE_BYTES;
    return this.#namespace.use(call, name, Segment, (segment) => {
      checkPages(call, pages);
      return segment.resize(call.core, pages, () => this.#mappings.cut(call.core, segment, pages));
    });
  }

  *#copy(call: Call, share: Id, original: Segment, { mode, ...options }: CopyOptions): Program<Name> {
    this.#namespace.checkMemory(call, options);
    const identity = yield* this.#objects.identity(call.core, "segment", options);
    const copy = new Segment(identity, original.pages, this.#lists, mode === "copy-on-reference");
    yield* original.copyTo(call.core, copy, mode, () => this.#mappings.protect(call.core, original));
    return yield* this.#namespace.add(call, share, copy);
  }
}

function checkPages(call: Call, pages: number): void {
  if (Number.isSafeInteger(pages) && pages >= 1) return;
  throw call.fail("EINVAL", `a segment of ${pages} pages cannot be`);
}
