/**
 * What the paper says, as data. A claim that the model misses stays, with the reason as far as it is known.
 */
import type { Sureness } from "../input/sourced.ts";
import type { Row } from "../rows/row.ts";

/** What the model's value should be. */
export type Expected =
  /** Near a value: `within` is relative, 0.15 being 15 %. */
  | { readonly about: number; readonly within: number }
  /** Nothing; up to this much counts as nothing. */
  | { readonly about: 0; readonly upTo: number }
  /** Not more than a value. */
  | { readonly atMost: number }
  /** Not less than a value. */
  | { readonly atLeast: number };

/** How the model is known to miss a claim. */
export interface Gap {
  /**
   * The value that the model has instead: a test holds it to 5 %, so that a gap that closes, widens or moves
   * is noticed.
   */
  readonly model: number;
  /**
   * What in the model it is put down to, in a word or two, the same for all claims that it spoils: `driver`,
   * `mmap_sem`, `chance`.
   */
  readonly mechanism: string;
  /** What is known of the reason. */
  readonly why: string;
}

/**
 * One statement of the paper that the model can be held to.
 *
 * @example
 * ```ts
 * import { type Claim, value } from "corey-lab/analysis";
 * const claim: Claim = {
 *   says: "Sixteen cores have {} L3 misses per dup+close",
 *   expect: { about: 51, within: 0.15 },
 *   unit: "misses/op",
 *   sure: "P",
 *   kind: "predicted",
 *   whose: "paper's number",
 *   model: value({ cores: 16 }, "l3MissesPerOp"),
 * };
 * ```
 */
export interface Claim {
  /**
   * The paper's statement, in the project's words. `{}` stands for the number that is expected, `{%}` for it
   * as a percentage, so that it is written once.
   */
  readonly says: string;
  /** What is expected. */
  readonly expect: Expected;
  /** Unit of the value; `ratio` or `1` for plain numbers. */
  readonly unit: string;
  /** How sure the paper's value is. */
  readonly sure: Sureness;
  /** `calibrated`: an input of the model, read back. `predicted`: it comes out of the model. */
  readonly kind: "calibrated" | "predicted";
  /**
   * `paper's number`: the paper states it. `paper's words`: the paper says that something is more, or falls,
   * or is there, and the bound says just that. `ours`: the paper says it in words of degree (steeply, nearly
   * flat) or not at all, and the number is the project's.
   */
  readonly whose: "paper's number" | "paper's words" | "ours";
  /** Reads the model's value off the rows of the experiment; undefined if the model has none. */
  readonly model: (rows: readonly Row[]) => number | undefined;
  /** How the model is known to miss it. Its presence says that it does. */
  readonly gap?: Gap;
}
