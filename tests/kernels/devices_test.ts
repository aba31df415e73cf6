/**
 * Real devices through Corey's calls: the network card, its virtual cards, rings of calls; and the kernel
 * cores that poll them.
 */
import assert from "node:assert/strict";
import { Cable, type Core, NetworkDevice, type Packet } from "corey-lab/machine";
import {
  Corey,
  type DeviceSetting,
  E1000,
  type Name,
  NetBuffers,
  type Share,
  SyscallDevice,
  VirtualNics,
} from "corey-lab/corey";
import { setUpRing, startKernelCore } from "corey-lab/libos";
import { errorOf, fourCores, objectOf } from "./four_cores.ts";

const PAGES = 4;

/**
 * The first two cores run; the machine has a card with a virtual card, and a ring to a kernel core for each
 * of the two.
 */
function boot() {
  const { machine, cores, run } = fourCores(), [one, two] = cores;
  const network = new NetworkDevice(machine), buffers = new NetBuffers(machine, 64, 0);
  const driver = new E1000(machine, network, buffers), nics = new VirtualNics(machine, driver, buffers);
  const rings = [one, two].map((core) => new SyscallDevice(machine, core.chip, 8, `calls of ${core.name}`));
  const card = nics.card(one, function* (core, card, page, type) {
    yield* kernel.deviceBuf(core, names.get(card.name)!, segment, page, type);
  });
  const sent: Packet[] = [];
  network.cable = new Cable(machine.scheduler, "cable", 0, (packet: Packet) => void sent.push(packet));
  const kernel = new Corey(machine, { running: [one, two], drivers: [driver, card, ...rings] });
  const share = kernel.bootShare([one, two]), names = new Map<string, Name>();
  const segment = run(one, kernel.segmentAlloc(one, share, { pages: PAGES }));
  const stat = (name: string) => run(one, kernel.deviceStat(one, names.get(name)!));
  const alloc = (device: string) => {
    const name = run(one, kernel.deviceAlloc(one, share, { name: device }));
    names.set(device, name);
    return name;
  };
  return { machine, cores, run, kernel, share, segment, rings, card, sent, stat, alloc };
}

/** What is in use. */
function inUse({ records, lists, tables }: Corey): readonly number[] {
  return [...records.inUse(), lists.inUse, tables.inUse];
}

Deno.test("device_buf puts buffers on the real card by its virtual card, and the kernel core sends them and takes them off", () => {
  const { cores: [one, , three], run, kernel, share, segment, card, sent, stat, alloc } = boot();
  assert.deepEqual(run(one, kernel.deviceList(one)), [
    "e1000",
    "vnic 0",
    "calls of core 0",
    "calls of core 1",
  ]);
  const driver = alloc("e1000"), nic = alloc("vnic 0");
  run(one, kernel.deviceConf(one, nic, "ring", { segment }));
  assert.deepEqual(stat("vnic 0"), { address: 0, droppedNoBuffer: 0, ring: segment.object });
  assert.deepEqual(stat("e1000"), { droppedRingFull: 0, malformed: 0, locksTaken: 0, locksForNothing: 0 });
  run(one, startKernelCore(kernel, one, share, three, [driver]));
  assert.ok(three.asleep, "nothing has come");
  const packet = new Int32Array(20).fill(3);
  for (let i = 0; i < 2; i++) assert.equal(run(one, card.send(one, packet)), true);
  assert.deepEqual(sent, [packet, packet]);
  const reason = (device: Name, page: number) =>
    errorOf(() => run(one, kernel.deviceBuf(one, device, segment, page, "receive"))).message;
  assert.equal(reason(driver, 0), "device_buf: EINVAL, e1000 takes buffers by its virtual cards");
  assert.match(reason(nic, PAGES), /ERANGE, segment \d+ has no page 4/);
});

