/**
 * ZMTP frames: one byte of flags, the length in one or eight bytes, the body.
 */

const COMMAND = 4, LONG = 2, MORE = 1;
const LARGEST_FRAME = 2 ** 27;

/** One frame as it came over the wire. */
export interface Frame {
  /** Whether another frame of the same message follows. */
  readonly more: boolean;
  /** Whether this is a command of the protocol itself and not part of a message. */
  readonly command: boolean;
  /** What the frame carries. */
  readonly body: Uint8Array;
}

/**
 * Encodes one ZMTP frame: flags, length, body. Bodies of 256 bytes and more take an 8-byte length.
 *
 * @example
 * ```ts
 * import { encodeFrame } from "./frames.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(encodeFrame(Uint8Array.of(7, 8), { more: true }), Uint8Array.of(1, 2, 7, 8));
 * ```
 */
export function encodeFrame(
  body: Uint8Array,
  { more = false, command = false }: { more?: boolean; command?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const long = body.length > 255;
  const head = long ? 9 : 2;
  const frame = new Uint8Array(head + body.length);
  frame[0] = (more ? MORE : 0) | (long ? LONG : 0) | (command ? COMMAND : 0);
  if (long) new DataView(frame.buffer).setBigUint64(1, BigInt(body.length));
  else frame[1] = body.length;
  frame.set(body, head);
  return frame;
}

/** Something bytes can be read from, such as a `Deno.Conn`. */
export interface ByteSource {
  /** Fills `buffer` from the front; resolves with how many bytes, or null at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
}

/** Reads frames one after another from a {@linkcode ByteSource}, in large gulps. */
export class FrameReader {
  readonly #source: ByteSource;
  readonly #gulp = new Uint8Array(64 * 1024);
  #buffered = new Uint8Array(0);

  /** Reads from `source`, which nobody else may read from. */
  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Takes exactly `count` bytes; null if the source ends before. */
  async take(count: number): Promise<Uint8Array | null> {
    if (this.#buffered.length < count) {
      const pieces = [this.#buffered];
      for (let have = this.#buffered.length; have < count;) {
        const read = await this.#source.read(this.#gulp);
        if (read === null) return null;
        pieces.push(this.#gulp.slice(0, read));
        have += read;
      }
      this.#buffered = concatenate(pieces);
    }
    const taken = this.#buffered.subarray(0, count);
    this.#buffered = this.#buffered.subarray(count);
    return taken;
  }

  /**
   * The next frame; null if the source has ended.
   *
   * @throws {Error} if the length is beyond reason, that is, the peer does not speak ZMTP.
   * @example
   * ```ts
   * import { FrameReader } from "./frames.ts";
   * import assert from "node:assert/strict";
   *
   * const bytes = Uint8Array.of(1, 2, 7, 8);
   * const source = { read: (into: Uint8Array) => (into.set(bytes), Promise.resolve(bytes.length)) };
   * const frame = await new FrameReader(source).next();
   * assert.deepEqual(frame, { more: true, command: false, body: Uint8Array.of(7, 8) });
   * ```
   */
  async next(): Promise<Frame | null> {
    const flags = (await this.take(1))?.[0];
    if (flags === undefined) return null;
    const long = (flags & LONG) !== 0;
    const length = await this.take(long ? 8 : 1);
    if (length === null) return null;
    const count = long ? Number(new DataView(length.buffer, length.byteOffset).getBigUint64(0)) : length[0]!;
    if (count > LARGEST_FRAME) {
      throw new Error(
        `a ZMTP frame of ${count} bytes: more than a notebook can show, or the peer does not speak ZMTP`,
      );
    }
    const body = await this.take(count);
    if (body === null) return null;
    return { more: (flags & MORE) !== 0, command: (flags & COMMAND) !== 0, body };
  }
}

/**
 * Joins byte arrays into one.
 *
 * @example
 * ```ts
 * import { concatenate } from "./frames.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(concatenate([Uint8Array.of(1), Uint8Array.of(2, 3)]), Uint8Array.of(1, 2, 3));
 * ```
 */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
