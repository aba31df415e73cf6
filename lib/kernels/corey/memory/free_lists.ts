/**
 * Where Corey gets pages from: each core has a free list of its own, filled from its share of the chip's
 * memory when the system starts.
 *
 * It scales: a core takes pages from its own list, which nobody else takes from. A page that another core
 * gives back returns to the list it came from; that moves the list's line, but the lock that guards it
 * against such cores is left out.
 * Its opposite: Linux's zones (`kernels/linux/page_allocator.ts`). Workload: `workloads/memclone.ts`.
 * Notebook: `04_address_ranges`.
 */
import type { Core } from "../../../machine/core.ts";
import { int32, type Placed, struct, word64 } from "../../../machine/layout.ts";
import type { Machine } from "../../../machine/machine.ts";
import { PAGE_BYTES } from "../../../machine/physical_memory.ts";
import { PageFrames, PerFrame } from "../../page_frames.ts";
import { coreyPathCycles } from "../path_lengths.ts";

const listStruct = struct("page_list", { count: int32, head: word64 });

/** The free pages of all cores, what the pages in use hold, and how many segments share each. */
export class FreeLists {
  /** Pages that were taken and not given back. */
  inUse = 0;
  readonly #frames: PageFrames;
  readonly #lists: { readonly at: Placed<"count" | "head">; readonly free: number[] }[];
  /** The core to whose list a page belongs. */
  readonly #ownerOf = new PerFrame();
  readonly #sharers = new PerFrame();
  readonly #bytes = new Map<number, Uint8Array>();

  /** A list a core. */
  constructor(machine: Machine) {
    this.#frames = new PageFrames(machine);
    this.#lists = machine.cores.map((core) => ({
      at: machine.memory.place(listStruct, core.chip, `page_list ${core.number}`),
      free: [],
    }));
  }

  /** A page from the core's own list, with whatever was in it; one segment has it. */
  take(core: Core): number {
    core.compute(coreyPathCycles.newPage.value);
    const { at, free } = this.#lists[core.number]!;
    if (free.length === 0) {
      free.push(...this.#frames.block(core.chip));
      for (const frame of free) this.#ownerOf.set(frame, core.number);
    }
    const frame = free.pop()!;
    core.load(at.head);
    core.store(at.head, frame);
    core.store(at.count, free.length);
    this.#frames.initialise(core, frame);
    this.#sharers.set(frame, 1);
    this.inUse++;
    return frame;
  }

  /** A copy of a page; one segment has it. */
  takeCopy(core: Core, original: number): number {
    const frame = this.take(core);
    core.streamRead(original, PAGE_BYTES);
    core.streamClear(frame, PAGE_BYTES);
    const bytes = this.#bytes.get(original);
    if (bytes) this.#bytes.set(frame, bytes.slice());
    return frame;
  }

  /** One more segment shares the page, until it is written. */
  share(core: Core, frame: number): void {
    core.write(this.#frames.descriptor(frame));
    this.#sharers.set(frame, this.sharersOf(frame) + 1);
  }

  /** How many segments have the page. */
  sharersOf(frame: number): number {
    return this.#sharers.get(frame);
  }

  /** A segment gives a page up; without any, it goes back to the list it came from. */
  release(core: Core, frame: number): void {
    const left = this.sharersOf(frame) - 1;
    core.write(this.#frames.descriptor(frame));
    this.#sharers.set(frame, left);
    if (left > 0) return;
    this.#bytes.delete(frame);
    this.inUse--;
    const { at, free } = this.#lists[this.#ownerOf.get(frame)]!;
    free.push(frame);
    core.store(at.head, frame);
    core.store(at.count, free.length);
  }

  /** The bytes of a page, for programs that store some; made when first asked for. */
  bytesOf(frame: number): Uint8Array {
    let bytes = this.#bytes.get(frame);
    if (!bytes) this.#bytes.set(frame, bytes = new Uint8Array(PAGE_BYTES));
    return bytes;
  }
}
