/** A measured computer as a machine: every number says where it comes from. */
import assert from "node:assert/strict";
import { epyc64, withChips } from "corey-lab";
import { machineOf, measurementOf, ownRateOf, rateOf, readTopology } from "corey-lab/host";
import { fakeRoot } from "./fake_root.ts";
import { each, measured } from "./measured.ts";

Deno.test("what was measured, what the system says, and what is assumed are told apart", async () => {
  const root = await fakeRoot({ packages: 2, coresPerPackage: 2, threadsPerCore: 1 });
  const topology = readTopology(root);
  const machine = machineOf({ topology, measured, like: epyc64, date: "2026-01-02" });
  assert.equal(machine.chips.value * machine.coresPerChip.value, 4);
  assert.deepEqual(machine.remoteCache.latencyCyclesByHops.value, [90, 250]);
  assert.equal(machine.l2.latencyCycles.source, "measured on this computer, 2026-01-02, spread 5 %");
  assert.match(machine.l2.bytes.source, /^read from \/sys/);
  assert.match(machine.l3.latencyCycles.source, /^assumed, as epyc64: /);
  assert.match(machine.network.packetsPerSecond.source, /^assumed, as epyc64: /);
  assert.equal(withChips(4)(machine).chips.value, 4);
  await Deno.remove(root, { recursive: true });
});

Deno.test("measurements that contradict each other are refused", async () => {
  const root = await fakeRoot({ packages: 2, coresPerPackage: 2, threadsPerCore: 1 });
  const transfers = measured.transfers.map((transfer, i) => ({
    ...transfer,
    cycles: each(i === 0 ? 900 : 20),
  }));
  const wrong = {
    topology: readTopology(root),
    measured: { ...measured, transfers },
    like: epyc64,
    date: "",
  };
  assert.throws(
    () => machineOf(wrong),
    /what was measured on this computer is not valid: remoteCache.*expected at least/,
  );
  await Deno.remove(root, { recursive: true });
});

Deno.test("the median of rounds, and how far the middle eight tenths of them spread", () => {
  const rounds = [100, 100, 100, 101, 99, 102, 98, 100, 100, 100, 1000];
  assert.deepEqual(measurementOf(rounds), { value: 100, spread: 0.03 });
});

Deno.test("what other programs take of a round does not count for a core that is measured alone", () => {
  const round = {
    operations: 60,
    seconds: 3,
    processorSeconds: 2,
    softFaults: 0,
    perThread: [60],
    together: 1,
  };
  assert.equal(rateOf([round]).value, 20);
  assert.equal(ownRateOf([round]).value, 30);
});
