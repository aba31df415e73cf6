/**
 * Shared bandwidth: a link, a memory channel, a controller that serves so much per cycle and no more.
 *
 * Tasks run ahead of each other by a little, so requests do not arrive in order of time; one "free at" clock
 * would make a task wait for work that is issued after its own. A calendar divides time into buckets of equal
 * capacity instead, and a request takes the first room at or after its own time. Below saturation it waits
 * for nothing: how requests of one bucket queue behind each other is left out. A calendar remembers the last
 * 262,144 cycles (fewer, if there are so many calendars that they would not fit into 512 MB), and counts up
 * to 5e11.
 */
const BUCKET_CYCLES = 256;
const BUCKETS = 1024; // a power of two: a bucket's place is its number's low bits
const MOST_ROOM = 2 ** 26;

/**
 * Calendars of equal capacity per cycle, booked by the bucket of time: those of all links of a machine, say.
 */
export class Calendar {
  readonly #capacityPerBucket: number;
  readonly #count: number;
  readonly #mask: number;
  /**
   * What is booked: a row a bucket with one number for each calendar, so that booking several at once touches
   * one place.
   */
  readonly #used: Float64Array;
  /** The bucket of time that a row stands for. */
  readonly #bucketAt: Int32Array;

  /**
   * Calendars in which nothing is booked.
   *
   * @param capacityPerCycle of each, in any unit: bytes, requests
   * @param count how many there are
   */
  constructor(capacityPerCycle: number, count = 1) {
    this.#capacityPerBucket = capacityPerCycle * BUCKET_CYCLES;
    this.#count = count;
    let buckets = BUCKETS;
    while (count * buckets > MOST_ROOM) buckets /= 2;
    this.#mask = buckets - 1;
    this.#used = new Float64Array(count * buckets);
    this.#bucketAt = new Int32Array(buckets).fill(-1);
  }

  /**
   * Books `amount` at the first room from `atCycles` on, and returns how many cycles the request has to wait
   * for it. A request larger than a bucket is spread over as many as it needs, and waits for the last.
   *
   * @param which of the calendars
   */
  book(atCycles: number, amount: number, which = 0): number {
    const bucket = (atCycles / BUCKET_CYCLES) | 0, place = this.#rowOf(bucket) + which;
    const used = this.#used[place]! + amount;
    if (used > this.#capacityPerBucket) return this.#bookLater(atCycles, bucket, amount, which);
    this.#used[place] = used;
    return 0;
  }

  /**
   * Books `amount` on several calendars, if none of them makes it wait; otherwise books nothing and returns
   * false.
   */
  bookAtOnce(atCycles: number, amount: number, which: Int32Array): boolean {
    const used = this.#used, row = this.#rowOf((atCycles / BUCKET_CYCLES) | 0);
    for (let i = 0; i < which.length; i++) {
      const place = row + which[i]!, after = used[place]! + amount;
      if (after > this.#capacityPerBucket) {
        while (i > 0) used[row + which[--i]!]! -= amount;
        return false;
      }
      used[place] = after;
    }
    return true;
  }

  /** Goes on from a bucket that has not enough room. */
  #bookLater(atCycles: number, firstBucket: number, amount: number, which: number): number {
    for (let bucket = firstBucket, left = amount;; bucket++) {
      const place = this.#rowOf(bucket) + which, used = this.#used[place]! + left;
      if (used <= this.#capacityPerBucket) {
        this.#used[place] = used;
        return Math.max(0, bucket * BUCKET_CYCLES - atCycles);
      }
      this.#used[place] = this.#capacityPerBucket;
      left = used - this.#capacityPerBucket;
    }
  }

  /** Where a bucket's row begins. */
  #rowOf(bucket: number): number {
    const place = bucket & this.#mask;
    if (this.#bucketAt[place]! < bucket) this.#turn(place, bucket);
    return place * this.#count;
  }

  /** Uses the row of a bucket of long ago for another one. */
  #turn(place: number, bucket: number): void {
    this.#bucketAt[place] = bucket;
    const row = place * this.#count;
    for (let i = row; i < row + this.#count; i++) this.#used[i] = 0;
  }
}
