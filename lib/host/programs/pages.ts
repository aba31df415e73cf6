/** Pages of memory: threads share one address space, and with it the lock of its list of regions. */
import type { Prepare } from "./program.ts";

const PAGE_BYTES = 4096, PAGES = 256;

/** Each thread maps memory of its own, touches every page, and gives it back. An operation is a page. */
export const memclone: Prepare = ({ libc }) => ({
  operations: PAGES,
  operate() {
    const mapping = libc.map(PAGES * PAGE_BYTES), first = Deno.UnsafePointer.value(mapping.pointer);
    for (let page = 0; page < PAGES; page++) {
      libc.clear(Deno.UnsafePointer.create(first + BigInt(page * PAGE_BYTES)), 1);
    }
    libc.unmap(mapping);
  },
});

/**
 * Each thread maps a page, touches it, and gives it back: every other processor that runs a thread of this
 * process may have the page in its TLB, and is interrupted.
 */
export const unmap: Prepare = ({ libc }) => ({
  operate() {
    const mapping = libc.map(PAGE_BYTES);
    libc.clear(mapping.pointer, 1);
    libc.unmap(mapping);
  },
});
