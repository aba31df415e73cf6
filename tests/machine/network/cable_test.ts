import assert from "node:assert/strict";
import { Scheduler } from "corey-lab/sim";
import { Cable, type Faults, type Packet } from "corey-lab/machine";

/** Sends a hundred numbered packets; returns what arrived, and when. */
function carry(faults: Faults, seed = 1) {
  const scheduler = new Scheduler(), arrived: { value: number; at: number }[] = [];
  const deliver = (packet: Packet, at: number) => void arrived.push({ value: packet[0]!, at });
  const cable = new Cable(scheduler, "cable", 500, deliver, faults, seed);
  for (let i = 0; i < 100; i++) cable.send(Int32Array.of(i, 0, 0), 10 * i);
  scheduler.run();
  return { cable, arrived };
}

Deno.test("Cable delivers everything in order, each after the delay", () => {
  const { arrived } = carry({});
  assert.deepEqual(arrived, Array.from({ length: 100 }, (_, value) => ({ value, at: 10 * value + 500 })));
});

Deno.test("Cable counts the packets it loses and those it delivers twice", () => {
  const lossy = carry({ loss: 0.2 });
  assert.ok(lossy.cable.lost > 5 && lossy.cable.lost < 40);
  assert.equal(lossy.arrived.length, 100 - lossy.cable.lost);
  const doubling = carry({ duplication: 0.2 });
  assert.ok(doubling.cable.duplicated > 5);
  assert.equal(doubling.arrived.length, 100 + doubling.cable.duplicated);
});

Deno.test("Cable damages one bit of a packet, and not the sender's copy", () => {
  const packet = Int32Array.of(1, 2, 3), scheduler = new Scheduler();
  let bits = 0;
  const cable = new Cable(scheduler, "cable", 1, (arrived) => {
    arrived.forEach((word, i) => bits += (word ^ packet[i]!).toString(2).replace(/[^1]/g, "").length);
  }, { corruption: 1 });
  cable.send(packet, 0);
  scheduler.run();
  assert.deepEqual([...packet], [1, 2, 3]);
  assert.equal(cable.corrupted, 1);
  assert.ok(bits >= 1);
});

Deno.test("Cable's faults follow from the seed alone", () => {
  const faults = { loss: 0.1, duplication: 0.1 };
  assert.deepEqual(carry(faults, 7).arrived, carry(faults, 7).arrived);
  assert.notDeepEqual(carry(faults, 7).arrived, carry(faults, 8).arrived);
});
