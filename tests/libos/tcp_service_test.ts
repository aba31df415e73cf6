import assert from "node:assert/strict";
import fc from "fast-check";
import { decode, encode, type Faults, flags, Machine, noData, opteron16 } from "corey-lab/machine";
import { mcs, ticket } from "corey-lab/locks";
import { firstFirst, inTurn, type PollRound, type System, type TcpServer } from "corey-lab/kernels";
import { linuxTcp } from "corey-lab/linux";
import { coreyTcp, type DriverPlacement } from "corey-lab/libos";
import { TcpClients, tcpService } from "corey-lab/workloads";
import { activeCores } from "../../lib/experiments/one_run.ts";
import { alike, slow } from "../slow.ts";

const PER_CLIENT = 12;

/**
 * Lets each client make some connections, and runs until all have ended, or for 2000 s: six losses in a row
 * make Linux wait for 96 s.
 */
function serve<Server extends TcpServer>(
  system: System<Server>,
  cores: number,
  faults: Faults = {},
  seed = 1,
  meddle: (machine: Machine, server: Server) => void = () => {},
) {
  const machine = new Machine(opteron16), kernel = system.boot(machine);
  const run = { machine, kernel, cores: activeCores(machine, cores), seed };
  const clients = new TcpClients(run, faults, PER_CLIENT), second = machine.spec.clockHertz.value;
  let now = clients.begin(4, 100);
  machine.run(now += second / 20_000);
  meddle(machine, kernel);
  const open = () => clients.clients.reduce((sum, { attempts }) => sum + attempts.size, 0);
  for (let i = 0; i < 20_000 && open() > 0; i++) machine.run(now += second / 10);
  const sum = (what: "completed" | "failed" | "wrong") =>
    clients.clients.reduce((total, client) => total + client[what], 0);
  return {
    machine,
    kernel,
    clients,
    completed: sum("completed"),
    failed: sum("failed"),
    wrong: sum("wrong"),
    open: open(),
  };
}

const systems: readonly [string, System<TcpServer>, number][] = [
  ["dedicated", coreyTcp.dedicated(), 3],
  ["dedicated, one core for everything", coreyTcp.dedicated(), 1],
  ["polling", coreyTcp.polling(), 3],
  ["dedicated, one stack for all", coreyTcp.dedicated({ sharedStack: ticket }), 4],
  ["polling, one stack for all", coreyTcp.polling({ sharedStack: ticket }), 4],
  ["linux", linuxTcp(), 4],
  ["linux, one core for everything", linuxTcp(), 1],
  ["linux, two receive queues", linuxTcp({ receiveQueues: 2 }), 4],
  ["linux, a listener for each core", linuxTcp({ acceptQueues: "per core", spinLock: mcs }), 4],
  [
    "linux, more receive queues than cores, a listener for each",
    linuxTcp({ receiveQueues: 4, acceptQueues: "per core" }),
    2,
  ],
];

for (const [i, [name, system, cores]] of systems.entries()) {
  Deno.test(`${name}: each connection is answered once, with four packets in and four out`, () => {
    // What two cores do at once, some seeds show only: each packet once means that none had to be sent again.
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { kernel, completed, failed, wrong } = serve(system, cores, {}, seed);
      assert.deepEqual({ completed, failed, wrong }, { completed: PER_CLIENT * cores, failed: 0, wrong: 0 });
      assert.equal(kernel.answered, PER_CLIENT * cores);
      assert.equal(kernel.device.received, 4 * PER_CLIENT * cores);
      assert.equal(kernel.device.transmitted, 4 * PER_CLIENT * cores);
      assert.equal(kernel.dropped + kernel.device.dropped, 0);
    }
  });

  alike(i)(`${name}: with packets lost, doubled and damaged, no connection is lost or answered twice`, () => {
    const rate = fc.double({ min: 0, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ loss: rate, duplication: rate, corruption: rate }),
        fc.nat(1000),
        (faults, seed) => {
          const { kernel, completed, failed, wrong, open } = serve(system, cores, faults, seed);
          assert.deepEqual(
            { completed, failed, wrong, open, answered: kernel.answered },
            { completed: PER_CLIENT * cores, failed: 0, wrong: 0, open: 0, answered: PER_CLIENT * cores },
          );
        },
      ),
      { numRuns: 8 },
    );
  });
}

