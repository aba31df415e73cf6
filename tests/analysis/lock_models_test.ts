/**
 * The models of locks: against closed forms, and against the simulation where what they assume is so, and
 * where it is not.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { InputError, type Row } from "corey-lab";
import { opteron16 } from "corey-lab/machine";
import { mcs, ticket } from "corey-lab/locks";
import { linux } from "corey-lab/linux";
import { dupClose, loneLock, thinkLock } from "corey-lab/workloads";
import { meanTransferCycles, modelMcsLock, modelTicketLock, sweep } from "corey-lab/experiments";
import { meanValueAnalysis, ticketLockBalance } from "corey-lab/analysis";
import { assertWithin } from "./within.ts";
import { slow } from "../slow.ts";

/** Of a server that N customers come back to after thinking (M/M/1//N): rounds a cycle. */
function repairman(customers: number, think: number, service: number): number {
  let term = 1, sum = 1;
  for (let k = 0; k < customers; k++) sum += term *= (customers - k) * service / think;
  return (1 - 1 / sum) / service;
}

const times = fc.double({ min: 1, max: 1e5, noNaN: true });

Deno.test("the Markov model with free transfers is the machine repairman's queue, and so is mean value analysis", () => {
  fc.assert(fc.property(times, times, fc.integer({ min: 1, max: 40 }), (think, section, cores) => {
    const model = { thinkCycles: think, sectionCycles: section, transferCycles: 0 };
    const expected = repairman(cores, think, section);
    assertWithin(ticketLockBalance(model, cores).acquiresPerCycle, expected, 1e-6);
    const stations = [
      { name: "think", kind: "delay", demandCycles: think },
      { name: "lock", kind: "queue", demandCycles: section },
    ] as const;
    assertWithin(meanValueAnalysis(stations, cores).at(-1)!.roundsPerCycle, expected, 1e-6);
  }));
});

Deno.test("the Markov model's flows in and out of the lock are equal", () => {
  fc.assert(
    fc.property(times, times, times, fc.integer({ min: 2, max: 64 }), (think, section, transfer, n) => {
      const model = { thinkCycles: think, sectionCycles: section, transferCycles: transfer };
      const { probabilities, acquiresPerCycle } = ticketLockBalance(model, n);
      const out = probabilities.reduce(
        (sum, p, k) => sum + (k > 0 ? p / (section + transfer * k / 2) : 0),
        0,
      );
      assertWithin(acquiresPerCycle, out, 1e-6);
    }),
  );
});

Deno.test("the Markov model of a ticket lock collapses within a few cores once the lock is busy", () => {
  const lock = { thinkCycles: 20_000, sectionCycles: 400, transferCycles: 200 };
  const rate = (cores: number) => ticketLockBalance(lock, cores).acquiresPerCycle;
  const best = Array.from({ length: 48 }, (_, i) => i + 1).reduce((a, b) => rate(b) > rate(a) ? b : a);
  assert.ok(best > 4 && best < 40, `best at ${best} cores`);
  assert.ok(rate(best + 8) < 0.7 * rate(best), `${rate(best + 8)} against ${rate(best)}`);
});

Deno.test("transfers cost the mean over the pairs of cores that take part", () => {
  const [near, hop, far] = opteron16.remoteCache.latencyCyclesByHops.value as [number, number, number];
  assert.equal(meanTransferCycles(opteron16, 1), 0);
  assert.equal(meanTransferCycles(opteron16, 2), hop);
  assertWithin(meanTransferCycles(opteron16, 4), (4 * hop + 2 * far) / 6, 1e-12);
  assert.equal(meanTransferCycles(opteron16, 4, "fill-chips"), near);
});

const cores = [1, 2, 4, 6, 8, 10, 12, 14, 16];
const rate = (row: Row) => Number(row.throughputPerSecond);
/** Rows of the simulation; enough rounds on one core to be within a few per cent of the mean. */
const simulate = (
  kind: typeof ticket,
  work: { thinkCycles: number; sectionCycles: number },
  counts = cores,
) =>
  sweep({
    workload: thinkLock({ ...work, microseconds: 30_000 }),
    machine: opteron16,
    system: loneLock(kind),
    cores: counts,
  });

for (
  const work of [
    { thinkCycles: 30_000, sectionCycles: 3000 },
    { thinkCycles: 20_000, sectionCycles: 2000 },
    { thinkCycles: 8000, sectionCycles: 500 },
  ]
) {
  const name = `${work.thinkCycles} cycles outside and ${work.sectionCycles} inside`;

  slow(
    `the Markov model agrees with the simulated ticket lock while its line is idle half of the time: ${name}`,
    async () => {
      const rows = await simulate(ticket, work),
        model = modelTicketLock({ ...work, machine: opteron16, cores });
      let held = 0;
      for (const [i, row] of rows.entries()) {
        if (Number(model[i]!.lineBusy) >= 0.5) continue;
        assertWithin(rate(model[i]!), rate(row), 0.1);
        held++;
      }
      assert.ok(held >= 4, `only ${held} counts of cores are within the model's assumptions`);
      // Beyond, tickets that are taken crowd out hand-overs: the simulation collapses sooner than the model.
      const last = rate(model.at(-1)!) / rate(rows.at(-1)!);
      assert.ok(Number(model.at(-1)!.lineBusy) > 0.9 && last > 1.1, `${last}`);
    },
  );

  slow(`mean value analysis agrees with the simulated MCS lock: ${name}`, async () => {
    const rows = await simulate(mcs, work), model = modelMcsLock({ ...work, machine: opteron16, cores });
    for (const [i, row] of rows.entries()) assertWithin(rate(model[i]!), rate(row), 0.1);
  });
}

slow(
  "mean value analysis is too hopeful for an MCS lock with nothing to do: arrivals queue for its word as well",
  async () => {
    const work = { thinkCycles: 2000, sectionCycles: 100 }, counts = [8, 16];
    const rows = await simulate(mcs, work, counts);
    const model = modelMcsLock({ ...work, machine: opteron16, cores: counts });
    for (const [i, row] of rows.entries()) {
      const factor = rate(model[i]!) / rate(row);
      assert.ok(factor > 1.1 && factor < 1.4, `${factor}`);
    }
  },
);

Deno.test("models of a lock know nothing of the data that move with it: of dup+close they promise half as much again and more", async () => {
  const workload = dupClose({ warmUpMicroseconds: 200, microseconds: 500 });
  const [one, sixteen] = await sweep({
    workload,
    machine: opteron16,
    system: linux.threads(),
    cores: [1, 16],
  });
  // All of the operation that could be under the lock, as one core measures it: three sections of a third
  // each.
  const cycles = opteron16.clockHertz.value / rate(one!) / 3;
  const model = modelTicketLock({ thinkCycles: 1, sectionCycles: cycles, machine: opteron16, cores: [16] });
  const factor = rate(model[0]!) / 3 / rate(sixteen!);
  assert.ok(factor > 1.5, `${factor}`);
});

Deno.test("the Markov model refuses what is no lock", () => {
  assert.throws(
    () => ticketLockBalance({ thinkCycles: -1, sectionCycles: 1, transferCycles: 1 }, 2),
    InputError,
  );
  assert.throws(
    () => ticketLockBalance({ thinkCycles: 0, sectionCycles: 1, transferCycles: 1 }, 2),
    InputError,
  );
});
