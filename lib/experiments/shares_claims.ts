/** What the paper says of local and global shares. */
import type { Claim } from "../analysis/claims.ts";
import { largest, ratio, series, value } from "../analysis/readings.ts";

const local = (cores: number) => value({ system: "corey-local", cores }, "throughputPerSecond");
const global = (cores: number) => value({ system: "corey-global", cores }, "throughputPerSecond");

/** The core count at which the global share is fastest. */
const best: Claim["model"] = (rows) => {
  const rates = series({ system: "corey-global" }, "throughputPerSecond")(rows);
  return rates.indexOf(Math.max(...rates)) + 1;
};

export const localMisses = {
  says: "Local shares: no L3 misses per add and delete, on any number of cores: the most",
  expect: { about: 0, upTo: 0.05 },
  unit: "misses/op",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: largest(series({ system: "corey-local" }, "l3MissesPerOp")),
} satisfies Claim;

/**
 * Fourteen in the model: each of the two times that the lock is held, its tail, its counter and the number of
 * entries travel, and twice each of two queue nodes.
 */
export const globalMisses = {
  says: "Global share: {} L3 misses per add and delete on sixteen cores",
  expect: { about: 10, within: 0.2 },
  unit: "misses/op",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: value({ system: "corey-global", cores: 16 }, "l3MissesPerOp"),
  gap: {
    model: 13.97,
    mechanism: "lock",
    why: "It is fourteen. Each of the two times that the lock is held, seven lines travel, all of them in " +
      "Corey's source: the queue's tail, the counter that keeps readers out, the number of the table's " +
      "entries, and twice each of two queue nodes. Nothing is counted twice; with ten, some of them would " +
      "have to be in the cache already.",
  },
} satisfies Claim;

/** Within a core, as it is read off a plot. */
export const globalBest = {
  says: "Global share: fastest on {} cores",
  expect: { about: 3, within: 0.34 },
  unit: "cores",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: best,
} satisfies Claim;

export const shareClaims: readonly Claim[] = [
  localMisses,
  {
    says: "Local shares scale perfectly: sixteen cores do {} times what one does",
    expect: { about: 16, within: 0.02 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "paper's number",
    model: ratio(local(16), local(1)),
  },
  globalMisses,
  globalBest,
  {
    says: "Global share: declines from four cores on: the largest rate beyond four, against four's",
    expect: { atMost: 1 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "paper's words",
    model: ratio(largest(series({ system: "corey-global" }, "throughputPerSecond", 5)), global(4)),
  },
  {
    says: "Global share: but slowly: sixteen cores against four",
    expect: { about: 1, within: 0.25 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: ratio(global(16), global(4)),
  },
];
