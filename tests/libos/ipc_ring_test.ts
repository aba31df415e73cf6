import assert from "node:assert/strict";
import fc from "fast-check";
import { Machine, opteron16 } from "corey-lab/machine";
import { IpcRing } from "corey-lab/libos";

/** Sends numbers from one core to another, each side pausing as told; returns what came. */
function transfer(slots: number, sendPauses: readonly number[], receivePauses: readonly number[]): number[] {
  const machine = new Machine(opteron16), ring = new IpcRing(machine, slots), got: number[] = [];
  const [sender, , , , receiver] = machine.cores;
  sender!.start((function* () {
    for (const [i, pause] of sendPauses.entries()) {
      sender!.compute(pause);
      yield* ring.send(sender!, i + 1);
    }
  })());
  receiver!.start((function* () {
    for (let i = 0; i < sendPauses.length; i++) {
      receiver!.compute(receivePauses[i % receivePauses.length]!);
      got.push(yield* ring.receive(receiver!));
    }
  })());
  machine.run();
  return got;
}

Deno.test("IpcRing delivers every message once and in order, whichever side is slower, and ends", () => {
  const pauses = fc.array(fc.nat(3000), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 4, 16), pauses, pauses, (slots, send, receive) => {
      assert.deepEqual(transfer(slots, send, receive), send.map((_, i) => i + 1));
    }),
    { numRuns: 60 },
  );
});

Deno.test("IpcRing.trySend() says when the ring is full, tryReceive() when it is empty", () => {
  const machine = new Machine(opteron16), ring = new IpcRing(machine, 2), [core] = machine.cores;
  const said: unknown[] = [];
  core!.start((function* () {
    said.push(yield* ring.tryReceive(core!));
    for (const message of [7, 8, 9]) said.push(yield* ring.trySend(core!, message));
    said.push(yield* ring.tryReceive(core!));
    said.push(yield* ring.trySend(core!, 9));
    for (let i = 0; i < 3; i++) said.push(yield* ring.tryReceive(core!));
  })());
  machine.run();
  assert.deepEqual(said, [undefined, true, true, false, 7, true, 8, 9, undefined]);
});

Deno.test("IpcRing refuses a number of slots that is not a power of two", () => {
  const machine = new Machine(opteron16);
  for (const slots of [0, 3, -1, 2.5]) assert.throws(() => new IpcRing(machine, slots), /power of two/);
});
