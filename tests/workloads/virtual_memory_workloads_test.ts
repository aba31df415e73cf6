/**
 * memclone, mempass and unmap on all three systems: how many faults and interrupts they take, which is
 * counted by hand.
 */
import assert from "node:assert/strict";
import { InputError } from "corey-lab";
import { type Core, Machine, opteron16, pipe, withCoresPerChip } from "corey-lab/machine";
import { perfectReadWrite, scalableReadWrite } from "corey-lab/locks";
import type { System } from "corey-lab/kernels";
import { rwSemaphore } from "corey-lab/linux";
import { corey } from "corey-lab/libos";
import { linux } from "../../lib/kernels/linux/linux.ts";
import type { VirtualMemory } from "../../lib/kernels/virtual_memory.ts";
import { memclone } from "../../lib/workloads/memclone.ts";
import { mempass } from "../../lib/workloads/mempass.ts";
import { mapInProcesses, mapInRoots, softFault } from "../../lib/workloads/soft_fault.ts";
import { unmap } from "../../lib/workloads/unmap.ts";
import type { Workload } from "../../lib/workloads/workload.ts";
import { alike, slow } from "../slow.ts";

// Interrupts are counted, so there are no timer ticks among them.
const systems: readonly System<VirtualMemory>[] = [
  linux.threads({ tickHertz: 0 }),
  linux.processes({ tickHertz: 0 }),
  corey.addressRanges(),
];
/** Pages of a megabyte, and the pages of the page table that map so many. */
const PAGES = 256, TABLES = 1;

/** Measures on so many cores, taken from the chips in turn. */
function measure<Kernel>(workload: Workload<Kernel>, system: System<Kernel>, count: number) {
  const machine = new Machine(opteron16), kernel = system.boot(machine);
  const cores = Array.from({ length: count }, (_, i): Core => machine.cores[(i % 4) * 4 + (i >> 2)]!);
  const row = workload.measure({ machine, kernel, cores, seed: 1 });
  for (const [column, value] of Object.entries(row)) {
    assert.ok(typeof value === "number" && value >= 0 && value < Infinity, `${column} is ${value}`);
  }
  return { row: row as Record<string, number>, machine, cores };
}

for (const [i, system] of systems.entries()) {
  alike(i)(
    `memclone on ${system.name} takes one fault a page and core, and about 76 misses each at one core`,
    () => {
      for (const count of [1, 2, 4]) {
        const { row, machine } = measure(memclone({ megabytes: 1 }), system, count);
        assert.equal(row.softFaults, PAGES * count);
        assert.equal(machine.interrupts.received, 0);
        const most = system.name === "linux-threads" && count > 1 ? 90 : 76 * 1.1;
        assert.ok(
          row.l3MissesPerFault! > 76 * 0.9 && row.l3MissesPerFault! < most,
          `${count} cores: ${row.l3MissesPerFault}`,
        );
        assert.equal(
          row.seconds,
          Math.max(...machine.cores.map(({ now }) => now)) / opteron16.clockHertz.value,
        );
      }
    },
  );

  alike(i)(
    `mempass on ${system.name} takes one fault a page where page tables are shared, and one a page and core where not`,
    () => {
      for (const count of [1, 2, 4, 16]) {
        const { row, machine } = measure(mempass({ megabytes: 1 }), system, count);
        const expected = {
          "linux-threads": PAGES,
          "linux-processes": PAGES * count,
          // A core that comes later links the range's table pages into its own tree.
          "corey": PAGES + TABLES * (count - 1),
        }[system.name];
        assert.equal(row.softFaults, expected, `${count} cores`);
        assert.equal(machine.interrupts.received, 0);
      }
    },
  );

  alike(i)(
    `unmap on ${system.name} interrupts ${system.name === "linux-threads" ? "every other core" : "nobody"}`,
    () => {
      for (const count of [1, 2, 4, 16]) {
        const { row, machine } = measure(
          unmap({ warmUpMicroseconds: 200, microseconds: 600 }),
          system,
          count,
        );
        assert.equal(
          row.interruptsPerUnmap,
          system.name === "linux-threads" ? count - 1 : 0,
          `${count} cores`,
        );
        if (system.name !== "linux-threads") assert.equal(machine.interrupts.received, 0);
        assert.deepEqual(Object.keys(row), ["interruptsPerUnmap", "cyclesPerUnmap"]);
      }
    },
  );

  alike(i)(`memclone, mempass and unmap on ${system.name} give the same rows every time`, () => {
    for (
      const workload of [
        memclone({ megabytes: 0.25 }),
        mempass({ megabytes: 0.25 }),
        unmap({ warmUpMicroseconds: 50, microseconds: 200 }),
      ]
    ) {
      assert.deepEqual(measure(workload, system, 5).row, measure(workload, system, 5).row);
    }
  });
}

Deno.test("mempass on Corey with 3 MB takes one fault more for each of two table pages and further core", () => {
  const { row } = measure(mempass({ megabytes: 3 }), corey.addressRanges(), 4);
  assert.equal(row.softFaults, 3 * PAGES + 2 * 3);
});

slow(
  "unmap costs Corey and processes of Linux the same at sixteen cores as at one, and threads many times as much",
  () => {
    const [threads, processes, ranges] = systems.map((system) => {
      const cost = (count: number) =>
        measure(unmap({ warmUpMicroseconds: 200, microseconds: 600 }), system, count).row.cyclesPerUnmap!;
      return cost(16) / cost(1);
    });
    assert.ok(processes! < 1.5 && ranges! < 1.5, `${processes} ${ranges}`);
    assert.ok(threads! > 10, `${threads}`);
  },
);

Deno.test("soft-fault takes one fault a page, each on a page that is in memory: nothing is cleared but page tables", () => {
  const rows = [
    measure(softFault(mapInProcesses, { megabytes: 1 }), linux.processes(), 1).row,
    measure(softFault(mapInRoots, { megabytes: 1 }), corey.addressRanges(), 1).row,
  ];
  for (const row of rows) {
    assert.equal(row.softFaults, PAGES);
    assert.ok(row.l3MissesPerFault! < 2, `${row.l3MissesPerFault}`);
  }
});

Deno.test("soft-fault says that it needs two cores on a chip", () => {
  const machine = new Machine(pipe(opteron16, withCoresPerChip(1))), kernel = linux.processes().boot(machine);
  const { measure } = softFault(mapInProcesses, { megabytes: 1 });
  assert.throws(() => measure({ machine, kernel, cores: machine.cores.slice(0, 1), seed: 1 }), InputError);
});

Deno.test("memclone with threads takes the same faults whatever mmap_sem is, and less time with a better one", () => {
  const [linuxs, queued, perfect] = [rwSemaphore, scalableReadWrite, perfectReadWrite].map((mmapSem) => {
    const { row } = measure(memclone({ megabytes: 0.25 }), linux.threads({ mmapSem }), 16);
    assert.equal(row.softFaults, 16 * PAGES / 4);
    return row.cyclesPerPage!;
  });
  assert.ok(linuxs! > 5 * queued! && queued! > 1.2 * perfect!, `${linuxs} ${queued} ${perfect}`);
});
