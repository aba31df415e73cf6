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
 * Calendars that are booked by the bucket of time: those of all links and controllers of a machine, say. What
 * is booked in a bucket stands in one row, so that booking several at once touches one place.
 */
export class Calendar {
  /** Of each calendar. */
  readonly #capacityPerBucket: Float64Array;
  readonly #mask: number;
  /** What can still be booked: a row a bucket with one number for each calendar. */
  readonly #room: Float64Array;
  /** The bucket of time that a row stands for. */
  readonly #bucketAt: Int32Array;

  /**
   * Calendars in which nothing is booked.
   *
   * @param capacitiesPerCycle of each, in any unit: bytes, requests
   */
  constructor(capacitiesPerCycle: readonly number[]) {
    this.#capacityPerBucket = Float64Array.from(capacitiesPerCycle, (capacity) => capacity * BUCKET_CYCLES);
    const count = capacitiesPerCycle.length;
    let buckets = BUCKETS;
    while (count * buckets > MOST_ROOM) buckets /= 2;
    this.#mask = buckets - 1;
    this.#room = new Float64Array(count * buckets);
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
    const left = this.#room[place]! - amount;
    if (left < 0) return this.#bookLater(atCycles, bucket, amount, which);
    this.#room[place] = left;
    return 0;
  }

  /**
   * Books `amount` on several calendars, if none of them makes it wait; otherwise books nothing and returns
   * false.
   */
  bookAtOnce(atCycles: number, amount: number, which: Int32Array): boolean {
    const room = this.#room, row = this.#rowOf((atCycles / BUCKET_CYCLES) | 0);
    for (let i = 0; i < which.length; i++) {
      const place = row + which[i]!, left = room[place]! - amount;
      if (left < 0) {
        while (i > 0) room[row + which[--i]!]! += amount;
        return false;
      }
      room[place] = left;
    }
    return true;
  }

  /** Goes on from a bucket that has not enough room. */
  #bookLater(atCycles: number, firstBucket: number, amount: number, which: number): number {
    for (let bucket = firstBucket, rest = amount;; bucket++) {
      const place = this.#rowOf(bucket) + which, left = this.#room[place]! - rest;
      if (left >= 0) {
        this.#room[place] = left;
        return Math.max(0, bucket * BUCKET_CYCLES - atCycles);
      }
      this.#room[place] = 0;
      rest = -left;
    }
  }

  /** Where a bucket's row begins. */
  #rowOf(bucket: number): number {
    const place = bucket & this.#mask;
    if (this.#bucketAt[place]! < bucket) this.#turn(place, bucket);
    return place * this.#capacityPerBucket.length;
  }

  /** Uses the row of a bucket of long ago for another one. */
  #turn(place: number, bucket: number): void {
    this.#bucketAt[place] = bucket;
    this.#room.set(this.#capacityPerBucket, place * this.#capacityPerBucket.length);
  }
}
