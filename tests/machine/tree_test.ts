/** A spec in the short form or with a tree becomes the same lists of chips, groups, cores and threads. */
import assert from "node:assert/strict";
import { InputError } from "corey-lab";
import {
  coreCount,
  epyc64,
  Machine,
  opteron16,
  outline,
  pipe,
  readMachineSpec,
  treeOf,
  withChips,
  withCoresPerChip,
} from "corey-lab/machine";

/** A machine as epyc64, with other parts. */
const like = (parts: Record<string, unknown>) =>
  readMachineSpec({ extends: "epyc64", name: "made", ...parts }, "made");

/** A laptop: two large cores of two threads, and eight small ones, four to an L2. */
const hybrid = like({
  chips: 1,
  tree: [{
    l2Groups: [
      { times: 2, threads: 2, l2Bytes: 1310720 },
      { times: 2, cores: 4, l1Bytes: 32768, l2Bytes: 2097152 },
    ],
  }],
});

Deno.test("the short form is a tree in which a chip's cores share an L3", () => {
  const tree = treeOf(opteron16);
  assert.deepEqual(tree.l3Groups.map(({ chip, first, cores }) => [chip, first, cores]), [
    [0, 0, 4],
    [1, 4, 4],
    [2, 8, 4],
    [3, 12, 4],
  ]);
  assert.equal(tree.l2Groups.length, 16);
  assert.deepEqual(tree.coreOf, tree.cores.map((_, core) => core));
  const { coresPerChip: _, ...rest } = opteron16;
  const told = treeOf({
    ...rest,
    coresPerChip: opteron16.coresPerChip,
    tree: { value: [{ l2Groups: [{ times: 4 }] }] },
  });
  assert.deepEqual(told, tree);
});

Deno.test("threads are counted as cores, and second ones numbered after all cores", () => {
  const spec = like({ chips: 2, tree: [{ times: 2, l2Groups: [{ times: 3, threads: 2 }] }] });
  assert.equal(coreCount(spec), 24);
  assert.equal(spec.coresPerChip.value, 12);
  assert.deepEqual(treeOf(spec).cores.map(({ threads }) => threads)[11], [11, 23]);
  assert.deepEqual(new Machine(spec).cores.map(({ chip }) => chip).slice(10, 14), [1, 1, 0, 0]);
});

Deno.test("groups may differ: cores of two kinds, an L2 shared by four, three cores an L3, no L3", () => {
  const { cores, l2Groups, coreOf } = treeOf(hybrid);
  assert.deepEqual([cores.length, coreOf.length, l2Groups.length], [10, 12, 4]);
  assert.deepEqual(l2Groups.map(({ bytes, cores }) => [bytes, cores]), [
    [1310720, 1],
    [1310720, 1],
    [2097152, 4],
    [2097152, 4],
  ]);
  assert.match(outline(hybrid), /2 × L2 of 1.25 MB\n +└ 1 core, L1 of 32 KB, 2 threads\n +└ 2 × L2 of 2 MB/);
  const three = like({ chips: 1, tree: [{ times: 4, l2Groups: [{ times: 3 }] }] });
  assert.deepEqual(treeOf(three).l3Groups.map(({ cores }) => cores), [3, 3, 3, 3]);
  const none = like({ chips: 1, tree: [{ l3Bytes: 0, l2Groups: [{ times: 4 }] }] });
  assert.deepEqual(treeOf(none).shared, []);
});

Deno.test("chips may differ: groups say which chips have them, and a drawing shows each package", () => {
  const spec = like({
    chips: 2,
    tree: [{ l2Groups: [{ times: 2 }] }, { onChips: [1], l3Bytes: 0, l2Groups: [{ cores: 3, threads: 2 }] }],
  });
  assert.deepEqual(treeOf(spec).cores.map(({ chip }) => chip), [0, 0, 1, 1, 1, 1, 1]);
  assert.deepEqual([coreCount(spec), spec.coresPerChip.value, new Machine(spec).cores.length], [10, 8, 10]);
  assert.match(outline(spec), /2 packages, 10 threads in all\n└ 1 × package\n {2}└ 1 chip.*\n {4}└ 1 × L3/);
  assert.throws(() => pipe(spec, withChips(1)), /onChips\.0 = 1: there is no chip 1, expected 0 to 0/);
});

Deno.test("what-if changes keep the groups of a chip, or say how many cores share an L3", () => {
  assert.equal(coreCount(pipe(hybrid, withChips(3))), 36);
  const plain = pipe(hybrid, withCoresPerChip(6));
  assert.equal(plain.tree, undefined);
  assert.equal(treeOf(plain).cores.length, 6);
});

Deno.test("a tree that is none is refused with path, value and expectation", () => {
  const refused: readonly [Record<string, unknown>, RegExp][] = [
    [{ tree: [] }, /tree\.value = \[\]: expected one at least/],
    [
      { tree: [{ l2Groups: [{ times: 0 }] }] },
      /tree\.value\.0\.l2Groups\.0\.times = 0: expected a number from 1 to/,
    ],
    [
      { tree: [{ l2Groups: [{ cors: 2 }] }] },
      /there is no tree\.value\.0\.l2Groups\.0\.cors; did you mean cores\?/,
    ],
    [
      { tree: [{ l2Groups: [{}] }], coresPerChip: 2 },
      /coresPerChip\.value = 2: expected 1, as many as the threads in/,
    ],
    [
      { tree: [{ times: 900, l2Groups: [{ times: 900 }] }] },
      /coresPerChip\.value = 810000: expected a number from/,
    ],
    [
      { chips: 1e9, tree: [{ l2Groups: [{}] }] },
      /chips\.value = 1000000000: expected a number from 1 to 1,024/,
    ],
    [
      { chips: 2, tree: [{ l2Groups: [{}] }, { onChips: [5], l2Groups: [{}] }] },
      /there is no chip 5, expected 0 to 1/,
    ],
    [
      { chips: 2, tree: [{ onChips: [0, 0], l2Groups: [{}] }] },
      /onChips\.1 = 0: expected each chip once/,
    ],
    [
      { chips: 2, tree: [{ onChips: [0], l2Groups: [{}] }] },
      /tree\.value = .*: expected cores on chip 1 too/,
    ],
    [
      { tree: [{ l2Groups: [{ l2Bytes: 128 }] }] },
      /l2Groups\.0\.l2Bytes = 128: expected room for a set of 8 lines/,
    ],
    [
      { chips: 2, tree: [{ l2Groups: [{ times: 600 }] }] },
      /2 chips × 600 cores are 1,200 cores, expected 1,024/,
    ],
  ];
  for (const [parts, sentence] of refused) {
    assert.throws(() => like(parts), (error) => error instanceof InputError && sentence.test(error.message));
  }
  assert.equal(like({ chips: 16 }).coresPerChip.value, epyc64.coresPerChip.value);
});
