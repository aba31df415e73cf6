/**
 * Packet buffers as applications hand them to Corey's kernel (`inc/device.h`, `lib/jnicvirt.c` of Corey's
 * source): a page has one buffer for receiving and one for sending, each with a small header in front of the
 * packet. While the card may use a buffer, its page is pinned.
 *
 * All virtual cards have their buffers in one segment (`jnic_alloc_all`), and who gives one to the kernel has
 * the segment's list of pages read, whose lock counts its readers: two writes to a line that all share. It
 * does not scale unless one core alone reads the list.
 */
import type { Core } from "../../../../machine/core.ts";
import { array, bytes, int32, lineAligned, type Placed, struct, word64 } from "../../../../machine/layout.ts";
import { L1_CACHE_BYTES } from "../../../../machine/lines.ts";
import type { Machine } from "../../../../machine/machine.ts";
import { PAGE_BYTES } from "../../../../machine/physical_memory.ts";
import type { Program } from "../../../../sim/task.ts";

/** `struct netbuf_hdr`; `size` and `actual_count`, 16 bits each, are one word here. */
const netbufHeader = struct("netbuf_hdr", { count: int32, ref: int32 });

/** `count` of a buffer that the kernel is done with; its lower bits are the length of the packet. */
export const COUNT_DONE = 0x8000;

/** A reference count that is pinned by pages (`struct page_info`, padded to a line). */
const pageInfo = struct("page_info", {
  pi_ref: int32,
  pi_flags: int32,
  pi_clear_lock: int32,
  pi_hw_ref: int32,
});

/** The list of a segment's pages (`struct darray`), from where its lock's line begins. */
const pageList = struct("darray", {
  pid: lineAligned(int32),
  demand: int32,
  da_ptl: int32,
  da_nent: word64,
});
/** An entry of the list (`struct pagetree_entry`). */
const ENTRY_BYTES = 24;

/** The header's length word of a buffer. */
export function countOf(buffer: number): number {
  return buffer + netbufHeader.offsets.count;
}

/** The header's count of users of a buffer. */
export function refOf(buffer: number): number {
  return buffer + netbufHeader.offsets.ref;
}

/** Where the packet of a buffer begins. */
export function packetOf(buffer: number): number {
  return buffer + netbufHeader.bytes;
}

/** A segment of packet buffers, and what the kernel knows of its pages. */
export class NetBuffers {
  readonly #base: number;
  readonly #infos: Placed<"pi_ref" | "pi_hw_ref">[] = [];
  readonly #list: Placed<"da_ptl" | "da_nent">;
  readonly #entries: number;

  /**
   * Buffers that nobody uses yet.
   *
   * @param chip whose memory they stand in
   */
  constructor(machine: Machine, readonly pages: number, chip: number) {
    for (let i = 0; i < pages; i++) {
      const info = machine.memory.place(pageInfo, chip, `page_info of netbuf ${i}`);
      machine.memory.initialise(info.pi_ref, 1);
      this.#infos.push(info);
    }
    this.#list = machine.memory.place(pageList, chip, "darray of netbufs");
    this.#entries = machine.memory.place(
      struct("pagetree_indirect", { pi_entry: array(bytes(ENTRY_BYTES), pages) }),
      chip,
    ).pi_entry;
    // After something else, so that no buffer is at address 0, which means none.
    const page = bytes(PAGE_BYTES, L1_CACHE_BYTES);
    this.#base = machine.memory.place(struct("netbuf", { page: array(page, pages) }), chip).page;
  }

  /** The buffer of a page for receiving. */
  receiveBuffer(page: number): number {
    return this.#base + page * PAGE_BYTES;
  }

  /** The buffer of a page for sending. */
  transmitBuffer(page: number): number {
    return this.#base + page * PAGE_BYTES + PAGE_BYTES / 2;
  }

  /** Whether there is a buffer at an address. */
  has(buffer: number): boolean {
    const offset = buffer - this.#base;
    return offset >= 0 && offset < this.pages * PAGE_BYTES && offset % (PAGE_BYTES / 2) === 0;
  }

  /** The page that a buffer is in. */
  pageOf(buffer: number): number {
    return Math.floor((buffer - this.#base) / PAGE_BYTES);
  }

  /**
   * Looks a page up in the segment's list (`segment_get_page`), as each buffer is that the kernel is given.
   */
  *look(core: Core, page: number): Program {
    yield;
    core.fetchAdd(this.#list.da_ptl, 1);
    core.load(this.#list.da_nent);
    core.load(this.#entries + page * ENTRY_BYTES);
    yield;
    core.fetchAdd(this.#list.da_ptl, -1);
  }

  /** The card may use the buffer from now on (`pagetree_incref_hw`). */
  *pin(core: Core, buffer: number): Program {
    const info = this.#infoOf(buffer);
    yield; // No lock guards it.
    core.load(info.pi_ref);
    yield;
    core.fetchAdd(info.pi_ref, 1);
    yield;
    core.fetchAdd(info.pi_hw_ref, 1);
  }

  /** The card is done with it (`pagetree_decref_hw`). */
  *unpin(core: Core, buffer: number): Program {
    const info = this.#infoOf(buffer);
    yield; // No lock guards it.
    core.load(info.pi_ref);
    yield;
    core.fetchAdd(info.pi_hw_ref, -1);
    yield;
    core.fetchAdd(info.pi_ref, -1);
  }

  #infoOf(buffer: number): Placed<"pi_ref" | "pi_hw_ref"> {
    return this.#infos[this.pageOf(buffer)]!;
  }
}
