/** The TLB against two plain lists in order of use. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { assume } from "corey-lab";
import { type MachineSpec, opteron16 } from "corey-lab/machine";
import { Tlb, type Translation } from "../../lib/machine/tlb.ts";

function withTlb(l1Entries: number, l2Entries: number, l2Ways: number): MachineSpec {
  const { tlb } = opteron16;
  return {
    ...opteron16,
    tlb: {
      l1Entries: assume(tlb.l1Entries, l1Entries),
      l2Entries: assume(tlb.l2Entries, l2Entries),
      l2Ways: assume(tlb.l2Ways, l2Ways),
      l2LatencyCycles: assume(tlb.l2LatencyCycles, 5),
    },
  };
}

/**
 * What a TLB should do: a list, newest first, whose last falls into the list of its set, whose last is
 * forgotten.
 */
class PlainTlb {
  readonly first: number[] = [];
  readonly second: number[][];
  readonly known = new Map<number, Translation>();

  constructor(readonly entries: number, sets: number, readonly ways: number) {
    this.second = Array.from({ length: sets }, () => []);
  }

  find(page: number): { translation: Translation | undefined; cycles: number } {
    const translation = this.known.get(page), inFirst = this.first.includes(page);
    if (translation) this.#use(page);
    return { translation, cycles: !translation || inFirst ? 0 : 5 };
  }

  insert(page: number, translation: Translation): void {
    if (!this.known.has(page)) this.#use(page);
    this.known.set(page, translation);
  }

  forget(page: number): void {
    this.known.delete(page);
    for (const list of [this.first, ...this.second]) {
      if (list.includes(page)) list.splice(list.indexOf(page), 1);
    }
  }

  #use(page: number): void {
    const translation = this.known.get(page);
    this.forget(page);
    if (translation) this.known.set(page, translation);
    this.first.unshift(page);
    if (this.first.length <= this.entries) return;
    const older = this.first.pop()!, set = this.second[older % this.second.length]!;
    set.unshift(older);
    if (set.length > this.ways) this.known.delete(set.pop()!);
  }
}

interface Step {
  readonly verb: "find" | "insert" | "forget" | "flush";
  readonly page: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom("find", "find", "find", "insert", "insert", "insert", "insert", "forget", "flush"),
  page: fc.oneof(fc.nat(25), fc.nat(25), fc.integer({ min: 2 ** 31 - 8, max: 2 ** 31 - 1 })),
});

Deno.test("Tlb remembers what two plain lists in order of use remember, at the same price", () => {
  const sizes = fc.record({
    l1: fc.integer({ min: 1, max: 6 }),
    ways: fc.integer({ min: 1, max: 3 }),
    sets: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(sizes, fc.array(step, { maxLength: 300, size: "max" }), ({ l1, ways, sets }, steps) => {
      const tlb = new Tlb(withTlb(l1, ways * sets, ways)), plain = new PlainTlb(l1, sets, ways);
      let misses = 0;
      for (const [i, { verb, page }] of steps.entries()) {
        if (verb === "find") {
          let cycles = 0;
          const translation = tlb.find(page, (more) => cycles += more);
          assert.deepEqual({ translation, cycles }, plain.find(page));
          if (!translation) misses++;
        } else if (verb === "insert") {
          const translation = { frame: 4096 * i, writable: i % 2 === 0 };
          tlb.insert(page, translation);
          plain.insert(page, translation);
        } else if (verb === "forget") {
          tlb.forget(page);
          plain.forget(page);
        } else {
          tlb.flush();
          for (const page of [...plain.known.keys()]) plain.forget(page);
        }
        assert.equal(tlb.misses, misses);
        assert.deepEqual([...tlb.pages()].sort(), [...plain.known.keys()].sort());
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("Tlb of the paper's machine holds 48 pages for nothing, 96 for 5 cycles each, and of 1000 in turn none", () => {
  const tlb = new Tlb(opteron16);
  const cost = (pages: number) => {
    let cycles = 0;
    for (let page = 0; page < pages; page++) {
      if (!tlb.find(page, (more) => cycles += more)) tlb.insert(page, { frame: 0, writable: true });
    }
    return cycles;
  };
  const missesOf = (pages: number) => {
    const before = tlb.misses;
    cost(pages);
    return tlb.misses - before;
  };
  assert.equal(missesOf(48), 48);
  assert.equal(cost(48), 0);
  tlb.flush();
  assert.equal(missesOf(96), 96);
  assert.equal(missesOf(96), 0);
  assert.equal(cost(96), 96 * 5, "a round of more pages than the first level holds never hits there");
  assert.equal(missesOf(1000), 1000 - 96);
  assert.equal(missesOf(1000), 1000);
});
