/** What takes one core to measure: the clock, the way into the kernel, memory that is near and far. */
import type { Prepare } from "./program.ts";

/** Kept, so that no compiler leaves out what led to it. */
let kept = 0;

/**
 * Additions and exclusive ors, each of what came before: one cycle each, on any processor of today. By what,
 * no compiler knows, nor can it make fewer of them.
 */
export const cycle: Prepare = ({ libc }) => ({
  operations: 4096,
  operate() {
    const one = libc.abs(-1_664_525), other = libc.abs(-22_695_477);
    let x = kept | 1;
    // Eight in a round, beside which there is room for what the loop itself takes.
    for (let i = 0; i < 512; i++) {
      x = (x + one) ^ other;
      x = (x + other) ^ one;
      x = (x + one) ^ other;
      x = (x + other) ^ one;
    }
    kept = x;
  },
});

/** A system call that does next to nothing. */
export const systemCall: Prepare = ({ libc }) => ({ operate: () => void libc.getppid() });

/** A call of C that enters no kernel. */
export const plainCall: Prepare = ({ libc }) => ({ operate: () => void libc.abs(1) });

/** Words between two loads: 64 bytes. */
const STEP_WORDS = 16;

/**
 * Loads that depend on each other, all over `bytes` of memory, a power of two: each takes as long as the
 * nearest place that holds so much.
 */
export const chase: Prepare = ({ libc, bytes }) => {
  const mapping = libc.map(bytes);
  libc.askForHugePages(mapping);
  const next = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(mapping.pointer, bytes));
  const loads = next.length / STEP_WORDS;
  // A generator of pseudo-random numbers of full period is one circle through all, which nothing prefetches.
  for (let i = 0; i < loads; i++) {
    next[i * STEP_WORDS] = ((Math.imul(i, 1_664_525) + 1_013_904_223) & (loads - 1)) * STEP_WORDS;
  }
  let at = 0;
  return {
    operations: 256,
    operate() {
      for (let i = 0; i < 256; i++) at = next[at]!;
      kept = at;
    },
    finish: () => void libc.unmap(mapping),
  };
};

/** Reads memory from one end to the other. An operation is a byte. */
export const read: Prepare = (thread) => stream(thread, "read");

/** Writes zeros to memory from one end to the other. An operation is a byte. */
export const clear: Prepare = (thread) => stream(thread, "clear");

function stream({ libc, bytes }: Parameters<Prepare>[0], how: "read" | "clear") {
  const mapping = libc.map(bytes), piece = Math.min(bytes, 2 ** 18);
  const first = Deno.UnsafePointer.value(mapping.pointer);
  libc.askForHugePages(mapping);
  libc.clear(mapping.pointer, bytes);
  let at = 0;
  return {
    operations: piece,
    operate() {
      libc[how](Deno.UnsafePointer.create(first + BigInt(at)), piece);
      at = (at + piece) % bytes;
    },
    finish: () => void libc.unmap(mapping),
  };
}
