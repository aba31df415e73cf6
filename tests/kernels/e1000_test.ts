import assert from "node:assert/strict";
import { Cable, NetworkDevice, type Packet, totals } from "corey-lab/machine";
import { type Core, l3Misses, Machine, mcs, opteron16 } from "corey-lab";
import { E1000, NetBuffers } from "corey-lab/corey";

const PAGES = 1100;
/** The length word of a buffer stands at its start, the packet eight bytes on. */
const PACKET = 8;

function fresh() {
  const machine = new Machine(opteron16), device = new NetworkDevice(machine), sent: number[] = [];
  const buffers = new NetBuffers(machine, PAGES, 0), driver = new E1000(machine, device, buffers, mcs);
  device.cable = new Cable(machine.scheduler, "cable", 0, (packet: Packet) => void sent.push(packet[0]!));
  const word = (address: number) => machine.memory.words[address >>> 2]!;
  return { machine, device, buffers, driver, sent, word, core: machine.cores[0]! };
}

Deno.test("E1000 refuses and counts packets beyond a full ring, sends the others in order, and has room again", () => {
  const { machine, buffers, driver, sent, word, core } = fresh(), accepted: boolean[] = [];
  // The core fills the ring faster than the card empties it.
  core.start((function* () {
    for (let page = 0; page < PAGES; page++) {
      const buffer = buffers.transmitBuffer(page);
      core.store(buffer + PACKET, page);
      accepted.push(yield* driver.putTransmit(core, buffer, 54));
    }
    for (let looks = 0; looks < 2000; looks++) {
      core.compute(5000);
      yield* driver.poll(core);
    }
    accepted.push(yield* driver.putTransmit(core, buffers.transmitBuffer(0), 54));
  })());
  machine.run();
  const refused = accepted.filter((put) => !put).length;
  assert.equal(driver.droppedRingFull, refused);
  assert.ok(refused > 0, "the ring got full");
  assert.equal(accepted.at(-1), true, "there is room again");
  assert.equal(sent.length, accepted.length - refused);
  const expected = accepted.slice(0, PAGES).flatMap((put, page) => put ? [page] : []);
  assert.deepEqual(sent, [...expected, 0]);
  assert.ok(
    expected.every((page) => (word(buffers.transmitBuffer(page)) & 0x8000) !== 0),
    "all are marked as done",
  );
});

Deno.test("E1000 can hold one receive buffer less than its ring has descriptors", () => {
  const { machine, buffers, driver, core } = fresh();
  let room = 0;
  core.start((function* () {
    while (yield* driver.putReceive(core, buffers.receiveBuffer(room))) room++;
  })());
  machine.run();
  assert.equal(room, 1023);
});

Deno.test("E1000 takes both rings' locks to look, so a core that polls it disturbs one that puts a buffer on a ring", () => {
  const { machine, buffers, driver, core } = fresh(), other = machine.cores[1]!;
  const timeOf = (looks: number) => {
    let took = 0;
    core.start((function* () {
      for (let i = 0; i < looks; i++) yield* driver.poll(core);
    })());
    other.now = core.now;
    other.start((function* () {
      other.compute(2000);
      yield* driver.putReceive(other, buffers.receiveBuffer(0));
      const since = other.now;
      for (let page = 1; page < 20; page++) yield* driver.putReceive(other, buffers.receiveBuffer(page));
      took = other.now - since;
    })());
    machine.run();
    return took;
  };
  const alone = timeOf(1), { locksForNothing } = driver;
  assert.equal(locksForNothing, 2);
  assert.ok(timeOf(200) > 1.2 * alone);
  assert.equal(driver.locksForNothing, 2 + 2 * 200);
  assert.equal(driver.locksTaken, 40, "one a buffer");
});

Deno.test("Cores that look pages up in the one segment of buffers write the lock word of its list", () => {
  const { machine, buffers } = fresh(), cores = [machine.cores[0]!, machine.cores.at(-1)!];
  const { counters } = machine.memory, misses = () => l3Misses(totals(counters));
  const look = (core: Core, page: number) => {
    core.now = Math.max(...cores.map(({ now }) => now));
    core.start(buffers.look(core, page));
    machine.run();
  };
  cores.forEach((core, page) => look(core, page));
  const before = misses();
  for (let i = 0; i < 10; i++) cores.forEach((core, page) => look(core, page));
  assert.equal(misses() - before, 20, "the line goes to and fro though each core has its own page");
});
