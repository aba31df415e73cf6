/** What the paper says of threads that dup and close. */
import type { Claim } from "../analysis/claims.ts";
import { largest, ratio, series, steps, value, valueOf } from "../analysis/readings.ts";

const misses = (cores: number) => value({ cores }, "l3MissesPerOp");
const rate = (cores: number) => value({ cores }, "throughputPerSecond");
const rates = (from: number) => series({}, "throughputPerSecond", from);

export const missesOfOne = {
  says: "One core has no L3 misses per dup+close",
  expect: { about: 0, upTo: 0.05 },
  unit: "misses/op",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: misses(1),
} satisfies Claim;

export const missesOfSixteen = {
  says: "Sixteen cores have {} L3 misses per dup+close",
  expect: { about: 51, within: 0.15 },
  unit: "misses/op",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: misses(16),
} satisfies Claim;

export const dupCloseClaims: readonly Claim[] = [
  missesOfOne,
  // The lock is taken three times. Each time its line has to be fetched from the other core, and with it one
  // of the table's.
  {
    says:
      "Two cores have a few L3 misses per dup+close: for each of three locks its line and one of the table",
    expect: { about: 6, within: 0.25 },
    unit: "misses/op",
    sure: "N",
    kind: "predicted",
    whose: "ours",
    model: misses(2),
  },
  missesOfSixteen,
  {
    says: "Linux takes the table's lock three times per dup+close",
    expect: { about: 3, within: 0 },
    unit: "locks/op",
    sure: "P",
    kind: "calibrated",
    whose: "ours",
    model: (rows) => Math.round((valueOf(rows, { cores: 1 }, "locksPerOp") ?? NaN) * 1000) / 1000,
  },
  // Where cores queue for the lock, the time of a hand-over is one over the rate at which it is taken.
  {
    says: "More spinners make each hand-over of the lock costlier: sixteen cores against two",
    expect: { atLeast: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "paper's words",
    model: ratio(rate(2), rate(16)),
  },
  {
    says: "Any number of cores is slower, in all, than one: best total against one core's",
    expect: { atMost: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "paper's words",
    model: ratio(largest(rates(2)), rate(1)),
  },
  {
    says: "The total rate falls with each core from 2 to 16: largest step up",
    expect: { atMost: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "paper's words",
    model: largest(steps(rates(2))),
  },
];
