/** What takes one core to measure: the clock, the way into the kernel, memory that is near and far. */
import { LINE_WORDS, type Prepare } from "./program.ts";

/** Kept, so that no compiler leaves out what led to it. */
let kept = 0;

/**
 * Multiplications that depend on each other: three cycles each, on x86-64 and arm64 of today. By what, no
 * compiler knows: two by a number that it knew would become one.
 */
export const multiply: Prepare = ({ libc }) => ({
  operations: 4096,
  operate() {
    const factor = libc.abs(-1_664_525);
    let x = kept | 1;
    for (let i = 0; i < 4096; i++) x = Math.imul(x, factor);
    kept = x;
  },
});

/** A system call that does next to nothing. */
export const systemCall: Prepare = ({ libc }) => ({ operate: () => void libc.getppid() });

/** A call of C that enters no kernel. */
export const plainCall: Prepare = ({ libc }) => ({ operate: () => void libc.abs(1) });

/**
 * Loads that depend on each other, line after line in random order over `bytes` of memory: each takes as long
 * as the nearest place that holds so much.
 */
export const chase: Prepare = ({ libc, bytes }) => {
  const mapping = libc.map(bytes);
  libc.askForHugePages(mapping);
  const next = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(mapping.pointer, bytes));
  const lines = bytes / (4 * LINE_WORDS);
  // Sattolo's shuffle gives one circle through all lines.
  for (let i = 0; i < lines; i++) next[i * LINE_WORDS] = i * LINE_WORDS;
  for (let i = lines - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * i), at = next[i * LINE_WORDS]!;
    next[i * LINE_WORDS] = next[j * LINE_WORDS]!;
    next[j * LINE_WORDS] = at;
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
