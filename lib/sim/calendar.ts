/**
 * Shared bandwidth: a link, a memory channel, a controller that serves so much per cycle and no more.
 *
 * Tasks run ahead of each other by a little, so requests do not arrive in order of time; one "free at" clock would
 * make a task wait for work that is issued after its own. A calendar divides time into buckets of equal capacity
 * instead, and a request takes the first room at or after its own time. Below saturation it waits for nothing: how requests of one
 * bucket queue behind each other is left out. A calendar remembers the last 262,144 cycles, and counts up to 5e11.
 */
const BUCKET_CYCLES = 256;
const BUCKETS = 1024; // a power of two: a bucket's place is its number's low bits

/** Calendars of equal capacity per cycle, booked by the bucket of time: those of all links of a machine, say. */
export class Calendar {
  readonly #capacityPerBucket: number;
  readonly #used: Float64Array;
  readonly #bucketAt: Int32Array;

  /**
   * Calendars in which nothing is booked.
   *
   * @param capacityPerCycle of each, in any unit: bytes, requests
   * @param count how many there are
   */
  constructor(capacityPerCycle: number, count = 1) {
    this.#capacityPerBucket = capacityPerCycle * BUCKET_CYCLES;
    this.#used = new Float64Array(count * BUCKETS);
    this.#bucketAt = new Int32Array(count * BUCKETS).fill(-1);
  }

  /**
   * Books `amount` at the first room from `atCycles` on, and returns how many cycles the request has to wait for it.
   * A request larger than a bucket is spread over as many as it needs, and waits for the last.
   *
   * @param which of the calendars
   */
  book(atCycles: number, amount: number, which = 0): number {
    let bucket = (atCycles / BUCKET_CYCLES) | 0;
    for (let left = amount;; bucket++) {
      const place = which * BUCKETS + (bucket & (BUCKETS - 1));
      if (this.#bucketAt[place]! < bucket) {
        this.#bucketAt[place] = bucket;
        this.#used[place] = 0;
      }
      const used = this.#used[place]! + left;
      if (used <= this.#capacityPerBucket) {
        this.#used[place] = used;
        const start = bucket * BUCKET_CYCLES;
        return start > atCycles ? start - atCycles : 0;
      }
      this.#used[place] = this.#capacityPerBucket;
      left = used - this.#capacityPerBucket;
    }
  }
}
