/** Text as the word index sees it: words, and at which byte each begins. */
import { Dictionary } from "./dictionary.ts";

/** A sequence of words. */
export class Text {
  /**
   * Words by number.
   *
   * @param dictionary the words that occur
   * @param words which of them stands where
   * @param offsets the byte at which each begins
   * @param bytes length of the whole text
   */
  constructor(
    readonly dictionary: Dictionary,
    readonly words: Int32Array,
    readonly offsets: Uint32Array,
    readonly bytes: number,
  ) {}
}

/**
 * Finds the words of a text: letters `a` to `z`, capitals counting as small ones; whatever lies between
 * separates.
 */
export function tokenise(bytes: Uint8Array): Text {
  const numbers = new Map<string, number>(), words: number[] = [], offsets: number[] = [];
  let word = "";
  for (let at = 0; at <= bytes.length; at++) {
    const letter = bytes[at] ?? 0, small = letter | 0x20;
    if (small >= 0x61 && small <= 0x7a) {
      word += String.fromCharCode(small);
      continue;
    }
    if (word === "") continue;
    let number = numbers.get(word);
    if (number === undefined) numbers.set(word, number = numbers.size);
    words.push(number);
    offsets.push(at - word.length);
    word = "";
  }
  const dictionary = new Dictionary([...numbers.keys()]);
  return new Text(dictionary, Int32Array.from(words), Uint32Array.from(offsets), bytes.length);
}