Deno.test("device_conf refuses what a device cannot be set to, and keeps what it is set to alive until it is set anew", () => {
  const { cores: [one], run, kernel, share, segment, rings: [ring], stat, alloc } = boot();
  const driver = alloc("e1000"), nic = alloc("vnic 0"), calls = alloc("calls of core 0");
  const other = alloc("calls of core 1");
  const refused = (device: Name, name: string, setting: DeviceSetting) =>
    errorOf(() => run(one, kernel.deviceConf(one, device, name, setting))).reason;
  const before = inUse(kernel);
  assert.equal(refused(driver, "malformed", { value: 1 }), "EINVAL");
  assert.equal(refused(nic, "ring", { value: 1 }), "EINVAL");
  for (const value of [0, 9, 1.5, NaN, Infinity]) {
    assert.equal(refused(calls, "ring", { value, segment }), "EINVAL");
  }
  assert.equal(refused(calls, "ring", { value: 4 }), "EINVAL");
  assert.equal(refused(calls, "served", { value: 4, segment }), "EINVAL");
  // Two rings that kept each other alive would never end.
  assert.equal(refused(calls, "buffers", { card: other, segment }), "EINVAL");
  assert.equal(refused(calls, "ring", { value: 4, segment: nic }), "ETYPE");
  assert.equal(refused(calls, "buffers", { segment, card: { ...nic, object: 7 } }), "ENOENT");
  assert.deepEqual(inUse(kernel), before);
  run(one, kernel.deviceConf(one, calls, "buffers", { card: nic, segment }));
  const [first, second] = [1, 2].map(() => run(one, kernel.segmentAlloc(one, share, { pages: 1 })));
  for (const memory of [first!, second!]) {
    run(one, kernel.deviceConf(one, calls, "ring", { value: 4, segment: memory }));
  }
  const { object } = segment;
  assert.deepEqual(stat("calls of core 0"), {
    served: 0,
    malformed: 0,
    slots: 4,
    ring: second!.object,
    buffers: object,
  });
  for (const name of [nic, first!]) run(one, kernel.shareDelobj(one, name));
  assert.equal(inUse(kernel)[0], before[0]! + 1, "the second segment; the first is gone, the card is not");
  for (const name of [second!, calls]) run(one, kernel.shareDelobj(one, name));
  assert.equal(inUse(kernel)[0], before[0]! - 2, "ring, card and segment have gone with the device");
  alloc("calls of core 0");
  const { ring: where, buffers } = stat("calls of core 0");
  assert.deepEqual([where, buffers], [0, 0], "who has it next knows nothing of what it was set to");
  assert.equal(errorOf(() => run(one, ring!.feedCard(one, 0, "receive"))).reason, "ENODEV");
});

Deno.test("A kernel core that pcore_run started serves two application cores, is halted, and goes on when it is run again", () => {
  const { machine, cores, run, kernel, share, segment, rings, alloc } = boot(),
    [one, two, three] = cores;
  const before = inUse(kernel), nic = alloc("vnic 0");
  const devices = [one, two].map((core, i) => run(one, setUpRing(kernel, one, share, rings[i]!, core)));
  for (const device of devices) run(one, kernel.deviceConf(one, device, "buffers", { card: nic, segment }));
  const pcore = run(one, startKernelCore(kernel, one, share, three, devices)), ranOn = new Set<Core>();
  const send = () => {
    const results = [one, two].map((core, i) => {
      const seen: number[] = [];
      core.now = Math.max(...machine.cores.map(({ now }) => now));
      core.start((function* () {
        for (let n = 0; n < 20; n++) {
          const call = function* (on: Core) {
            ranOn.add(on);
            const self = yield* kernel.pcoreCurrent(on);
            assert.equal(self.object, pcore.object);
            return n;
          };
          seen.push(yield* rings[i]!.call(core, call));
          // A page that the segment does not have is an error that nobody hears of.
          yield* rings[i]!.send(core, (on) => rings[i]!.feedCard(on, n === 0 ? PAGES : n % PAGES, "receive"));
        }
      })());
      return seen;
    });
    machine.run();
    for (const seen of results) assert.deepEqual(seen, Array.from({ length: 20 }, (_, n) => n));
  };
  send();
  assert.deepEqual([...ranOn], [three]);
  assert.ok(three.asleep);
  run(one, kernel.pcoreHalt(one, pcore));
  machine.run();
  assert.equal(three.mmu.root, undefined);
  assert.equal(errorOf(() => run(one, kernel.pcoreHalt(one, pcore))).reason, "EIDLE");
  // A call that nobody runs waits, and is run as soon as somebody does.
  const range = run(one, kernel.arAlloc(one, share));
  run(two, rings[1]!.send(two, (on) => rings[1]!.feedCard(on, 1, "receive")));
  assert.equal(rings[1]!.served, 40);
  const context = { range, kernelCore: true, shares: [{ share, object: share }] };
  run(one, kernel.pcoreRun(one, pcore, context));
  assert.equal(rings[1]!.served, 41);
  send();
  run(one, kernel.pcoreHalt(one, pcore));
  machine.run();
  const { table } = objectOf(kernel, one, { share: kernel.rootShare(one), object: share }) as Share;
  for (const { id } of table.objects) {
    if (id !== segment.object) run(one, kernel.shareDelobj(one, { share, object: id }));
  }
  assert.deepEqual(inUse(kernel), before);
});
