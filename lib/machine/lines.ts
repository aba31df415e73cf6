/**
 * Lines: what caches hold, and what goes from one to another. How long they are is a property of a machine
 * (`lineBytes` of its spec), and programs do not know it: structures are padded to the lines that they were
 * compiled for. So words that a program keeps 64 bytes apart share a line on a machine whose lines have 128,
 * as they do when such a program runs there.
 */

/** Bytes of the lines that programs are compiled for, as Linux calls them: those of x86-64. */
export const L1_CACHE_BYTES = 64;

/** The lines of one machine, numbered from address 0 on. */
export class Lines {
  /** An address shifted right by so many bits is the number of its line. */
  readonly shift: number;

  /**
   * Lines of so many bytes.
   *
   * @param bytes a power of two
   */
  constructor(readonly bytes: number) {
    this.shift = Math.log2(bytes);
  }

  /** The line that an address is on. */
  of(address: number): number {
    return address >>> this.shift;
  }

  /** The address of a line's first byte. */
  startOf(line: number): number {
    return line * this.bytes;
  }

  /** The lines that some bytes are on, in order. */
  *under(address: number, byteCount: number): Generator<number> {
    if (byteCount === 0) return;
    for (let line = this.of(address), last = this.of(address + byteCount - 1); line <= last; line++) {
      yield line;
    }
  }
}
