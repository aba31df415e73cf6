import assert from "node:assert/strict";
import fc from "fast-check";
import { Cache } from "corey-lab/machine";

/** The same cache as a list a set, newest first. */
class ListCache {
  readonly #sets: number[][];

  constructor(sets: number, readonly ways: number) {
    this.#sets = Array.from({ length: sets }, () => []);
  }

  hit(line: number): boolean {
    const set = this.#setOf(line), here = this.remove(line);
    if (here) set.unshift(line);
    return here;
  }

  insert(line: number): number {
    const set = this.#setOf(line);
    set.unshift(line);
    return set.length > this.ways ? set.pop()! : -1;
  }

  remove(line: number): boolean {
    const set = this.#setOf(line), at = set.indexOf(line);
    if (at >= 0) set.splice(at, 1);
    return at >= 0;
  }

  clear(): void {
    for (const set of this.#sets) set.length = 0;
  }

  lines(): number[] {
    return this.#sets.flat();
  }

  #setOf(line: number): number[] {
    return this.#sets[line % this.#sets.length]!;
  }
}

const sorted = (lines: Iterable<number>) => [...lines].sort((a, b) => a - b);
const accesses = new Array<"access">(8).fill("access");
const kinds = [...accesses, "hit", "hit", "remove", "remove", "clear"] as const;
const operations = fc.array(
  fc.record({ kind: fc.constantFrom(...kinds), line: fc.nat(30) }),
  { maxLength: 300, size: "max" },
);

Deno.test("Cache does what lists in order of use do, for any number of sets and ways", () => {
  // Numbers of sets that are and are not powers of two: those take different ways to the set of a line.
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 5 }),
      operations,
      (sets, ways, ops) => {
        const cache = new Cache(sets * ways, ways), reference = new ListCache(sets, ways);
        assert.equal(cache.sets, sets);
        for (const { kind, line } of ops) {
          if (kind === "clear") {
            cache.clear();
            reference.clear();
          } else if (kind === "remove") {
            assert.equal(cache.remove(line), reference.remove(line));
          } else {
            const hit = reference.hit(line);
            assert.equal(cache.hit(line), hit);
            if (kind === "access" && !hit) assert.equal(cache.insert(line), reference.insert(line));
          }
          assert.deepEqual(sorted(cache.lines()), sorted(reference.lines()));
        }
      },
    ),
  );
});

Deno.test("Cache.insert() drives out the line that was used longest ago", () => {
  const cache = new Cache(3, 3);
  for (const line of [1, 2, 3]) assert.equal(cache.insert(line), -1);
  assert.ok(cache.hit(1));
  assert.equal(cache.insert(4), 2);
  assert.equal(cache.insert(5), 3);
  assert.equal(cache.insert(6), 1);
});

Deno.test("Cache.insert() fills the place of a removed line before it drives anyone out", () => {
  const cache = new Cache(2, 2);
  cache.insert(1);
  cache.insert(2);
  cache.remove(2);
  assert.equal(cache.insert(3), -1);
  assert.equal(cache.insert(4), 1);
});

Deno.test("Cache refuses a size with no room for one set, and says so", () => {
  assert.throws(() => new Cache(1, 2), {
    name: "RangeError",
    message: /1 lines has no room for a set of 2/,
  });
});
