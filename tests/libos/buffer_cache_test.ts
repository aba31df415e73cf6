/** Both buffer caches against a plain map from blocks to words; the tree and the allocators against a map and a bag. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  BLOCK_WORDS,
  BlockAllocators,
  Blocks,
  type BufferCache,
  type Core,
  type Disk,
  HashTableBufferCache,
  Machine,
  mcs,
  MOST_BLOCKS,
  MOST_FILES,
  opteron16,
  type Program,
  RadixTree,
  type ReadWriteLockKind,
  ScalableBufferCache,
  scalableReadWrite,
} from "corey-lab";

type Maker = (machine: Machine, disk: Disk) => BufferCache;
const caches: readonly [string, Maker][] = [
  ["scalable buffer cache", (machine, disk) => new ScalableBufferCache(machine, disk)],
  [
    "scalable buffer cache with the MCS read-write lock",
    (machine, disk) => new ScalableBufferCache(machine, disk, { lock: scalableReadWrite }),
  ],
  ["hash table under one lock", (machine, disk) => new HashTableBufferCache(machine, disk)],
  [
    "hash table under an MCS lock",
    (machine, disk) => new HashTableBufferCache(machine, disk, { lock: mcs }),
  ],
];

/** What the disk holds: every word says which block it is of. */
const disk: Disk = (file, block) => new Int32Array(BLOCK_WORDS).fill(-(file * 1000 + block + 1));

/** A call of a core: a read, or a write of a whole block. */
interface Call {
  readonly write: boolean;
  readonly file: number;
  readonly block: number;
  readonly pause: number;
}
const call: fc.Arbitrary<Call> = fc.record({
  write: fc.boolean(),
  file: fc.nat(1),
  block: fc.constantFrom(0, 1, 511, 512),
  pause: fc.nat(2000),
});

/** A write, from when it began to when it returned. */
interface Written {
  readonly value: number;
  readonly from: number;
  readonly until: number;
}

/** Runs calls on as many cores; returns for each read the value that it saw in all words (NaN if they differ), and when. */
function run(make: Maker, work: readonly (readonly Call[])[]) {
  const machine = new Machine(opteron16), cache = make(machine, disk);
  const reads: { key: string; value: number; from: number; until: number }[] = [];
  const writes = new Map<string, Written[]>();
  let next = 1;
  work.forEach((calls, i) => {
    const core = machine.cores[i * 5 % 16]!;
    core.start((function* (): Program {
      for (const { write, file, block, pause } of calls) {
        core.compute(pause);
        yield;
        const key = `${file}.${block}`, from = core.now;
        if (write) {
          const value = next++;
          yield* cache.write(core, file, block, new Int32Array(BLOCK_WORDS).fill(value));
          writes.set(key, [...writes.get(key) ?? [], { value, from, until: core.now }]);
        } else {
          const value = yield* cache.read(
            core,
            file,
            block,
            (words) => words.every((word) => word === words[0]) ? words[0]! : NaN,
          );
          reads.push({ key, value, from, until: core.now });
        }
      }
    })());
  });
  machine.run();
  return { cache, machine, reads, writes };
}

/** Whether a read may have seen what it saw: the disk's or a write's value, and nothing that another write had replaced before it began. */
function mayHaveSeen(read: ReturnType<typeof run>["reads"][0], writes: readonly Written[]): boolean {
  const [file, block] = read.key.split(".").map(Number);
  const initial: Written = { value: disk(file!, block!)[0]!, from: -2, until: -1 };
  const seen = [initial, ...writes].find(({ value }) => value === read.value);
  if (!seen || seen.from > read.until) return false;
  return !writes.some(({ from, until }) => from > seen.until && until < read.from);
}

