/** How far caches are from each other, told by hops, by level, by kinds of cores or as a matrix. */
import assert from "node:assert/strict";
import {
  figureRows,
  Machine,
  type MachineSpec,
  milan96,
  outline,
  readMachineSpec,
  struct,
  word64,
} from "corey-lab/machine";
import { run, transfer } from "./transfer.ts";

Deno.test("a matrix may be of cores, of groups or of chips, and differ by direction", () => {
  const like = (parts: Record<string, unknown>) =>
    readMachineSpec({ extends: "epyc64", name: "made", ...parts }, "made");
  const cycles = (spec: MachineSpec, from: number, to: number) =>
    Math.round(transfer(spec, from, to) * spec.clockHertz.value / 1e9);
  const ofChips = like({
    chips: 2,
    coresPerChip: 2,
    remoteCache: { latencyCyclesMatrix: [[90, 300], [420, 100]] },
    dram: { latencyCyclesMatrix: [[350, 700], [500, 350]] },
  });
  // From the row's core, which asks, to the column's, which has the line.
  assert.deepEqual([cycles(ofChips, 0, 1), cycles(ofChips, 2, 0), cycles(ofChips, 0, 2)], [90, 300, 420]);
  const ofCores = like({
    chips: 1,
    coresPerChip: 3,
    remoteCache: { latencyCyclesMatrix: [[0, 60, 80], [60, 0, 100], [80, 100, 0]] },
  });
  assert.deepEqual([cycles(ofCores, 0, 1), cycles(ofCores, 2, 0), cycles(ofCores, 1, 2)], [60, 80, 100]);
  const machine = new Machine(ofChips), core = machine.cores[2]!;
  const at = machine.memory.place(struct("far", { value: word64 }), 0).value;
  run(machine, core, () => core.load(at));
  assert.equal(core.now, 500);
});

Deno.test("cores of two kinds may be as far from each other as each pair of kinds says", () => {
  const spec = readMachineSpec({
    extends: "epyc64",
    name: "two-clusters",
    chips: 2,
    tree: [{ l2Groups: [{ cores: 2, l2Bytes: 2 ** 22 }, { times: 2 }] }],
    remoteCache: { latencyCyclesByHops: [80, 500], latencyCyclesByKind: [[40, 200], [180, 70]] },
  }, "two-clusters");
  const cycles = (from: number, to: number) =>
    Math.round(transfer(spec, from, to) * spec.clockHertz.value / 1e9);
  // Large, large, small, small; and the same again on the other chip.
  assert.deepEqual([cycles(0, 1), cycles(2, 3), cycles(2, 0), cycles(0, 2)], [40, 70, 200, 180]);
  assert.equal(cycles(0, 4), 500);
  assert.match(outline(spec), /same L2 40, same L3 70 to 200, 1 hop 500/);
});

Deno.test("chips of a package may be nearer to each other than others", () => {
  const spec = readMachineSpec({
    extends: "epyc64",
    name: "sub-nodes",
    chips: 4,
    chipsPerPackage: 2,
    coresPerChip: 2,
    remoteCache: {
      latencyCyclesByHops: [80, 500],
      latencyCyclesWithin: { value: { l3: 80, package: 200 }, source: "made up" },
    },
  }, "sub-nodes");
  const cycles = [1, 2, 4].map((to) => Math.round(transfer(spec, 0, to) * spec.clockHertz.value / 1e9));
  assert.deepEqual(cycles, [80, 200, 500]);
});

Deno.test("latencies that contradict each other are refused with path, value and expectation", () => {
  const refused: readonly [Record<string, unknown>, RegExp][] = [
    [
      { latencyCyclesMatrix: [[1, 2]] },
      /latencyCyclesMatrix\.value = \[\[1,2\]\]: it has 1 row, expected 8 rows, one for each chip or group of/,
    ],
    [
      { latencyCyclesMatrix: new Array(8).fill([90]) },
      /latencyCyclesMatrix\.value\.0 = \[90\]: expected 8 numbers/,
    ],
    [
      { latencyCyclesMatrix: new Array(8).fill(new Array(8).fill(1)) },
      /value\.0\.0 = 1: expected at least l1\.latency/,
    ],
    [
      { latencyCyclesMatrix: new Array(8).fill(0).map((_, i) => new Array(8).fill(90).with(i, 0)) },
      /value\.0\.0 = 0: expected at least l1\.latency/,
    ],
    [
      { latencyCyclesByKind: [[40, 144], [144, 55]] },
      /it has 2 rows, expected 1 row, one for each entry of all l2Groups in tree/,
    ],
    [
      { latencyCyclesWithin: { l3: 300 } },
      /latencyCyclesByHops\.value\.0 = 80: expected at least the 300 cycles of/,
    ],
    [
      { latencyCyclesWithin: { l2: 1 } },
      /latencyCyclesWithin\.value\.l2 = 1: expected at least the 4 cycles of l1/,
    ],
  ];
  for (const [remoteCache, sentence] of refused) {
    assert.throws(() => readMachineSpec({ extends: "epyc64", name: "made", remoteCache }, "made"), sentence);
  }
});

Deno.test("a machine's numbers are listed by where they come from", () => {
  const rows = figureRows(milan96), of = (figure: string) => rows.find((row) => row.figure === figure);
  assert.equal(of("remoteCache.latencyCyclesByHops")!.provenance, "measured");
  assert.equal(of("clockHertz")!.provenance, "recalled");
  assert.match(String(of("l2.latencyCycles")!.source), /^assumed, as epyc64: AMD family 19h/);
  assert.deepEqual(
    rows.map(({ provenance }) => provenance),
    rows.map(({ provenance }) => provenance).toSorted((a, b) =>
      ["measured", "recalled", "assumed"].indexOf(String(a)) -
      ["measured", "recalled", "assumed"].indexOf(String(b))
    ),
  );
});
