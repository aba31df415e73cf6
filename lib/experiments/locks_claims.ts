/** What the paper says of the time that locks take. */
import type { Claim } from "../analysis/claims.ts";
import { farthest, ratio, series, smallest, steps, value } from "../analysis/readings.ts";

const time = (system: "ticket" | "mcs", cores: number) => value({ system, cores }, "nanosecondsPerAcquire");
const times = (system: "ticket" | "mcs") => series({ system }, "nanosecondsPerAcquire", 2);

export const spinLockAlone = {
  says: "An uncontended Linux spin lock takes about {} ns",
  expect: { about: 11, within: 0.05 },
  unit: "ns",
  sure: "P",
  kind: "calibrated",
  whose: "paper's number",
  model: time("ticket", 1),
} satisfies Claim;

export const mcsLockAlone = {
  says: "An uncontended MCS lock takes about {} ns",
  expect: { about: 26, within: 0.05 },
  unit: "ns",
  sure: "P",
  kind: "calibrated",
  whose: "paper's number",
  model: time("mcs", 1),
} satisfies Claim;

export const lockClaims: readonly Claim[] = [
  spinLockAlone,
  mcsLockAlone,
  {
    says: "The spin lock's time grows with each core, from two on: smallest step from one count to the next",
    expect: { atLeast: 1 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "paper's words",
    model: smallest(steps(times("ticket"))),
  },
  {
    says: "The spin lock's time grows steeply, with the number that wait: sixteen cores against eight",
    expect: { about: 2, within: 0.2 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: ratio(time("ticket", 16), time("ticket", 8)),
  },
  {
    says: "The MCS lock stays nearly flat: from 2 to 16 cores, farthest from its two-core value, up or down",
    expect: { about: 1, within: 0.25 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: farthest((rows) => times("mcs")(rows).map((ns) => ns / time("mcs", 2)(rows)!), 1),
    gap: {
      model: 0.45,
      mechanism: "lock",
      why:
        "It is flat from four cores on, at 212 to 230 ns. With two cores, 471 ns, nobody stands ready in " +
        "the queue: whoever asks next links itself behind a holder that is about to release, and each of " +
        "these steps waits for the one before, a miss each. With more the link was written long before.",
    },
  },
];
