/** What was measured between caches and put into a machine, measured on the machine from inside. */
import assert from "node:assert/strict";
import {
  type Core,
  figureRows,
  graviton64,
  Machine,
  type MachineSpec,
  milan96,
  opteron16,
  opteron48,
  outline,
  readMachineSpec,
  ryzen3800x,
  sandybridge16,
  skylake4,
  struct,
  treeOf,
  word64,
  xeon6138x2,
  xeon8176x8,
} from "corey-lab/machine";

/** Nanoseconds until a core has a line that another has written. */
function transfer(spec: MachineSpec, from: number, to: number): number {
  const machine = new Machine(spec), writer = machine.cores[from]!, reader = machine.cores[to]!;
  const at = machine.memory.place(struct("word", { value: word64 }), writer.chip).value;
  run(machine, writer, () => writer.store(at, 1));
  const since = reader.now = writer.now + 100_000;
  run(machine, reader, () => reader.load(at));
  return (reader.now - since) / spec.clockHertz.value * 1e9;
}

function run(machine: Machine, core: Core, act: () => void): void {
  core.start((function* () {
    yield;
    act();
  })());
  machine.run();
}

/** The first core of each group of the first chip, then of the others. */
const firstOf = (spec: MachineSpec, chip: number, group = 0) =>
  treeOf(spec).l3Groups.filter((one) => one.chip === chip)[group]!.first;

/** Machine, from, to, and nanoseconds as `zen2-c2c`, `c2c-matrices` and perfbook have them. */
const measured: readonly [MachineSpec, number, number, number, string][] = [
  [ryzen3800x, 0, 1, 71.5 / 2, "zen2-c2c, in a complex"],
  [ryzen3800x, 0, 4, 159.9 / 2, "zen2-c2c, across complexes"],
  [skylake4, 0, 1, 19.5 * 4 / 2.6, "i7-6700K, at 2.6 GHz in place of 4"],
  [sandybridge16, 0, 1, 37, "E5-2690, on a socket"],
  [sandybridge16, 0, firstOf(sandybridge16, 1), 130, "E5-2690, across"],
  [xeon6138x2, 0, firstOf(xeon6138x2, 1), 135.2, "Gold 6242, across"],
  [milan96, 0, 1, 22, "EPYC 7R13, in a complex"],
  [milan96, 0, firstOf(milan96, 0, 3), 109, "EPYC 7R13, on a chip"],
  [milan96, 0, firstOf(milan96, 1), 194.6, "EPYC 7R13, all pairs' median"],
  [graviton64, 0, 63, 47.2, "Graviton2, median"],
  [xeon8176x8, 0, 27, 47.5, "8176, on a socket"],
  [xeon8176x8, 0, firstOf(xeon8176x8, 1), 148.8, "8176, neighbour"],
  [xeon8176x8, 0, firstOf(xeon8176x8, 5), 336.6, "8176, across"],
];

for (const [spec, from, to, nanoseconds, what] of measured) {
  Deno.test(`${spec.name}: core ${to} reads what core ${from} wrote in ${nanoseconds.toFixed(1)} ns (${what}), within 10 %`, () => {
    const model = transfer(spec, from, to);
    assert.ok(Math.abs(model / nanoseconds - 1) < 0.1, `${model} ns`);
  });
}

Deno.test("one core streams as much as stream-table has for one thread, within 10 %", () => {
  // STREAM counts 24 of the 32 bytes that a triad moves.
  for (const [spec, megabytesPerSecond] of [[opteron16, 2684], [opteron48, 4038]] as const) {
    const machine = new Machine(spec), core = machine.cores[0]!, bytes = 2 ** 20;
    const at = machine.memory.physical.placeFrames(bytes / 4096, 0);
    run(machine, core, () => core.streamRead(at, bytes));
    const model = bytes / core.now * spec.clockHertz.value / 1e6;
    assert.ok(Math.abs(model / (megabytesPerSecond * 32 / 24) - 1) < 0.1, `${spec.name}: ${model} MB/s`);
  }
});

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
