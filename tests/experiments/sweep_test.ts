import assert from "node:assert/strict";
import type { Row } from "corey-lab";
import { type Core, opteron16, withLatency } from "corey-lab/machine";
import { mcs } from "corey-lab/locks";
import { linux } from "corey-lab/linux";
import { dupClose, repeat, type Workload } from "corey-lab/workloads";
import { experiments, type Point, range, sharingOf, sweep, watch } from "corey-lab/experiments";
import { slow } from "../slow.ts";

const small = { cores: [1, 2, 5, 16], microseconds: 200 };

slow("rows are byte for byte the same in two runs, and with one, two or three workers", async () => {
  const runs = [];
  for (const workers of [1, 1, 2, 3]) {
    runs.push(JSON.stringify(await experiments.dupClose.run(small, { workers })));
  }
  assert.equal(new Set(runs).size, 1);
});

Deno.test("sweep gives a row a point, in the order machine, system, cores, and tells of each as it comes", async () => {
  const seen: number[] = [];
  const rows = await sweep({
    workload: dupClose({ warmUpMicroseconds: 20, microseconds: 50 }),
    machine: opteron16,
    system: [linux.threads(), linux.processes()],
    cores: [2, 1],
  }, { onRow: (_row, done) => seen.push(done) });
  assert.deepEqual(rows.map(({ system, cores }) => `${system} ${cores}`), [
    "linux-threads 2",
    "linux-threads 1",
    "linux-processes 2",
    "linux-processes 1",
  ]);
  assert.deepEqual(seen, [1, 2, 3, 4]);
});

Deno.test("sweep keeps the other points when one fails, and says so in its row", async () => {
  const failing: Workload<unknown> = {
    name: "failing",
    measure({ cores }): Row {
      if (cores.length === 2) throw new Error("two is too many");
      return { value: cores.length };
    },
  };
  const system = { name: "none", boot: () => null };
  const rows = await sweep({ workload: failing, machine: opteron16, system, cores: [1, 2, 3] });
  assert.deepEqual(rows.map(({ value, error }) => value ?? error), [1, "two is too many", 3]);
});

Deno.test("run refuses parameters that an experiment does not have, and core counts that a machine does not have", async () => {
  await assert.rejects(experiments.dupClose.run({ cores: [17] }), /cores = 17: opteron16 has 16 cores/);
  await assert.rejects(experiments.dupClose.run({ cores: [1.5] }), /cores = 1.5/);
  await assert.rejects(experiments.dupClose.run({ colour: 1 } as never), /dup-close.*colour/);
});

Deno.test("sharingOf names the line of the lock as what costs dup+close most, and all cores it bounced between", () => {
  const report = sharingOf({ workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 16 });
  const [costliest] = report;
  assert.equal(costliest!.costliestField, "files_struct.file_lock");
  assert.equal(costliest!.cores, "0-15");
  assert.ok(Number(costliest!.shareOfStall) > 0.9);
  assert.ok(Math.abs(report.reduce((sum, row) => sum + Number(row.shareOfStall), 0) - 1) < 1e-9);
});

Deno.test("what a notebook may get wrong is said in a sentence", () => {
  const spec = { workload: dupClose(), machine: opteron16, system: linux.threads(), cores: [1] };
  const broken = (change: object) => ({ ...spec, ...change }) as typeof spec;
  for (
    const [call, message] of [
      [() => sweep(broken({ cores: 16 })), /cores = 16: expected a list/],
      [() => sweep(broken({ cores: [17] })), /cores = 17: opteron16 has 16 cores/],
      [() => sweep(broken({ workload: dupClose })), /workload = a function: call it, as in dupClose/],
      [
        () => sweep(broken({ system: [linux.threads] })),
        /system.0 = a function: call it, as in linux.threads/,
      ],
      [() => sweep(broken({ machine: undefined })), /machine is missing: expected such as opteron16/],
      [() => watch(spec as never), /cores is a list/],
      [() => watch({ ...spec, cores: 4, system: [linux.threads()] } as never), /system is a list/],
      [() => linux.threads({ filetableLock: mcs } as never), /no filetableLock; did you mean fileTableLock/],
      [() => withLatency("remote" as never, 5), /level = remote/],
    ] as const
  ) {
    assert.throws(call, { name: "InputError", message });
  }
});

