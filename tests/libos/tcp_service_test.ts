import assert from "node:assert/strict";
import fc from "fast-check";
import {
  coreyTcp,
  type CoreyTcpServer,
  type Faults,
  Machine,
  opteron16,
  type System,
  TcpClients,
  ticket,
} from "corey-lab";
import { activeCores } from "../../lib/experiments/points.ts";

const PER_CLIENT = 12;

/** Lets each client make some connections, and runs until all have ended or a long time has passed. */
function serve(system: System<CoreyTcpServer>, cores: number, faults: Faults = {}, seed = 1) {
  const machine = new Machine(opteron16), kernel = system.boot(machine);
  const run = { machine, kernel, cores: activeCores(machine, cores), seed };
  const clients = new TcpClients(run, faults, PER_CLIENT), second = machine.spec.clockHertz.value;
  let now = clients.begin(4, 100);
  const open = () => clients.clients.reduce((sum, { attempts }) => sum + attempts.size, 0);
  for (let i = 0; i < 2000 && open() > 0; i++) machine.run(now += second / 10);
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

const systems: readonly [string, System<CoreyTcpServer>, number][] = [
  ["dedicated", coreyTcp.dedicated(), 3],
  ["dedicated, one core for everything", coreyTcp.dedicated(), 1],
  ["polling", coreyTcp.polling(), 3],
  ["dedicated, one stack for all", coreyTcp.dedicated({ sharedStack: ticket }), 4],
  ["polling, one stack for all", coreyTcp.polling({ sharedStack: ticket }), 4],
];

for (const [name, system, cores] of systems) {
  Deno.test(`${name}: each connection is answered once, with four packets in and four out`, () => {
    const { kernel, completed, failed, wrong } = serve(system, cores);
    assert.deepEqual({ completed, failed, wrong }, { completed: PER_CLIENT * cores, failed: 0, wrong: 0 });
    assert.equal(kernel.answered, PER_CLIENT * cores);
    assert.equal(kernel.device.received, 4 * PER_CLIENT * cores);
    assert.equal(kernel.device.transmitted, 4 * PER_CLIENT * cores);
    assert.equal(kernel.dropped + kernel.device.dropped, 0);
  });

  Deno.test(`${name}: with packets lost, doubled and damaged, no connection is lost or answered twice`, () => {
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
