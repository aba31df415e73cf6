import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "corey-lab/sim";

function first(seed: number, count: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.bits());
}

Deno.test("Random gives the sequence of its seed, the same on every computer", () => {
  assert.deepEqual(first(1, 6), [1779833415, 2026416846, 1661539736, 2729060721, 4156309426, 708380479]);
  assert.deepEqual(
    first(-123456789012, 3),
    [2297022642, 2551909567, 4186619279],
    "all 53 bits of a seed count",
  );
});

Deno.test("Random gives different sequences for different seeds", () => {
  const seeds = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
  assert.equal(new Set(seeds.map((seed) => first(seed, 4).join())).size, seeds.length);
});

Deno.test("Random refuses a seed that is not an integer, and names it", () => {
  for (const seed of [1.5, NaN, Infinity, 2 ** 60]) {
    assert.throws(() => new Random(seed), { name: "RangeError", message: new RegExp(`${seed} is not`) });
  }
});

/** The chi-square statistic of counts that should be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

Deno.test("Random.below() is uniform: chi-square of 64 values lies between its 0.1 % and 99.9 % points", () => {
  for (const seed of [1, 2, 3]) {
    const random = new Random(seed), counts = new Array<number>(64).fill(0);
    for (let i = 0; i < 64_000; i++) counts[random.below(64)]!++;
    const statistic = chiSquare(counts);
    assert.ok(statistic > 33 && statistic < 104, `63 degrees of freedom, chi-square ${statistic}`);
  }
});

Deno.test("Random.unit() is uniform in pairs, so one value says nothing about the next", () => {
  const random = new Random(5), counts = new Array<number>(64).fill(0);
  for (let i = 0; i < 64_000; i++) {
    counts[Math.floor(random.unit() * 8) * 8 + Math.floor(random.unit() * 8)]!++;
  }
  assert.ok(chiSquare(counts) < 104, `chi-square ${chiSquare(counts)}`);
});

Deno.test("Random.unit() lies in [0, 1) and Random.below() in [0, bound)", () => {
  fc.assert(fc.property(fc.integer(), fc.integer({ min: 1, max: 1e9 }), (seed, bound) => {
    const random = new Random(seed);
    for (let i = 0; i < 20; i++) {
      const unit = random.unit(), below = random.below(bound);
      assert.ok(unit >= 0 && unit < 1);
      assert.ok(Number.isInteger(below) && below >= 0 && below < bound);
    }
  }));
});

Deno.test("Random.exponential() has the mean and the spread of an exponential distribution", () => {
  const random = new Random(3), count = 200_000;
  let sum = 0, squares = 0, longerThanMean = 0;
  for (let i = 0; i < count; i++) {
    const time = random.exponential(250);
    assert.ok(time >= 0 && Number.isFinite(time));
    sum += time;
    squares += time * time;
    if (time > 250) longerThanMean++;
  }
  const mean = sum / count, deviation = Math.sqrt(squares / count - mean * mean);
  assert.ok(Math.abs(mean / 250 - 1) < 0.01, `mean ${mean}`);
  assert.ok(Math.abs(deviation / 250 - 1) < 0.02, `standard deviation ${deviation}`);
  assert.ok(Math.abs(longerThanMean / count - Math.exp(-1)) < 0.005, "one in e is longer than the mean");
});

Deno.test("Random.permutation() holds every number once", () => {
  fc.assert(fc.property(fc.integer(), fc.nat(200), (seed, count) => {
    const sorted = new Random(seed).permutation(count).toSorted();
    assert.deepEqual([...sorted], Array.from({ length: count }, (_, i) => i));
  }));
});

Deno.test("Random.permutation() gives each of the six orders of three equally often", () => {
  const random = new Random(9), counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = random.permutation(3).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  assert.ok(chiSquare([...counts.values()]) < 20.5, "5 degrees of freedom, 99.9 % point");
});