slow("Rings that something overwrote cost packets, not connections, and what was wrong is counted", () => {
  for (const system of [coreyTcp.dedicated(), coreyTcp.polling()]) {
    let looked = false;
    const { kernel, completed, wrong, open } = serve(system, 3, {}, 1, ({ memory }, server) => {
      looked = true;
      // A descriptor that the card comes to next: it points nowhere. A slot of a virtual card: it holds no
      // buffer.
      memory.words[(server.cores!.driver.watched().at(-1)! - 12) >>> 2] = -1;
      memory.words[server.cores!.instances[0]!.card.arrival >>> 2] = 12_345;
    });
    assert.ok(looked);
    assert.deepEqual({ completed, wrong, open }, { completed: 3 * PER_CLIENT, wrong: 0, open: 0 });
    assert.equal(kernel.device.badDescriptors, 1);
    assert.ok(kernel.cores!.instances[0]!.stack.damaged >= 1);
  }
});

Deno.test("A segment of a connection that there is not is answered with a reset, and disturbs nobody", () => {
  for (const system of [coreyTcp.dedicated(), linuxTcp()] as readonly System<TcpServer>[]) {
    let resets = 0;
    const { kernel, completed } = serve(system, 3, {}, 1, (_, { device }) => {
      const stranger = {
        to: 0,
        from: 1000,
        toPort: 80,
        fromPort: 9,
        sequence: 5,
        acknowledgement: 7,
        flags: flags.ack,
      };
      for (let i = 0; i < 5; i++) device.arrive(encode({ ...stranger, data: noData }), 0);
      const cable = device.cable!, { send } = cable;
      cable.send = (packet, at) => {
        if ((decode(packet)!.flags & flags.rst) !== 0) resets++;
        send.call(cable, packet, at);
      };
    });
    assert.equal(resets, 5);
    assert.equal(completed, 3 * PER_CLIENT);
    assert.equal(kernel.answered, 3 * PER_CLIENT);
  }
});

Deno.test("A placement of the driver is a value of one's own: the cores of one chip drive the card, the others send", () => {
  const placement: DriverPlacement = {
    name: "one chip drives",
    drives: (core, first) => core.chip === first.chip,
    ringLock: ticket,
  };
  const { kernel, completed } = serve(coreyTcp.placed(placement), 6);
  assert.equal(completed, 6 * PER_CLIENT);
  assert.equal(kernel.answered, 6 * PER_CLIENT);
  assert.ok(kernel.driverLocks > 0);
  const { ringLock: _, ...unguarded } = placement;
  assert.throws(
    () => serve(coreyTcp.placed(unguarded), 6),
    /core 1 drives the card beside core 0, with no ring lock/,
  );
});

Deno.test("However the cores go round what they poll, every connection is answered", () => {
  const lastFirst: PollRound = (core, devices) => inTurn(core, [...devices].reverse());
  for (const poll of [inTurn, firstFirst, lastFirst]) {
    const { kernel, completed } = serve(coreyTcp.dedicated({ poll }), 4);
    assert.deepEqual([completed, kernel.answered], [4 * PER_CLIENT, 4 * PER_CLIENT]);
  }
});

slow("more receive queues answer more connections, as one softirq core is the limit", () => {
  const rate = (receiveQueues: number) => {
    const system = linuxTcp({ receiveQueues, acceptQueues: "per core" });
    const machine = new Machine(opteron16), kernel = system.boot(machine), cores = activeCores(machine, 8);
    const workload = tcpService({ warmUpMicroseconds: 3000, microseconds: 1000 });
    return Number(workload.measure({ machine, kernel, cores, seed: 1 }).connectionsPerSecond);
  };
  assert.ok(rate(3) > 1.5 * rate(1), `${rate(3)}, and ${rate(1)} with one`);
});