Deno.test("an operation that never yields is an error, not an endless loop", async () => {
  // deno-lint-ignore require-yield
  const busy = function* (core: Core) {
    // deno-lint-ignore require-yield
    return function* () {
      core.compute(1);
    };
  };
  const workload: Workload<null> = {
    name: "busy",
    measure: (run) => ({ ...repeat(run, { warmUpMicroseconds: 1, microseconds: 1 }, busy).counts }),
  };
  const system = { name: "none", boot: () => null };
  const [row] = await sweep({ workload, machine: opteron16, system, cores: [2] });
  assert.match(String(row!.error), /has to yield/);
});

slow("the machine experiment measures on a preset what the spec implies, within 3 %", async () => {
  const { epyc64, opteron16, opteron48, ryzen3800x } = await import("corey-lab/machine");
  for (const machine of [opteron16, opteron48, epyc64, ryzen3800x]) {
    const rows = await experiments.machine.run({ machine });
    const near = (level: string, distance: string, column: string, expected: number) => {
      const row = rows.find((row) => row.level === level && row.distance === distance && row.cores === 1);
      if (!row) return;
      const error = Math.abs(Number(row[column]) / expected - 1);
      assert.ok(
        error <= 0.03,
        `${machine.name} ${level} ${distance} ${column}: ${row[column]}, expected ${expected}`,
      );
    };
    near("L1", "own core", "latencyCycles", machine.l1.latencyCycles.value);
    near("L2", "own core", "latencyCycles", machine.l2.latencyCycles.value);
    near("L3", "own chip", "latencyCycles", machine.l3.latencyCycles.value);
    near("L1", "own core", "bytesPerCycle", machine.l1.readBytesPerCycle.value);
    near("L2", "own core", "bytesPerCycle", machine.l2.readBytesPerCycle.value);
    near("L3", "own chip", "bytesPerCycle", machine.l3.readBytesPerCycle.value);
    // A chip's channels bound what one core can stream from them.
    const dram = Math.min(machine.dram.readBytesPerCycle.value, machine.dram.channelBytesPerCycle.value);
    near("DRAM", "own chip", "bytesPerCycle", dram);
    near("DRAM, cleared", "own chip", "bytesPerCycle", machine.dram.clearBytesPerCycle.value);
    for (const hops of range(0, machine.dram.latencyCyclesByHops.value.length - 1)) {
      const distance = hops === 0 ? "own chip" : hops === 1 ? "1 hop" : `${hops} hops`;
      near("DRAM", distance, "latencyCycles", machine.dram.latencyCyclesByHops.value[hops]!);
      near("cache", distance, "latencyCycles", machine.remoteCache.latencyCyclesByHops.value[hops]!);
    }
  }
});

slow(
  "dup+close with an MCS lock does not collapse from 4 to 16 cores, as it does with a ticket lock",
  async () => {
    // Two cores are a special case: the one that releases while the other's request is on its way often
    // acquires the lock again.
    const at = async (lock: "ticket" | "mcs") =>
      (await experiments.dupClose.run({ cores: [4, 16], lock })).map((row) =>
        Number(row.throughputPerSecond)
      );
    const ticket = await at("ticket"), mcs = await at("mcs");
    assert.ok(ticket[1]! < 0.5 * ticket[0]!, "the ticket lock collapses");
    assert.ok(mcs[1]! >= 0.98 * mcs[0]!, "the MCS lock does not");
  },
);

Deno.test("Every experiment has points for any choice of core counts", () => {
  for (const { name, parameters, points } of Object.values(experiments)) {
    if (!("cores" in parameters.shape)) continue;
    for (const cores of [[1], [4], [16, 2]]) {
      const some = (points as (given: object) => Point[])(parameters.parse({ cores }));
      const counted = some.map(({ labels }) => labels.cores);
      assert.deepEqual([...new Set(counted)].sort(), [...cores].sort(), `${name} on ${cores} cores`);
    }
  }
});
