/** Interrupts: who pays what, and when a handler runs. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { assume } from "corey-lab";
import { type Core, Machine, type MachineSpec, opteron16 } from "corey-lab/machine";
import { at } from "./at.ts";

/** Sending takes 100 cycles, delivery 300, the way into a handler and out of it 800. */
const spec: MachineSpec = {
  ...opteron16,
  interrupt: {
    sendCycles: assume(opteron16.interrupt.sendCycles, 100),
    deliverCycles: assume(opteron16.interrupt.deliverCycles, 300),
    trapCycles: assume(opteron16.interrupt.trapCycles, 800),
  },
};

Deno.test("Interrupts.send() takes the sender 100 cycles a request; the last handler ends 300 + 800 after the last, and its own time", () => {
  const machine = new Machine(spec), [sender, one, two, three] = machine.cores as [Core, Core, Core, Core];
  const starts: [number, number][] = [];
  let done = 0;
  const cycles = at(machine, sender, 10_000, () => {
    done = machine.interrupts.send(sender, [one, two, three], (receiver, start) => {
      starts.push([receiver.number, start]);
      return start + 50;
    });
  });
  assert.equal(cycles, 300);
  // Sent at 10,100, 10,200 and 10,300; there 300 later; the handler begins half of the 800 after that.
  assert.deepEqual(starts, [[1, 10_800], [2, 10_900], [3, 11_000]]);
  assert.equal(done, 11_000 + 50 + 400);
  assert.equal(machine.interrupts.received, 3);
  assert.deepEqual([...machine.cores.keys()].map((core) => machine.interrupts.sentBy[core] ?? 0), [
    3,
    ...new Array(15).fill(0),
  ]);
});

Deno.test("Interrupts.send() to nobody takes no time, and is over at once", () => {
  const machine = new Machine(spec), [sender] = machine.cores as [Core];
  assert.equal(
    at(machine, sender, 1000, () => {
      assert.equal(machine.interrupts.send(sender, [], () => assert.fail("no handler runs")), 1000);
    }),
    0,
  );
  assert.equal(machine.interrupts.received, 0);
});

Deno.test("Interrupts.send() gives the latest end, also when an earlier receiver takes longer", () => {
  const machine = new Machine(spec), [sender, one, two] = machine.cores as [Core, Core, Core];
  at(machine, sender, 0, () => {
    const done = machine.interrupts.send(
      sender,
      [one, two],
      (receiver, start) => start + (receiver === one ? 5000 : 0),
    );
    assert.equal(done, 100 + 300 + 800 + 5000);
  });
});

Deno.test("Interrupts cost a receiver that computes 800 cycles each, and their handlers' time", () => {
  const sends = fc.array(
    fc.record({
      at: fc.nat(50_000),
      handler: fc.nat(3000),
      receivers: fc.uniqueArray(fc.nat(3), { maxLength: 4, size: "max" }),
    }),
    { maxLength: 6, size: "max" },
  );
  fc.assert(
    fc.property(sends, (sends) => {
      const machine = new Machine(spec), receivers = machine.cores.slice(1, 5);
      const costs = receivers.map(() => 0);
      for (const core of receivers) {
        core.start((function* () {
          for (let i = 0; i < 2000; i++) {
            yield;
            core.compute(50);
          }
        })());
      }
      for (const [i, { at, handler, receivers: numbers }] of sends.entries()) {
        const sender = machine.cores[6 + i]!;
        sender.start((function* () {
          sender.compute(at);
          yield;
          machine.interrupts.send(
            sender,
            numbers.map((number) => receivers[number]!),
            (_, start) => start + handler,
          );
        })());
        for (const number of numbers) costs[number]! += 800 + handler;
      }
      machine.run();
      assert.deepEqual(receivers.map((core) => core.now), costs.map((cost) => 100_000 + cost));
      assert.equal(machine.interrupts.received, sends.flatMap(({ receivers }) => receivers).length);
    }),
    { numRuns: 30 },
  );
});

/**
 * A core sleeps from cycle 1000 and is woken at a cycle to compute for 2000; an interrupt comes at 2400, its
 * handler ends at 3250. When does the core go on, or when would it have without a break?
 */
function goesOnAt(wokenAt: number, interrupts = 1): number {
  const machine = new Machine(spec),
    [sender, sleeper, waker] = machine.cores as [Core, Core, Core];
  sleeper.start((function* () {
    sleeper.compute(1000);
    yield sleeper.sleep(() => "a call");
    for (let i = 0; i < 20; i++) {
      sleeper.compute(100);
      yield;
    }
  })());
  sender.start((function* () {
    sender.compute(2000);
    yield;
    machine.interrupts.send(sender, new Array(interrupts).fill(sleeper), (_, start) => start + 50);
  })());
  waker.start((function* () {
    waker.compute(wokenAt);
    yield;
    sleeper.wake(waker.now);
  })());
  machine.run();
  return sleeper.now - 2000;
}

Deno.test("Interrupts cost a receiver that is asleep nothing if it is woken after their end, and else the time until then", () => {
  assert.equal(goesOnAt(1500), 1500 + 850, "woken before: it is at work when they arrive");
  assert.equal(goesOnAt(2500), 2400 + 850);
  assert.equal(goesOnAt(3250), 3250);
  assert.equal(goesOnAt(90_000), 90_000);
  assert.equal(goesOnAt(2500, 2), 2400 + 2 * 850, "one handler runs after the other");
  assert.equal(goesOnAt(90_000, 2), 90_000);
});

Deno.test("Interrupts cost a core that is asleep the more if it had fallen asleep later than they arrive", () => {
  const machine = new Machine(spec), [sender, sleeper] = machine.cores as [Core, Core];
  sleeper.start((function* () {
    sleeper.compute(5000);
    yield sleeper.sleep(() => "a call");
  })());
  sender.start((function* () {
    sender.compute(1);
    yield;
    machine.interrupts.send(sender, [sleeper], (_, start) => start + 50);
    sleeper.wake(sender.now);
  })());
  machine.run();
  assert.equal(sleeper.now, 5000 + 850);
});

Deno.test("Interrupts.deliver() costs nobody but the receiver: its way into the handler and out of it, and the handler's time", () => {
  const machine = new Machine(spec), [core, other] = machine.cores as [Core, Core];
  const starts: [number, number][] = [];
  let done = 0, ended = 0;
  core.start((function* () {
    core.compute(5000);
    yield;
    ended = core.now;
  })());
  other.start((function* () {
    other.compute(1000);
    yield;
    done = machine.interrupts.deliver(core, 2000, (receiver, start) => {
      starts.push([receiver.number, start]);
      return start + 50;
    });
  })());
  machine.run();
  assert.deepEqual(starts, [[0, 2400]]);
  assert.equal(done, 2000 + 800 + 50);
  assert.equal(ended, 5000 + 800 + 50);
  assert.deepEqual([other.now, machine.interrupts.received, machine.interrupts.sentBy], [1000, 1, []]);
});
