/** What macOS says of processors, from lines as `sysctl -a` writes them. */
import assert from "node:assert/strict";
import { epyc64, Machine } from "corey-lab";
import { HostError, inOrder, machineOf } from "corey-lab/host";
import { macTopology } from "../../lib/host/mac_topology.ts";
import { measured } from "./measured.ts";

/** Eight fast cores, four of them to an L2, and two slow ones. */
const apple = `kern.ostype: Darwin
hw.ncpu: 10
hw.packages: 1
hw.logicalcpu: 10
hw.physicalcpu: 10
hw.memsize: 17179869184
hw.cachelinesize: 128
hw.l1dcachesize: 65536
hw.l2cachesize: 4194304
hw.nperflevels: 2
hw.perflevel0.physicalcpu: 8
hw.perflevel0.logicalcpu: 8
hw.perflevel0.l1dcachesize: 131072
hw.perflevel0.l2cachesize: 12582912
hw.perflevel0.cpusperl2: 4
hw.perflevel1.physicalcpu: 2
hw.perflevel1.logicalcpu: 2
hw.perflevel1.l1dcachesize: 65536
hw.perflevel1.l2cachesize: 4194304
hw.perflevel1.cpusperl2: 2
machdep.cpu.brand_string: Apple M1 Pro
`;

/** Four cores of two threads, an L2 each, and an L3 for all. */
const intel = `hw.ncpu: 8
hw.packages: 1
hw.physicalcpu: 4
hw.logicalcpu: 8
hw.memsize: 17179869184
hw.cachelinesize: 64
hw.l1dcachesize: 32768
hw.l2cachesize: 262144
hw.l3cachesize: 6291456
machdep.cpu.brand_string: Intel(R) Core(TM) i7 (made up)
`;

Deno.test("an Apple processor has fast cores and slow ones, each kind with its caches", () => {
  const topology = macTopology(apple, 8e9), { processors } = topology;
  assert.deepEqual([topology.model, processors.length, topology.freeBytes], ["Apple M1 Pro", 10, 8e9]);
  const [fast, , , , fifth] = processors, slow = processors[8]!;
  assert.deepEqual(fast!.caches.map(({ bytes, lineBytes }) => [bytes, lineBytes]), [
    [131072, 128],
    [12582912, 128],
  ]);
  assert.deepEqual(fast!.caches[1]!.processors, [0, 1, 2, 3]);
  assert.deepEqual(fifth!.caches[1]!.processors, [4, 5, 6, 7]);
  assert.deepEqual(slow.caches.map(({ bytes, processors }) => [bytes, processors]), [
    [65536, [8]],
    [4194304, [8, 9]],
  ]);
  const machine = machineOf({ topology, measured, like: epyc64, date: "2026-01-02" });
  assert.equal(new Machine(machine).cores.length, 10);
});

Deno.test("an Intel one has siblings and an L3; a run takes one thread of each core first", () => {
  const topology = macTopology(intel, 8e9);
  assert.deepEqual(topology.processors[3]!.siblings, [2, 3]);
  assert.deepEqual(topology.processors[0]!.caches.map(({ processors }) => processors.length), [2, 2, 8]);
  assert.deepEqual(inOrder(topology), [0, 2, 4, 6, 1, 3, 5, 7]);
  assert.deepEqual(topology.nodes, [[0, 1, 2, 3, 4, 5, 6, 7]]);
});

Deno.test("where sysctl says of no processors, that is said", () => {
  assert.throws(() => macTopology("hw.memsize: 1\n", 1), (error) => {
    assert.ok(error instanceof HostError);
    assert.match(error.message, /^sysctl does not say how many processors there are/);
    return true;
  });
});
