/** What containers and virtual machines hide or forbid is said, and what is left is still read. */
import assert from "node:assert/strict";
import { epyc64, Machine } from "corey-lab";
import { afterwards, inOrder, machineOf, processorTime, readTopology, warnings } from "corey-lab/host";
import { allowedProcessors } from "../../lib/host/cgroup.ts";
import { shootdowns } from "../../lib/host/shootdowns.ts";
import { each, measured } from "./measured.ts";
import { fakeRoot, writeIn } from "./fake_root.ts";

const quad = { packages: 1, coresPerPackage: 4, threadsPerCore: 1 };

const roots: string[] = [];
Deno.test.afterAll(() => roots.forEach((root) => Deno.removeSync(root, { recursive: true })));

/** A computer of some files more; `undefined` takes one away. */
async function rootWith(files: Readonly<Record<string, string | undefined>>, of = quad): Promise<string> {
  const root = await fakeRoot(of);
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) await Deno.remove(`${root}${path}`, { recursive: true });
    else await writeIn(root, path, text);
  }
  return root;
}

Deno.test("of a calm computer that hides nothing there is nothing to say", async () => {
  const root = await rootWith({ "proc/loadavg": "0.1 0 0 1/2 3", "proc/stat": "cpu  50 0 50 900 0 0 0 0" });
  const said = warnings(readTopology(root), root).filter((sentence) => !/keeps no thread/.test(sentence));
  assert.deepEqual(said, []);
});

const spoiled: readonly (readonly [string, Record<string, string>, RegExp])[] = [
  ["others' programs", { "proc/loadavg": "3.2 0 0 1/2 3" }, /^the computer is busy \(load 3\.2\)/],
  [
    "a host's other guests",
    { "proc/stat": "cpu  50 0 50 800 0 0 0 100" },
    /^10 % of the computer's time went/,
  ],
  ["a virtual machine", { "proc/cpuinfo": "flags\t\t: fpu hypervisor lahf" }, /is a virtual machine/],
  ["one on arm64", { "sys/class/dmi/id/sys_vendor": "QEMU" }, /is a virtual machine/],
  ["a boosted clock", { "sys/devices/system/cpu/cpufreq/boost": "1" }, /^the clock is boosted/],
  ["a quota of a container's own", {
    "proc/self/cgroup": "0::/",
    "sys/fs/cgroup/cpu.max": "50000 100000",
  }, /^a quota allows 0\.5 of 4 processors' time/],
  ["one of a group around it", {
    "proc/self/cgroup": "0::/jobs/mine",
    "sys/fs/cgroup/jobs/mine/cpu.max": "max 100000",
    "sys/fs/cgroup/jobs/cpu.max": "150000 100000",
  }, /^a quota allows 1\.5 of 4/],
  ["one of version 1", {
    "proc/self/cgroup": "3:cpu,cpuacct:/docker/a\n2:memory:/docker/a",
    "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "200000",
    "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000",
  }, /^a quota allows 2 of 4/],
];
for (const [what, files, sentence] of spoiled) {
  Deno.test(`what spoils a measurement is said: ${what}`, async () => {
    const root = await rootWith(files);
    assert.equal(warnings(readTopology(root), root).filter((said) => sentence.test(said)).length, 1);
  });
}

Deno.test("without a quota all time may be taken", async () => {
  assert.equal(allowedProcessors(await rootWith({ "proc/self/cgroup": "0::/" })), Infinity);
  const unlimited = {
    "proc/self/cgroup": "3:cpu:/",
    "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1",
    "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000",
  };
  assert.equal(allowedProcessors(await rootWith(unlimited)), Infinity);
});

Deno.test("no more memory counts as free than a container may still take", async () => {
  const root = await rootWith({
    "proc/self/cgroup": "0::/",
    "sys/fs/cgroup/memory.max": "500000",
    "sys/fs/cgroup/memory.current": "200000",
  });
  assert.equal(readTopology(root).freeBytes, 300_000);
});

Deno.test("a cpuset with holes: cores 0, 2 and 5, of which 5 is the only thread of its core that is left", async () => {
  const root = await rootWith({ "proc/self/status": "Cpus_allowed_list:\t0,2,4-5" }, {
    packages: 1,
    coresPerPackage: 4,
    threadsPerCore: 2,
  });
  // 4 is the sibling of 0, 5 that of 1, which is not there.
  assert.deepEqual(inOrder(readTopology(root)), [0, 2, 5, 4]);
});

Deno.test("cores that are switched off are not there", async () => {
  const root = await rootWith({ "sys/devices/system/cpu/online": "0,2-3" });
  assert.deepEqual(inOrder(readTopology(root)), [0, 2, 3]);
});

Deno.test("one processor has nothing to share", async () => {
  const root = await rootWith({ "proc/self/status": "Cpus_allowed_list:\t3" });
  assert.ok(warnings(readTopology(root), root).some((said) => /there is nothing to share$/.test(said)));
});

Deno.test("a container that hides caches, siblings and nodes still gives a machine", async () => {
  const cpus = [0, 1, 2, 3].map((number) => `sys/devices/system/cpu/cpu${number}`);
  const root = await rootWith({
    ...Object.fromEntries(
      cpus.flatMap((cpu) => [[`${cpu}/cache`, undefined], [`${cpu}/topology`, undefined]]),
    ),
    "sys/devices/system/node": undefined,
    "proc/cpuinfo": undefined,
  });
  const topology = readTopology(root);
  assert.ok(warnings(topology, root).some((said) => /does not say what caches there are/.test(said)));
  const loads = measured.loads.filter(({ level }) => level !== "l2");
  const machine = machineOf({ topology, measured: { ...measured, loads }, like: epyc64, date: "2026-01-02" });
  assert.equal(new Machine(machine).cores.length, 4);
  assert.match(machine.l1.latencyCycles.source, /^measured on this computer/);
  assert.match(machine.l1.bytes.source, /^assumed, as epyc64/);
});

Deno.test("shootdowns are counted where the system lets read them", async () => {
  const root = await rootWith({
    "interrupts": " 24:   1   0  edge\nTLB:   20   22   TLB shootdowns",
    "arm": "IPI0: 3",
  });
  assert.equal(shootdowns(`${root}interrupts`), 42);
  assert.equal(shootdowns(`${root}arm`), undefined);
  assert.equal(shootdowns(`${root}nowhere`), undefined);
});

Deno.test("afterwards it is said how many rows spread widely", () => {
  const rows = [0.05, 0.4].map((spread) => ({ cores: 1, ...each(1), spread }));
  assert.deepEqual(afterwards(rows, undefined), [
    "1 of 2 rows spread by more than 10 %: measure again when nothing else runs",
  ]);
  assert.equal(processorTime("/nowhere/"), undefined);
});
