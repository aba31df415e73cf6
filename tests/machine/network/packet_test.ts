import assert from "node:assert/strict";
import fc from "fast-check";
import { after, decode, encode, frameBytes, packetBytes, type TcpSegment } from "corey-lab/machine";

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const segments: fc.Arbitrary<TcpSegment> = fc.record({
  to: fc.nat(2000),
  from: fc.nat(2000),
  toPort: fc.nat(65535),
  fromPort: fc.nat(65535),
  sequence: int32,
  acknowledgement: int32,
  flags: fc.nat(31),
  data: fc.array(int32, { maxLength: 365 }).map((words) => Int32Array.from(words)),
}, { noNullPrototype: true });

Deno.test("decode() gives back what encode() was given, also when the packet is padded", () => {
  fc.assert(fc.property(segments, fc.nat(4), (segment, padding) => {
    const packet = encode(segment), padded = new Int32Array(packet.length + padding);
    padded.set(packet);
    assert.deepEqual(decode(packet), segment);
    assert.deepEqual(decode(padded), segment);
  }));
});

Deno.test("decode() refuses a packet with one wrong bit in its data, its ports or its numbers", () => {
  fc.assert(fc.property(segments, fc.nat(), fc.nat(31), (segment, where, bit) => {
    const packet = encode(segment), word = where % packet.length;
    fc.pre(word < 9 || word >= 14);
    packet[word]! ^= 1 << bit;
    assert.equal(decode(packet), undefined);
  }));
});

Deno.test("A packet without data takes 54 bytes where it is made and 60 on the wire; with 128 it takes 182", () => {
  const make = (words: number) =>
    encode({
      to: 0,
      from: 1,
      toPort: 80,
      fromPort: 1024,
      sequence: 0,
      acknowledgement: 0,
      flags: 16,
      data: new Int32Array(words),
    });
  assert.equal(packetBytes(make(0)), 54);
  assert.equal(frameBytes(make(0)), 60);
  assert.equal(packetBytes(make(32)), 182);
});

Deno.test("after() compares sequence numbers across their wrap", () => {
  fc.assert(fc.property(int32, fc.integer({ min: -1e9, max: 1e9 }), (sequence, step) => {
    assert.equal(after(sequence + step | 0, sequence), step);
  }));
});
