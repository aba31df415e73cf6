/** Problems drawn from a seed: each student gets numbers of their own, and the same ones every time. */
import { Random } from "../sim/random.ts";

/** What stands where students put in their names. */
export const NO_NAME = "your name";

/**
 * Which of `variants` sets of numbers a student works on. A name such as `#3` stands for number 3 itself, so
 * that a teacher can look at each.
 *
 * @param student any name; capitals and spaces around it do not matter
 * @param variants how many sets there are
 * @returns a whole number from 0 to `variants - 1`
 * @example
 * ```ts
 * import { variantOf } from "corey-lab/homework";
 * console.assert(variantOf("Ada", 8) === variantOf(" ada ", 8));
 * console.assert(variantOf("#3", 8) === 3);
 * ```
 */
export function variantOf(student: string, variants: number): number {
  const name = student.trim().toLowerCase();
  const [, number] = /^#(\d+)$/.exec(name) ?? [];
  return number === undefined ? new Random(hash(name)).below(variants) : Number(number) % variants;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

/** Draws the numbers of one problem set, one after the other. */
export class Draw {
  readonly #random: Random;

  /**
   * Equal assignments and variants draw equal numbers.
   *
   * @param assignment the assignment's name
   * @param variant which set of numbers
   */
  constructor(assignment: string, readonly variant: number) {
    this.#random = new Random(hash(`${assignment}/${variant}`));
  }

  /** One of some values. */
  pick<const Value>(values: readonly Value[]): Value {
    return values[this.#random.below(values.length)]!;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.#random.below(most - least + 1);
  }
}
