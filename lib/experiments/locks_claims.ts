/** What the paper says of the time that locks take. */
import type { Claim } from "../analysis/claims.ts";
import { largest, ratio, series, value } from "../analysis/readings.ts";

const time = (system: "ticket" | "mcs", cores: number) => value({ system, cores }, "nanosecondsPerAcquire");

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
    says: "The spin lock's time grows steeply: sixteen cores against two",
    expect: { atLeast: 4 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: ratio(time("ticket", 16), time("ticket", 2)),
  },
  {
    says: "The spin lock's time grows about linearly: sixteen cores against eight",
    expect: { about: 2, within: 0.2 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: ratio(time("ticket", 16), time("ticket", 8)),
  },
  {
    says: "The MCS lock stays nearly flat: from 2 to 16 cores, farthest from its two-core value, up or down",
    expect: { atMost: 1.5 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: largest((rows) => {
      const times = series({ system: "mcs" }, "nanosecondsPerAcquire", 2)(rows);
      return times.map((time) => Math.max(time / times[0]!, times[0]! / time));
    }),
    gap: {
      model: 2.24,
      mechanism: "lock",
      why:
        "It is flat from four cores on, at 212 to 230 ns. With two cores, 471 ns, nobody stands ready in " +
        "the queue: whoever asks next links itself behind a holder that is about to release, and each of " +
        "these steps waits for the one before, a miss each. With more the link was written long before.",
    },
  },
  {
    says: "The MCS lock is the faster one from a low core count on",
    expect: { atMost: 4 },
    unit: "cores",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: (rows) => {
      const counts = [...new Set(rows.map((row) => Number(row.cores)))].sort((a, b) => a - b);
      return counts.find((cores) => ratio(time("mcs", cores), time("ticket", cores))(rows)! < 1);
    },
  },
];
