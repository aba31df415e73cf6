/**
 * Text in packets, whose data are counted in words: four characters each, the last word filled up with NULs.
 */

/** The words of a text of one-byte characters. */
export function packText(text: string): Int32Array {
  const words = new Int32Array(Math.ceil(text.length / 4));
  for (let i = 0; i < text.length; i++) words[i >>> 2]! |= (text.charCodeAt(i) & 255) << (8 * (i & 3));
  return words;
}

/** The text in words; what they were filled up with comes along. */
export function unpackText(words: ArrayLike<number>): string {
  let text = "";
  for (let i = 0; i < 4 * words.length; i++) {
    text += String.fromCharCode(words[i >>> 2]! >>> (8 * (i & 3)) & 255);
  }
  return text;
}
