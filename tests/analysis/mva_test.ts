/** Mean value analysis against closed forms, a textbook's table, and a simulated network of queues. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { InputError } from "corey-lab";
import { Random, Scheduler, Task } from "corey-lab/sim";
import { meanValueAnalysis, mvaRows, type Station } from "corey-lab/analysis";
import { assertWithin } from "./within.ts";

const delay = (demandCycles: number): Station => ({ name: "think", kind: "delay", demandCycles });
const queue = (demandCycles: number, name = "queue"): Station => ({ name, kind: "queue", demandCycles });

Deno.test("mean value analysis gives the table of R. Jain, The Art of Computer Systems Performance Analysis, example 34.2", () => {
  const balances = meanValueAnalysis([delay(4), queue(2, "CPU"), queue(3, "disk A"), queue(1, "disk B")], 20);
  const rate = (n: number) => balances[n - 1]!.roundsPerCycle;
  const response = (n: number) => n / rate(n) - 4;
  assertWithin(rate(1), 0.1, 1e-9);
  assertWithin(response(1), 6, 1e-9);
  assertWithin(response(2), 7.4, 1e-9);
  assertWithin(rate(2), 2 / 11.4, 1e-9);
  assertWithin(rate(20), 0.333, 0.002);
  assertWithin(response(20), 56, 0.002);
});

Deno.test("mean value analysis gives the closed form of m equal queues: N / (D (N + m - 1))", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 8 }),
    fc.integer({ min: 1, max: 64 }),
    fc.double({ min: 1, max: 1e4, noNaN: true }),
    (m, customers, demand) => {
      const balances = meanValueAnalysis(Array.from({ length: m }, () => queue(demand)), customers);
      assertWithin(balances.at(-1)!.roundsPerCycle, customers / (demand * (customers + m - 1)), 1e-9);
    },
  ));
});

Deno.test("mean value analysis obeys Little's law and its asymptotes", () => {
  const demands = fc.double({ min: 1, max: 1000, noNaN: true });
  fc.assert(fc.property(
    demands,
    fc.array(demands, { minLength: 1, maxLength: 4 }),
    fc.integer({ min: 1, max: 48 }),
    (think, queues, n) => {
      const stations = [delay(think), ...queues.map((demand) => queue(demand))];
      const { roundsPerCycle, present } = meanValueAnalysis(stations, n).at(-1)!;
      assertWithin(present.reduce((sum, some) => sum + some, 0), n, 1e-9);
      const total = think + queues.reduce((sum, demand) => sum + demand, 0);
      assert.ok(roundsPerCycle <= Math.min(n / total, 1 / Math.max(...queues)) * (1 + 1e-9));
    },
  ));
});

/**
 * Customers that go round a delay and two first-come-first-served queues, all times exponential: rounds a
 * cycle.
 */
function simulateNetwork(customers: number, demands: readonly number[], cycles: number): number {
  const scheduler = new Scheduler(), random = new Random(5);
  let rounds = 0;
  /** When each queue is free. */
  const free = [0, 0];
  for (let i = 0; i < customers; i++) {
    const customer = new Task(scheduler, `customer ${i}`);
    customer.start((function* () {
      for (;; rounds++) {
        customer.compute(random.exponential(demands[0]!));
        for (const station of [0, 1]) {
          // First come, first served: programs go on in order of time.
          yield;
          free[station] = Math.max(free[station]!, customer.now) + random.exponential(demands[station + 1]!);
          customer.compute(free[station] - customer.now);
        }
      }
    })());
  }
  scheduler.run(cycles);
  return rounds / cycles;
}

for (const customers of [1, 4, 16]) {
  Deno.test(`mean value analysis agrees with a simulated network of queues and ${customers} customers`, () => {
    const stations = [delay(1000), queue(80), queue(40)];
    const { roundsPerCycle } = meanValueAnalysis(stations, customers).at(-1)!;
    const simulated = simulateNetwork(customers, stations.map(({ demandCycles }) => demandCycles), 2e7);
    assertWithin(simulated, roundsPerCycle, 0.03);
  });
}

Deno.test("mean value analysis as rows", () => {
  const rows = mvaRows([delay(900), queue(100)], { system: "model", cores: [1, 16], clockHertz: 2e9 });
  assert.deepEqual(rows[0], { system: "model", cores: 1, throughputPerSecond: 2e6, waitingCores: 0.1 });
  assertWithin(Number(rows[1]!.throughputPerSecond), 2e7, 0.02);
});

Deno.test("mean value analysis refuses what is no network", () => {
  assert.throws(() => meanValueAnalysis([queue(-1)], 2), InputError);
  assert.throws(() => meanValueAnalysis([delay(0)], 2), InputError);
  assert.throws(() => meanValueAnalysis([delay(1)], 1.5), InputError);
});
