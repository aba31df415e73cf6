/**
 * What words a text consists of, and how often each occurs: the three random letters of Corey's own
 * benchmark, all equally often; or words as a natural language has them, few that are frequent and short,
 * many that are rare. There the word of rank r has a share of the text that is proportional to 1 / (r + q)^s,
 * the law of Zipf and Mandelbrot.
 */
import type { Sourced } from "../../input/sourced.ts";
import { Random } from "../../sim/random.ts";
import { Dictionary } from "./dictionary.ts";
import { Text } from "./text.ts";

const kingJames = "the King James Bible (Debian's bible-kjv-text): 4.3 MB with 792,655 words";

/** What text is like that is made as in a natural language. */
export const naturalText = {
  /** How many words there are. */
  words: {
    value: 12550,
    unit: "words",
    source:
      `different words in ${kingJames}. The paper does not say what its 1 GB file holds; the 800 MB file ` +
      "of Metis's own tests repeats 5 MB of text 160 times (data_tool/data-gen.sh)",
    sure: "R",
  },
  /** s. */
  exponent: { value: 1.26, unit: "1", source: `most likely value for ${kingJames}`, sure: "R" },
  /** q. */
  offset: { value: 3.5, unit: "ranks", source: `most likely value for ${kingJames}`, sure: "R" },
  /** A word of rank r has `shortest + growth · ln r` bytes. */
  shortest: {
    value: 2.1,
    unit: "bytes",
    source: `ranks 1 to 100 of ${kingJames} have 3.6 on average`,
    sure: "R",
  },
  /** Bytes that a word is longer where its rank is e times as high. */
  growth: { value: 0.59, unit: "bytes", source: `ranks 5,000 to 12,550 of ${kingJames} have 7.5`, sure: "R" },
} as const satisfies Record<string, Sourced<number>>;

/** What words are like: as in a natural language, or any three letters. */
export type TextKind = "natural" | "random";

/** Words with their shares of the text, the most frequent first. */
export class Vocabulary {
  /** The words, by rank from 0 on. */
  readonly dictionary: Dictionary;
  /** What part of all words each is. */
  readonly shares: Float64Array;
  /** Bytes of a word and what separates it from the next, on average. */
  readonly bytesPerWord: number;
  readonly #upTo: Float64Array;

  /**
   * Makes up words that do not mean anything; others for another seed, if they are as in a natural language.
   */
  constructor(seed: number, kind: TextKind = "random") {
    const words = kind === "natural" ? madeUp(naturalText.words.value, new Random(seed)) : ofThreeLetters();
    this.dictionary = new Dictionary(words);
    const { exponent, offset } = naturalText;
    const weights = Float64Array.from(
      words,
      (_, rank) => kind === "natural" ? (rank + 1 + offset.value) ** -exponent.value : 1,
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    this.shares = weights.map((weight) => weight / sum);
    let below = 0;
    this.#upTo = this.shares.map((share) => below += share);
    this.bytesPerWord = this.shares.reduce((bytes, share, r) => bytes + share * (words[r]!.length + 1), 0);
  }

  /** A word drawn by its share: its rank, from 0 on. */
  draw(random: Random): number {
    const at = random.unit() * this.#upTo.at(-1)!;
    let low = 0, high = this.#upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#upTo[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** A text of such words, with a blank after each. */
  textOf(ranks: Int32Array): Text {
    const offsets = new Uint32Array(ranks.length), { words } = this.dictionary;
    let bytes = 0;
    for (const [i, rank] of ranks.entries()) {
      offsets[i] = bytes;
      bytes += words[rank]!.length + 1;
    }
    return new Text(this.dictionary, ranks, offsets, bytes);
  }

  /** So many words drawn one by one, with a blank after each. */
  text(words: number, seed: number): Text {
    const random = new Random(seed);
    return this.textOf(Int32Array.from({ length: words }, () => this.draw(random)));
  }
}

function madeUp(count: number, random: Random): string[] {
  const { shortest, growth } = naturalText, words = new Set<string>();
  for (let rank = 1; words.size < count; rank = words.size + 1) {
    const length = Math.round(shortest.value + growth.value * Math.log(rank));
    let word = "";
    // Vowels and consonants take turns; if all words of a length are taken, the next longer ones serve.
    do word += (word.length % 2 === 0 ? "bcdfghklmnprstvw" : "aeiou")[
      random.below(word.length % 2 === 0 ? 16 : 5)
    ]; while (word.length < length || words.has(word));
    words.add(word);
  }
  return [...words];
}

/**
 * Three letters drawn for each word, as Corey's own wri makes its text (`RAND_INPUT` in
 * `user/metis/wordrevidx.c` of Corey's source). The lowest bit of its generator is 0 and 1 in turn, so
 * letters of even and of odd number take turns.
 */
function ofThreeLetters(): string[] {
  const every = "acegikmoqsuwy", other = "bdfhjlnprtvxz";
  return [...every].flatMap((a) => [...other].flatMap((b) => [...every].map((c) => a + b + c)));
}
