/** A machine of what programs say of a computer. */
import assert from "node:assert/strict";
import { InputError } from "corey-lab";
import { importedMachine, readReport } from "corey-lab/host";
import { epyc64, Machine, type MachineSpec, outline, readMachineSpec, treeOf } from "corey-lab/machine";
import { figureRows } from "../../lib/machine/describe.ts";
import { hwloc1, hwloc2, latencies, likwid, lscpu, oldLscpu } from "./reports.ts";

/** The machine of some reports. */
function machineOf(...texts: readonly string[]): MachineSpec {
  const spec = readMachineSpec(importedMachine(texts.map((text) => readReport(text, "report"))), "report");
  assert.ok(new Machine(spec).cores.length > 0);
  return spec;
}

/** Chips, groups of an L3, of an L2, cores, threads. */
function counts(spec: MachineSpec): number[] {
  const { chips, l3Groups, l2Groups, cores, coreOf } = treeOf(spec);
  return [chips, l3Groups.length, l2Groups.length, cores.length, coreOf.length];
}

Deno.test("lscpu -J tells packages, nodes, caches, threads and the clock; the rest is of the nearest preset", () => {
  const spec = machineOf(lscpu);
  assert.deepEqual(counts(spec), [2, 4, 8, 8, 16]);
  assert.deepEqual([spec.name, spec.clockHertz.value], ["amd-epyc-7003-made-up", 3e9]);
  assert.deepEqual([spec.l1, spec.l2, spec.l3].map(({ bytes }) => bytes.value), [32768, 524288, 2 ** 24]);
  assert.match(spec.dram.readBytesPerCycle.source, /^assumed, as (milan|epyc)\w+: /);
  const measured = figureRows(spec).filter(({ provenance }) => provenance === "measured");
  assert.deepEqual(measured.map(({ figure }) => figure), [
    "chips",
    "coresPerChip",
    "tree",
    "clockHertz",
    "l1.bytes",
    "l2.bytes",
    "l3.bytes",
  ]);
});

Deno.test("lscpu of old tells the size of one cache", () => {
  const spec = machineOf(oldLscpu);
  assert.deepEqual(counts(spec), [2, 2, 4, 4, 4]);
  assert.equal(spec.l3.bytes.value, 2 ** 23);
});

Deno.test("lscpu -C -J adds what lscpu -J leaves out of caches", () => {
  const caches = [{ level: 1, type: "Data", ways: 8, "coherency-size": 64 }, {
    level: 1,
    type: "Instruction",
    ways: 4,
    "coherency-size": 64,
  }, { level: 2, type: "Unified", ways: 16, "coherency-size": 128 }];
  const spec = machineOf(lscpu, JSON.stringify({ caches }));
  assert.deepEqual([spec.l1.ways.value, spec.l2.ways.value, spec.lineBytes.value], [8, 16, 128]);
  assert.deepEqual(counts(spec), counts(machineOf(lscpu)));
  assert.equal(spec.lineBytes.source, "as lscpu says");
  assert.throws(() => machineOf(JSON.stringify({ caches })), /expected a report that says which processors/);
});

Deno.test("lscpu does not tell cores of two kinds apart, and is refused", () => {
  const of = (entries: Record<string, string>) =>
    JSON.stringify({ lscpu: Object.entries(entries).map(([field, data]) => ({ field, data })) });
  const kinds = JSON.stringify({
    lscpu: [
      { field: "CPU(s):", data: "6" },
      { field: "Model name:", data: "Cortex-A53" },
      { field: "Model name:", data: "Cortex-A72" },
    ],
  });
  const hybrid = {
    "CPU(s):": "20",
    "Thread(s) per core:": "2",
    "Core(s) per socket:": "12",
    "L1d:": "512 KiB (12 instances)",
  };
  assert.throws(() => machineOf(kinds), /lscpu: its cores are not alike \(Cortex-A53, Cortex-A72\), and it/);
  assert.throws(() => machineOf(of(hybrid)), /\(20 threads on 12 cores\).*; lstopo --of xml and likwid/);
  // Some processors may be switched off.
  const half = machineOf(of({ ...hybrid, "L1d:": "320 KiB (10 instances)" }));
  assert.deepEqual(counts(half), [1, 1, 10, 10, 20]);
});

