/** Pages of memory: threads share one address space, and with it the lock of its list of regions. */
import type { Libc, Mapping } from "../libc.ts";
import type { Prepare } from "./program.ts";

/** Pages of a buffer: 2 MB where a page is 4 KB. */
export const PAGES = 512;

/** Writes to every page of a buffer. */
export function touchPages(libc: Libc, { pointer, bytes }: Mapping): void {
  const first = Deno.UnsafePointer.value(pointer);
  for (let at = 0; at < bytes; at += libc.pageBytes) {
    libc.clear(Deno.UnsafePointer.create(first + BigInt(at)), 1);
  }
}

/** Each thread maps memory of its own, touches every page, and gives it back. An operation is a page. */
export const memclone: Prepare = ({ libc }) => ({
  operations: PAGES,
  operate() {
    const mapping = libc.map(PAGES * libc.pageBytes);
    touchPages(libc, mapping);
    libc.unmap(mapping);
  },
});

/**
 * Each thread maps a page, touches it, and gives it back: every other processor that runs a thread of this
 * process may have the page in its TLB, and is interrupted.
 */
export const unmap: Prepare = ({ libc }) => ({
  operate() {
    const mapping = libc.map(libc.pageBytes);
    touchPages(libc, mapping);
    libc.unmap(mapping);
  },
});
