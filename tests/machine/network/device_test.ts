import assert from "node:assert/strict";
import type { Program } from "corey-lab/sim";
import {
  bytes,
  Cable,
  DescriptorRing,
  DONE,
  encode,
  flags,
  Machine,
  NetworkDevice,
  noData,
  opteron16,
  type Packet,
  ringStruct,
  struct,
} from "corey-lab/machine";

const ENTRIES = 4;
const buffers = struct("buffers", { unused: bytes(64), all: bytes(2048 * 2 * ENTRIES, 64) });

/** A card with two rings of four descriptors, each with a buffer, and a cable that collects what is sent. */
function fresh() {
  const machine = new Machine(opteron16), { memory } = machine, device = new NetworkDevice(machine);
  const ring = (name: string) => new DescriptorRing(memory.place(ringStruct(name, ENTRIES)).entry, ENTRIES);
  const receive = ring("rx"), transmit = ring("tx"), pool = memory.place(buffers).all;
  const word = (address: number) => memory.words[address >>> 2]!;
  for (let i = 0; i < ENTRIES; i++) {
    memory.initialise(receive.bufferAt(i), pool + 2048 * i);
    memory.initialise(transmit.bufferAt(i), pool + 2048 * (ENTRIES + i));
  }
  device.setRings(receive, transmit);
  const sent: { packet: Packet; at: number }[] = [];
  device.cable = new Cable(machine.scheduler, "cable", 0, (packet, at) => void sent.push({ packet, at }));
  const core = machine.cores[0]!;
  const tell = (program: Program) => {
    core.start(program);
    machine.run();
  };
  return { machine, memory, device, receive, transmit, pool, word, sent, core, tell };
}

const packet = (port: number) =>
  encode({
    to: 0,
    from: 1,
    toPort: 80,
    fromPort: port,
    sequence: port,
    acknowledgement: 0,
    flags: flags.syn,
    data: noData,
  });

Deno.test("NetworkDevice puts what arrives into the buffers of the ring in turn, and marks the descriptors", () => {
  const { machine, device, receive, pool, word, tell, core } = fresh();
  for (const port of [7, 8]) device.arrive(packet(port), 0);
  machine.run();
  assert.equal(device.received, 0, "packets wait while the ring has no free descriptor");
  tell(device.setReceiveTail(core, 3));
  assert.equal(device.received, 2);
  assert.deepEqual([0, 1, 2].map((i) => word(receive.statusAt(i))), [DONE, DONE, 0]);
  assert.deepEqual([0, 1].map((i) => word(receive.lengthAt(i))), [60, 60]);
  assert.deepEqual(
    [0, 1].map((i) => word(pool + 2048 * i + 12)),
    [7, 8],
    "the sender's port is in the fourth word",
  );
});

Deno.test("NetworkDevice handles the packets of both directions at its rate, and no faster", () => {
  const { device, transmit, memory, pool, sent, tell, core, machine } = fresh();
  for (let i = 0; i < 3; i++) {
    memory.words.set(packet(i), (pool + 2048 * (ENTRIES + i)) >>> 2);
    memory.initialise(transmit.lengthAt(i), 54);
  }
  tell(device.setTransmitTail(core, 3));
  assert.equal(device.transmitted, 3);
  const perPacket = machine.spec.clockHertz.value / machine.spec.network.packetsPerSecond.value;
  const gaps = [sent[1]!.at - sent[0]!.at, sent[2]!.at - sent[1]!.at];
  for (const gap of gaps) assert.ok(Math.abs(gap - perPacket) < 0.01 * perPacket, `${gap} cycles`);
  assert.deepEqual(sent.map(({ packet }) => packet[3]), [0, 1, 2]);
});

Deno.test("NetworkDevice drops and counts what arrives when its own memory is full", () => {
  const { device, machine } = fresh(), room = machine.spec.network.fifoPackets.value;
  for (let i = 0; i < room + 10; i++) device.arrive(packet(i), 0);
  assert.deepEqual([device.droppedRingEmpty, device.droppedFifoFull, device.dropped], [10, 0, 10]);
});

Deno.test("NetworkDevice skips a descriptor that points outside memory, and one of an impossible length, and goes on", () => {
  const { device, memory, receive, transmit, tell, core, sent } = fresh();
  memory.initialise(receive.bufferAt(0), 2 ** 30);
  memory.initialise(transmit.bufferAt(0), -4);
  memory.initialise(transmit.lengthAt(0), 54);
  memory.initialise(transmit.lengthAt(1), 1e6);
  memory.initialise(transmit.lengthAt(2), 54);
  tell(device.setReceiveTail(core, 3));
  tell(device.setTransmitTail(core, 3));
  for (const port of [1, 2]) device.arrive(packet(port), core.now);
  tell(device.setReceiveTail(core, 3));
  assert.equal(device.badDescriptors, 3);
  assert.equal(device.received, 1);
  assert.equal(sent.length, 1);
});
