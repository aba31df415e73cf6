import assert from "node:assert/strict";
import fc from "fast-check";
import { Calendar } from "corey-lab/sim";

const BUCKET = 256;

/** The same calendar without a bound on how far it reaches. */
class NaiveCalendar {
  readonly used = new Map<number, number>();

  constructor(readonly capacityPerBucket: number) {}

  book(at: number, amount: number): number {
    for (let bucket = Math.floor(at / BUCKET), left = amount;; bucket++) {
      const taken = Math.min(left, this.capacityPerBucket - (this.used.get(bucket) ?? 0));
      this.used.set(bucket, (this.used.get(bucket) ?? 0) + taken);
      left -= taken;
      if (left === 0) return Math.max(0, bucket * BUCKET - at);
    }
  }
}

// Sums of eighths are exact, so that the two can be compared exactly.
const capacity = fc.integer({ min: 1, max: 40 }).map((eighths) => eighths / 8);
const requests = fc.array(
  fc.record({ at: fc.nat(20_000), amount: fc.integer({ min: 1, max: 100 }).map((eighths) => eighths / 8) }),
  { maxLength: 300, size: "max" },
);

Deno.test("Calendar.book() gives the wait of a calendar without limits, also to requests out of order", () => {
  fc.assert(fc.property(capacity, requests, (capacity, requests) => {
    const calendar = new Calendar([capacity]), naive = new NaiveCalendar(capacity * BUCKET);
    for (const { at, amount } of requests) assert.equal(calendar.book(at, amount), naive.book(at, amount));
  }));
});

Deno.test("Calendar.book() goes on as time goes by, long past the buckets it keeps", () => {
  const step = fc.record({ forward: fc.oneof(fc.nat(200), fc.nat(60_000)), back: fc.nat(2000) });
  const steps = fc.array(step, { maxLength: 300, size: "max" });
  fc.assert(fc.property(steps, (steps) => {
    const calendar = new Calendar([1 / 128]), naive = new NaiveCalendar(2);
    let now = 2000;
    for (const { forward, back } of steps) {
      now += forward;
      const at = now - back;
      assert.equal(calendar.book(at, 1), naive.book(at, 1));
    }
  }));
});

Deno.test("Calendar.book() never gives more than its capacity of a bucket to all requests together", () => {
  const times = fc.array(fc.nat(5000), { minLength: 1, maxLength: 400, size: "max" });
  fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), times, (perBucket, times) => {
    const calendar = new Calendar([perBucket / BUCKET]), given = new Map<number, number>();
    for (const at of times) {
      const bucket = Math.floor((at + calendar.book(at, 1)) / BUCKET);
      given.set(bucket, (given.get(bucket) ?? 0) + 1);
    }
    for (const count of given.values()) assert.ok(count <= perBucket);
  }));
});

Deno.test("Calendar.book() lets nobody wait below saturation", () => {
  const calendar = new Calendar([1 / 8]);
  for (let at = 0; at < 1e6; at += 9) assert.equal(calendar.book(at, 1), 0, `a request at ${at}`);
});

Deno.test("Calendar.book() serves a saturated link at exactly its capacity", () => {
  const calendar = new Calendar([2]), amount = 72, count = 5000;
  let last = 0;
  for (let i = 0; i < count; i++) last = Math.max(last, calendar.book(0, amount));
  const atCapacity = count * amount / 2;
  assert.ok(Math.abs(last - atCapacity) <= BUCKET, `the last waits ${last}, and ${atCapacity} are due`);
});

Deno.test("Calendar.book() finds room for a request that is issued late for an early time", () => {
  const calendar = new Calendar([1 / 64]); // four requests a bucket
  for (let i = 0; i < 100; i++) calendar.book(100_000, 1);
  assert.equal(calendar.book(1000, 1), 0, "who runs ahead does not block the others");
  assert.ok(calendar.book(100_000, 1) > 0);
});

Deno.test("Calendar.book() spreads a request larger than a bucket, which waits for the last of them", () => {
  const calendar = new Calendar([1]);
  assert.equal(calendar.book(0, 3 * BUCKET), 2 * BUCKET);
  assert.equal(calendar.book(0, 1), 3 * BUCKET);
  assert.equal(calendar.book(3 * BUCKET + 40, BUCKET - 1), 0, "there is just room for it");
});
