/**
 * Memory as a program sees it: virtual addresses, which the core's MMU translates, and page faults where
 * nothing is there yet. It works on either kernel: all it asks for is the fault handler.
 */
import type { VirtualMemory } from "../kernels/virtual_memory.ts";
import type { Core } from "../machine/core.ts";
import type { Access } from "../machine/mmu.ts";
import { PAGE_BYTES } from "../machine/physical_memory.ts";
import { STEP_BYTES } from "../machine/streams.ts";
import type { Program } from "../sim/task.ts";
import { libosPathCycles } from "./path_lengths.ts";

/** Loads, stores and streams by virtual address. Addresses are in bytes. */
export class UserMemory {
  /** Page faults that each core has taken here, by its number; empty places are 0. */
  readonly faultsOf: number[] = [];

  /**
   * Memory in which nothing was touched yet.
   *
   * @param kernel handles the faults
   */
  constructor(readonly kernel: VirtualMemory) {}

  /**
   * Reads or writes a line, if its page is there; false is a page fault that {@link UserMemory.touch} has to
   * take.
   */
  reach(core: Core, address: number, access: Access): boolean {
    const page = Math.floor(address / PAGE_BYTES), frame = core.mmu.translate(page, access);
    if (frame < 0) return false;
    const at = frame + address - page * PAGE_BYTES;
    if (access === "write") core.write(at);
    else core.read(at);
    return true;
  }

  /** Reads or writes a line, with a page fault if need be. */
  *touch(core: Core, address: number, access: Access): Program {
    while (!this.reach(core, address, access)) {
      yield* this.#fault(core, Math.floor(address / PAGE_BYTES), access);
    }
  }

  /** Reads consecutive bytes, as the prefetcher delivers them. */
  *streamRead(core: Core, address: number, byteCount: number): Program {
    for (let at = address, end = address + byteCount; at < end;) {
      const page = Math.floor(at / PAGE_BYTES), frame = core.mmu.translate(page, "read");
      if (frame < 0) {
        yield* this.#fault(core, page, "read");
        continue;
      }
      const next = Math.min(end, (page + 1) * PAGE_BYTES);
      core.streamRead(frame + at - page * PAGE_BYTES, next - at);
      at = next;
    }
  }

  /** Writes consecutive bytes, as fast as a page is cleared: the prefetcher sees these stores as well. */
  *fill(core: Core, address: number, byteCount: number): Program {
    for (let at = address, end = address + byteCount; at < end;) {
      const page = Math.floor(at / PAGE_BYTES), frame = core.mmu.translate(page, "write");
      if (frame < 0) {
        yield* this.#fault(core, page, "write");
        continue;
      }
      const next = Math.min(end, (page + 1) * PAGE_BYTES);
      core.streamClear(frame + at - page * PAGE_BYTES, next - at);
      at = next;
    }
  }

  /** Copies bytes, some lines at a time (`memcpy`). */
  *copy(core: Core, from: number, to: number, byteCount: number): Program {
    for (let done = 0; done < byteCount; done += STEP_BYTES) {
      const bytes = Math.min(STEP_BYTES, byteCount - done);
      yield;
      yield* this.streamRead(core, from + done, bytes);
      yield* this.fill(core, to + done, bytes);
      core.compute(libosPathCycles.copyWord.value * bytes / 8);
    }
  }

  *#fault(core: Core, page: number, access: Access): Program {
    this.faultsOf[core.number] = (this.faultsOf[core.number] ?? 0) + 1;
    yield* this.kernel.fault(core, page, access);
  }
}