Deno.test("hwloc's XML, of version 1 or 2, tells the tree and the distances of nodes", () => {
  const two = machineOf(hwloc2);
  assert.deepEqual(counts(two), [2, 2, 4, 4, 8]);
  assert.deepEqual([two.l3.bytes.value, two.l3.ways.value, two.l1.bytes.value], [2 ** 24, 16, 32768]);
  const own = two.dram.latencyCyclesByHops.value[0]!;
  assert.deepEqual(two.dram.latencyCyclesMatrix!.value[0], [own, Math.round(own * 2.1)]);
  const one = machineOf(hwloc1);
  assert.deepEqual(counts(one), [2, 2, 4, 4, 4]);
  assert.match(outline(one), /without an L3/);
  assert.equal(
    one.dram.latencyCyclesMatrix!.value[1]![0],
    Math.round(one.dram.latencyCyclesByHops.value[0]! * 1.6),
  );
});

Deno.test("nodes may differ in their cores; lines are as long as they say", () => {
  const smaller = hwloc1.replace(
    /<object type="Cache" cache_size="1048576"[^]*?<\/object><\/object><\/object>/,
    "",
  );
  const spec = machineOf(smaller.replaceAll('cache_linesize="64"', 'cache_linesize="128"'));
  assert.deepEqual(counts(spec), [2, 2, 3, 3, 3]);
  assert.deepEqual(treeOf(spec).cores.map(({ chip }) => chip), [0, 1, 1]);
  assert.deepEqual([spec.lineBytes.value, spec.lineBytes.provenance], [128, "measured"]);
});

Deno.test("where caches have lines of two lengths, the longer ones go from core to core", () => {
  const spec = machineOf(hwloc2.replaceAll(/(L2Cache[^>]*cache_linesize=)"64"/g, '$1"128"'));
  assert.equal(spec.lineBytes.value, 128);
  assert.match(machineOf(latencies).lineBytes.source, /^assumed, as /);
});

Deno.test("likwid-topology tells cores of two kinds", () => {
  const spec = machineOf(likwid);
  assert.deepEqual(counts(spec), [1, 1, 3, 6, 8]);
  assert.equal(spec.clockHertz.value, 2.5e9);
  assert.deepEqual(spec.tree!.value, [{
    l2Groups: [{ times: 2, threads: 2 }, { cores: 4 }],
  }]);
  assert.deepEqual([spec.l1.bytes.value, spec.l1.ways.value, spec.l2.bytes.value], [49152, 12, 2 ** 21]);
});

Deno.test("latencies alone tell who is near to whom; with a topology they are those of its cores", () => {
  const alone = machineOf(latencies);
  assert.deepEqual(counts(alone), [2, 4, 8, 8, 16]);
  const nanoseconds = ({ remoteCache, clockHertz }: MachineSpec, row: number) =>
    remoteCache.latencyCyclesMatrix!.value[row]!.map((cycles) => Math.round(cycles / clockHertz.value * 1e9));
  assert.deepEqual(nanoseconds(alone, 0), [0, 24, 80, 80, 200, 200, 200, 200]);
  const both = machineOf(lscpu, latencies);
  assert.deepEqual(nanoseconds(both, 7), [200, 200, 200, 200, 80, 80, 24, 0]);
  assert.equal(both.l2.bytes.value, 524288);
});

Deno.test("--like chooses the machine that the rest is taken from", () => {
  const data = importedMachine([readReport(oldLscpu, "report")], { like: epyc64, name: "mine" });
  assert.deepEqual([data.extends, data.name], ["epyc64", "mine"]);
});

Deno.test("what is no report is refused in a sentence that names the file", () => {
  const refused: readonly [string, RegExp][] = [
    ["", /^report: expected the output of lscpu -J, lstopo --of xml, likwid-topology or a CSV/],
    ["{", /^report: it is not JSON$/],
    ['{"cores": 3}', /^report: expected the output of/],
    ['{"lscpu": []}', /^report: lscpu: there is no CPU\(s\); expected/],
    ["<topology></topology>", /^report: hwloc: there is no object of type PU/],
    ["1,2\n3,4\nx,6\n", /^report: latencies: there is none between \d and \d; expected a table of 3 rows/],
    ["HWThread  Thread  Core  Socket\n", /^report: likwid-topology: there are no hardware threads/],
  ];
  for (const [text, sentence] of refused) {
    assert.throws(() => readReport(text, "report"), (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, sentence);
      return true;
    });
  }
  assert.throws(
    () => machineOf(oldLscpu, latencies),
    /there are latencies of 16 processors, expected those of 4/,
  );
});
