/** The Universal Scalability Law: found again in what it made, and against the simulation. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { InputError } from "corey-lab";
import { Random } from "corey-lab/sim";
import { opteron16 } from "corey-lab/machine";
import { mcs, ticket } from "corey-lab/locks";
import { linux } from "corey-lab/linux";
import { dupClose, loneLock, thinkLock } from "corey-lab/workloads";
import { range, sweep } from "corey-lab/experiments";
import { fitUsl, uslRows } from "corey-lab/analysis";
import { assertWithin } from "./within.ts";
import { studentFactor } from "../../lib/analysis/student.ts";
import { slow } from "../slow.ts";

const law = (lambda: number, sigma: number, kappa: number) => (n: number) =>
  lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
const rowsOf = (at: (n: number) => number, counts = range(1, 16)) =>
  counts.map((cores) => ({ cores, throughputPerSecond: at(cores) }));

Deno.test("fitUsl finds the numbers that made the rows", () => {
  fc.assert(fc.property(
    fc.double({ min: 1, max: 1e7, noNaN: true }),
    fc.double({ min: 0.001, max: 0.9, noNaN: true }),
    fc.double({ min: 0.0001, max: 0.1, noNaN: true }),
    (lambda, sigma, kappa) => {
      const fit = fitUsl(rowsOf(law(lambda, sigma, kappa)));
      assertWithin(fit.lambda.value, lambda, 1e-3);
      assertWithin(fit.sigma.value, sigma, 0.02);
      assertWithin(fit.kappa.value, kappa, 0.02);
      assertWithin(fit.peakCores, Math.max(1, Math.sqrt((1 - sigma) / kappa)), 0.02);
      assertWithin(fit.at(32).value, law(lambda, sigma, kappa)(32), 0.02);
    },
  ));
});

slow("the 95 % limits of fitUsl hold the true numbers in about 95 of 100 noisy series", () => {
  const random = new Random(9), truth = { lambda: 1000, sigma: 0.08, kappa: 0.004 };
  const noise = () => Array.from({ length: 12 }, () => random.unit()).reduce((sum, u) => sum + u, -6);
  const inside = { lambda: 0, sigma: 0, kappa: 0 }, series = 300;
  for (let i = 0; i < series; i++) {
    const at = law(truth.lambda, truth.sigma, truth.kappa);
    const fit = fitUsl(rowsOf((n) => at(n) + 60 * noise()));
    for (const name of ["lambda", "sigma", "kappa"] as const) {
      if (fit[name].low <= truth[name] && truth[name] <= fit[name].high) inside[name]++;
    }
  }
  for (const [name, hits] of Object.entries(inside)) {
    assert.ok(hits / series > 0.91 && hits / series < 0.99, `${name}: ${hits} of ${series}`);
  }
});

Deno.test("Student's factor is what tables say", () => {
  for (const [freedom, expected] of [[1, 12.706], [5, 2.571], [13, 2.16], [20, 2.086], [60, 2]] as const) {
    assertWithin(studentFactor(freedom), expected, 0.001);
  }
});

Deno.test("fitUsl refuses rows that cannot tell three numbers", () => {
  assert.throws(() => fitUsl(rowsOf((n) => n, [1, 2, 4])), InputError);
  assert.throws(() => fitUsl(rowsOf(() => 0)), InputError);
});

Deno.test("uslRows has the curve with its limits, for lines()", () => {
  const [row] = uslRows(fitUsl(rowsOf(law(100, 0.05, 0.001))), "USL", [8]);
  assert.deepEqual(Object.keys(row!), [
    "system",
    "cores",
    "throughputPerSecond",
    "throughputPerSecondMin",
    "throughputPerSecondMax",
  ]);
});

const thinking = thinkLock({ thinkCycles: 30_000, sectionCycles: 3000 });
const throughput = (rows: readonly Record<string, unknown>[]) =>
  rows.map((row) => Number(row.throughputPerSecond));

slow("the law agrees with the simulation of an MCS lock, whose queue is all there is", async () => {
  const rows = await sweep({
    workload: thinking,
    machine: opteron16,
    system: loneLock(mcs),
    cores: range(1, 16),
  });
  const fit = fitUsl(rows);
  for (const [i, simulated] of throughput(rows).entries()) assertWithin(fit.at(i + 1).value, simulated, 0.1);
  assert.ok(fit.rSquared > 0.99);
});

slow("the law, fitted before a ticket lock collapses, does not foresee that it will", async () => {
  // Shorter sections than above: with those, sixteen cores are where the collapse only begins.
  const rows = await sweep({
    workload: thinkLock({ thinkCycles: 20_000, sectionCycles: 2000 }),
    machine: opteron16,
    system: loneLock(ticket),
    cores: range(1, 16),
  });
  const rates = throughput(rows), most = Math.max(...rates), fit = fitUsl(rows.slice(0, 8));
  assert.ok(rates.indexOf(most) >= 8 && fit.rSquared > 0.99, `${rates}`);
  assert.ok(rates[15]! < 0.95 * most, `${rates[15]} against ${most}`);
  const foreseen = fit.at(16);
  assert.ok(
    foreseen.value / rates[15]! > 1.25 && foreseen.low > rates[15]!,
    `${foreseen.value}, ${rates[15]}`,
  );
});

Deno.test("the law's numbers for dup+close are no shares of any work: two cores do less than one", async () => {
  const rows = await sweep({
    workload: dupClose(),
    machine: opteron16,
    system: linux.threads(),
    cores: [1, 2, 3, 4, 8, 12, 16],
  });
  const { sigma, kappa, peakCores } = fitUsl(rows);
  assert.ok(sigma.value + 2 * kappa.value > 1, `${sigma.value}, ${kappa.value}`);
  assert.equal(peakCores, 1);
});
