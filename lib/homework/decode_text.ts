/** Bytes → text, whichever program on whichever system wrote them. */

/**
 * Reads UTF-8 with or without a byte order mark, UTF-16 with one, and what is none of these as Windows' Latin
 * letters.
 *
 * @example
 * ```ts
 * console.assert(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x41])) === "A");
 * console.assert(decodeText(new Uint8Array([0xc4])) === "Ä");
 * ```
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
