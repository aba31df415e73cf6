/**
 * Both buffer caches against a plain map from blocks to words; the tree and the allocators against a map and
 * a bag.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Program } from "corey-lab/sim";
import { type Core, Machine, opteron16 } from "corey-lab/machine";
import { mcs, type ReadWriteLockKind, scalableReadWrite } from "corey-lab/locks";
import {
  BLOCK_WORDS,
  BlockAllocators,
  Blocks,
  type BufferCache,
  type Disk,
  HashTableBufferCache,
  MOST_BLOCKS,
  MOST_FILES,
  RadixTree,
  ScalableBufferCache,
} from "corey-lab/libos";
import { alike, slow } from "../slow.ts";

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

/** The word that the disk holds in a block. */
function onDisk(key: string): number {
  const [file, block] = key.split(".").map(Number);
  return disk(file!, block!)[0]!;
}

/** A call of a core. */
interface Call {
  readonly verb: "read" | "write" | "remove";
  readonly file: number;
  readonly block: number;
  readonly pause: number;
}
const call: fc.Arbitrary<Call> = fc.record({
  verb: fc.constantFrom("read", "read", "write", "write", "remove"),
  file: fc.nat(1),
  block: fc.constantFrom(0, 1, 511, 512),
  pause: fc.nat(2000),
});

/** A write, from when it began to when it returned. To remove a block is to write what the disk holds. */
interface Written {
  readonly value: number;
  readonly from: number;
  readonly until: number;
}

/**
 * Runs calls on as many cores; returns for each read the value that it saw in all words (NaN if they differ),
 * and when.
 */
function run(make: Maker, work: readonly (readonly Call[])[]) {
  const machine = new Machine(opteron16), cache = make(machine, disk);
  const reads: { key: string; value: number; from: number; until: number }[] = [];
  const writes = new Map<string, Written[]>();
  let next = 1;
  work.forEach((calls, i) => {
    const core = machine.cores[i * 5 % 16]!;
    core.start((function* (): Program {
      for (const { verb, file, block, pause } of calls) {
        core.compute(pause);
        yield;
        const key = `${file}.${block}`, from = core.now;
        if (verb !== "read") {
          const value = verb === "write" ? next++ : onDisk(key);
          if (verb === "remove") yield* cache.remove(core, file, block);
          else yield* cache.write(core, file, block, new Int32Array(BLOCK_WORDS).fill(value));
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

/**
 * Whether a read may have seen what it saw: the disk's or a write's value, and nothing that another write had
 * replaced before it began.
 */
function mayHaveSeen(read: ReturnType<typeof run>["reads"][0], writes: readonly Written[]): boolean {
  const initial: Written = { value: onDisk(read.key), from: -2, until: -1 };
  return [initial, ...writes].some((seen) =>
    seen.value === read.value && seen.from <= read.until &&
    !writes.some(({ from, until }) => from > seen.until && until < read.from)
  );
}

for (const [i, [name, make]] of caches.entries()) {
  Deno.test(`${name}: one core finds what it wrote last, or what the disk holds`, () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const model = new Map<string, number>(), { reads } = run(make, [calls]);
        let value = 1;
        const expected = calls.flatMap(({ verb, file, block }) => {
          const key = `${file}.${block}`;
          if (verb === "write") model.set(key, value++);
          if (verb === "remove") model.delete(key);
          return verb === "read" ? [model.get(key) ?? onDisk(key)] : [];
        });
        assert.deepEqual(reads.map((read) => read.value), expected);
      }),
      { numRuns: 40 },
    );
  });

  alike(i)(
    `${name}: no block is reused while it is read, nobody sees what was replaced before, and none is lost`,
    () => {
      const work = fc.array(fc.array(call, { minLength: 20, maxLength: 60 }), { minLength: 2, maxLength: 8 });
      fc.assert(
        fc.property(work, (work) => {
          const { cache, machine, reads, writes } = run(make, work);
          for (const read of reads) {
            assert.ok(mayHaveSeen(read, writes.get(read.key) ?? []), JSON.stringify(read));
          }
          const used = new Map(work.flat().map((call) => [`${call.file}.${call.block}`, call]));
          for (const { file, block } of used.values()) {
            machine.runOn(machine.cores[0]!, cache.read(machine.cores[0]!, file, block, () => 0));
          }
          const { total, free } = cache.blocks, kept = total - free;
          assert.ok(kept >= used.size && kept <= used.size + 16 * work.length, `${total}, ${free} free`);
        }),
        { numRuns: 25 },
      );
    },
  );

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

/** A lock that lets everyone in. */
const noLock: ReadWriteLockKind = {
  name: "none",
  place: () => {
    const nothing = function* (): Program {
      yield;
    };
    return { acquireRead: nothing, releaseRead: nothing, acquireWrite: nothing, releaseWrite: nothing };
  },
};

for (const frees of ["write", "remove"] as const) {
  slow(
    `blocks that a ${frees} frees at once are reused under their readers without the read-write lock, and only without`,
    () => {
      // Eight cores free and fill three blocks in turn, without a pause; eight read one of them.
      const busy = (reads: boolean) =>
        Array.from({ length: 400 }, (_, i): Call => ({
          verb: reads ? "read" : i % 2 === 0 ? frees : "write",
          file: 0,
          block: reads ? 0 : i % 3,
          pause: 0,
        }));
      const work = Array.from({ length: 16 }, (_, i) => busy(i < 8)), freedAtOnce = 1;
      const wrong = (make: Maker) => {
        const { reads, writes } = run(make, work);
        return reads.filter((read) => !mayHaveSeen(read, writes.get(read.key)!)).length;
      };
      assert.ok(
        wrong((machine, disk) => new ScalableBufferCache(machine, disk, { lock: noLock, freedAtOnce })) > 0,
      );
      assert.equal(wrong((machine, disk) => new ScalableBufferCache(machine, disk, { freedAtOnce })), 0);
      assert.equal(wrong((machine, disk) => new HashTableBufferCache(machine, disk)), 0);
    },
  );
}

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
    // Both begin the same node: who comes second has to see the other's.
    { numRuns: 60, examples: [[[[512, 0], [512, 511]]]] },
  );
});

Deno.test("BlockAllocators never give a block to two, and get all back, whichever core frees them", () => {
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
