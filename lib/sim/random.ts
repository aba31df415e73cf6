/**
 * Seeded random numbers, so that the same arguments give the same rows on every computer. The generator is
 * sfc32 (Chris Doty-Humphrey's "small fast counting" generator, from PractRand, 2010).
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /**
   * Starts a sequence.
   *
   * @param seed any integer; equal seeds give equal sequences
   * @throws {RangeError} when the seed is not an integer
   */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed must be an integer, and ${seed} is not`);
    this.#a = 0;
    this.#b = seed | 0;
    this.#c = Math.floor(seed / 2 ** 32) | 0;
    for (let i = 0; i < 15; i++) this.bits();
  }

  /** The next 32 random bits, as an unsigned integer. */
  bits(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + result | 0;
    return result >>> 0;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.bits() / 2 ** 32;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.unit() * bound);
  }

  /** An exponentially distributed time with the given mean, such as between two arrivals. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit());
  }

  /** The numbers 0 … count-1 in random order (Fisher and Yates). */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}
