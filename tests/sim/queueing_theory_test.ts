/** The engine against mathematics: queues whose mean time in system has a formula. */
import assert from "node:assert/strict";
import { Random, Scheduler, Task } from "corey-lab/sim";

const CUSTOMERS = 400_000;

/** Poisson arrivals at a single server; the mean of arrival to departure. */
function meanTimeInSystem(arrivalRate: number, serviceTime: () => number, random: Random): number {
  const scheduler = new Scheduler();
  const source = new Task(scheduler, "source"), server = new Task(scheduler, "server");
  const arrivals: number[] = [];
  let idle = false, total = 0;
  source.start((function* () {
    for (let i = 0; i < CUSTOMERS; i++) {
      source.compute(random.exponential(1 / arrivalRate));
      yield;
      arrivals.push(source.now);
      if (idle) {
        idle = false;
        server.wake(source.now);
      }
    }
  })());
  server.start((function* () {
    for (let served = 0; served < CUSTOMERS; served++) {
      if (served === arrivals.length) {
        idle = true;
        yield server.sleep(() => "a customer");
      }
      server.compute(serviceTime());
      yield;
      total += server.now - arrivals[served]!;
    }
  })());
  scheduler.run();
  return total / CUSTOMERS;
}

function assertWithin(actual: number, expected: number, relative: number): void {
  assert.ok(Math.abs(actual / expected - 1) < relative, `${actual} is not within ${relative} of ${expected}`);
}

for (const load of [0.5, 0.8]) {
  const mu = 1 / 100, lambda = load * mu;

  Deno.test(`Scheduler runs an M/M/1 queue at load ${load} whose mean time in system is 1/(mu - lambda)`, () => {
    const random = new Random(7);
    const mean = meanTimeInSystem(lambda, () => random.exponential(1 / mu), random);
    assertWithin(mean, 1 / (mu - lambda), 0.04);
  });

  Deno.test(`Scheduler runs an M/D/1 queue at load ${load} that waits as Pollaczek and Khinchine say`, () => {
    const mean = meanTimeInSystem(lambda, () => 1 / mu, new Random(11));
    assertWithin(mean, 1 / mu + load / (2 * mu * (1 - load)), 0.03);
  });
}
