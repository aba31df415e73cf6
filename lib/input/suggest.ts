/** What somebody may have meant by a word that is none of those expected. */
import leven from "leven";

/** A third of a word may be wrong: more would suggest something else altogether. */
const WRONG_SHARE = 0.34;

/**
 * The word that comes nearest, or `undefined` if none is near.
 *
 * @example
 * ```ts
 * console.assert(nearest("fill_chips", ["round-robin", "fill-chips"]) === "fill-chips");
 * console.assert(nearest("colour", ["x", "y"]) === undefined);
 * ```
 */
export function nearest(word: string, words: readonly string[]): string | undefined {
  // Nobody types out hundreds of letters, and comparing them would take long.
  if (word.length > 100) return undefined;
  let best: string | undefined, least = Infinity;
  for (const candidate of words) {
    const wrong = leven(word.toLowerCase(), candidate.toLowerCase());
    if (wrong > WRONG_SHARE * Math.max(word.length, candidate.length) || wrong >= least) continue;
    [best, least] = [candidate, wrong];
  }
  return best;
}

/**
 * The end of a sentence about a word that is none of those expected: the nearest and those that begin with
 * it, or else all of them.
 *
 * @example
 * ```ts
 * console.assert(suggestion("privat", ["private", "group"]) === "did you mean private?");
 * console.assert(suggestion("cores", ["core", "coresPerChip"]) === "did you mean core or coresPerChip?");
 * console.assert(suggestion("mine", ["private", "group"]) === "there are private, group");
 * ```
 */
export function suggestion(word: string, words: readonly string[]): string {
  const near = nearest(word, words);
  if (near === undefined) return `there are ${words.join(", ") || "none"}`;
  const longer = words.filter((other) => other.startsWith(word) && other !== near);
  return `did you mean ${[near, ...longer].join(" or ")}?`;
}