for (const [name, make] of caches) {
  Deno.test(`${name}: one core finds what it wrote last, or what the disk holds`, () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const model = new Map<string, number>(), { reads } = run(make, [calls]);
        let value = 1;
        const expected = calls.flatMap(({ write, file, block }) => {
          const key = `${file}.${block}`;
          if (write) model.set(key, value++);
          return write ? [] : [model.get(key) ?? disk(file, block)[0]!];
        });
        assert.deepEqual(reads.map((read) => read.value), expected);
      }),
      { numRuns: 40 },
    );
  });

  Deno.test(`${name}: no block is reused while it is read, nobody sees what was replaced before, and none is lost`, () => {
    const work = fc.array(fc.array(call, { minLength: 20, maxLength: 60 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(work, (work) => {
        const { cache, reads, writes } = run(make, work);
        for (const read of reads) {
          assert.ok(mayHaveSeen(read, writes.get(read.key) ?? []), JSON.stringify(read));
        }
        const used = new Set(work.flat().map(({ file, block }) => `${file}.${block}`)).size;
        const { total, free } = cache.blocks;
        assert.ok(total - free >= used && total - free <= used + 16 * work.length, `${total}, ${free} free`);
      }),
      { numRuns: 25 },
    );
  });

  Deno.test(`${name} refuses blocks that there cannot be`, () => {
    const machine = new Machine(opteron16), cache = make(machine, disk), core = machine.cores[0]!;
    for (const [file, block] of [[MOST_FILES, 0], [0, MOST_BLOCKS], [-1, 0], [0, 0.5]] as const) {
      assert.throws(() => machine.runOn(core, cache.read(core, file, block, () => 0)), RangeError);
      assert.throws(
        () => machine.runOn(core, cache.write(core, file, block, new Int32Array(BLOCK_WORDS))),
        RangeError,
      );
    }
  });
}

Deno.test("without its read-write lock, the scalable buffer cache reuses blocks that are being read", () => {
  // Eight cores write three blocks in turn, without a pause; eight read one of them.
  const nothing = function* (): Program {
    yield;
  };
  const noLock: ReadWriteLockKind = {
    name: "none",
    place: () => ({
      acquireRead: nothing,
      releaseRead: nothing,
      acquireWrite: nothing,
      releaseWrite: nothing,
    }),
  };
  const busy = (write: boolean) =>
    Array.from({ length: 400 }, (_, i): Call => ({ write, file: 0, block: write ? i % 3 : 0, pause: 0 }));
  const work = Array.from({ length: 16 }, (_, i) => busy(i >= 8));
  const wrong = (make: Maker) => {
    const { reads, writes } = run(make, work);
    return reads.filter((read) => !mayHaveSeen(read, writes.get(read.key)!)).length;
  };
  const freedAtOnce = 1;
  assert.ok(
    wrong((machine, disk) => new ScalableBufferCache(machine, disk, { lock: noLock, freedAtOnce })) > 0,
  );
  assert.equal(wrong((machine, disk) => new ScalableBufferCache(machine, disk, { freedAtOnce })), 0);
});

Deno.test("RadixTree is a map, and of several cores that put under one key exactly one succeeds", () => {
  const key = fc.oneof(fc.nat(2 ** 27 - 1), fc.constantFrom(0, 511, 512, 2 ** 18, 2 ** 27 - 1));
  fc.assert(
    fc.property(fc.array(fc.array(key, { maxLength: 8 }), { minLength: 1, maxLength: 6 }), (work) => {
      const machine = new Machine(opteron16), tree = new RadixTree(machine);
      const put = new Map<number, number>();
      work.forEach((keys, i) => {
        const core = machine.cores[i * 5 % 16]!;
        core.start((function* (): Program {
          for (const key of keys) {
            if (!(yield* tree.put(core, key, i + 1))) continue;
            assert.ok(!put.has(key));
            put.set(key, i + 1);
          }
        })());
      });
      machine.run();
      const core = machine.cores[0]!;
      for (const key of new Set(work.flat())) {
        assert.equal(machine.runOn(core, tree.find(core, key)), put.get(key));
        assert.equal(machine.runOn(core, tree.replace(core, key, 99)), put.get(key));
        assert.equal(machine.runOn(core, tree.find(core, key)), 99);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("BlockAllocators never give a block to two, and get all back, whoever frees them", () => {
  const steps = fc.array(fc.record({ take: fc.boolean(), pause: fc.nat(300) }), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(steps, { minLength: 1, maxLength: 8 }), (work) => {
      const machine = new Machine(opteron16), blocks = new Blocks(machine);
      const allocators = new BlockAllocators(machine, blocks), taken: number[] = [];
      const program = function* (core: Core, steps: typeof work[0]): Program {
        for (const { take, pause } of steps) {
          core.compute(pause);
          if (take) {
            const id = yield* allocators.take(core);
            assert.ok(!taken.includes(id), `block ${id} is taken already`);
            taken.push(id);
          } else {
            // Anybody's, the oldest first.
            const id = taken.shift();
            if (id !== undefined) yield* allocators.give(core, id);
          }
        }
      };
      work.forEach((steps, i) => {
        const core = machine.cores[i * 3 % 16]!;
        core.start(program(core, steps));
      });
      machine.run();
      assert.equal(allocators.free + taken.length, blocks.total);
    }),
    { numRuns: 60 },
  );
});
