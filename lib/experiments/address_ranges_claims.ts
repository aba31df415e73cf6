/** What the paper says of memclone, mempass and soft faults. */
import type { Claim } from "../analysis/claims.ts";
import {
  farthest,
  quotients,
  ratio,
  type Reading,
  series,
  smallest,
  steps,
  value,
} from "../analysis/readings.ts";

const missesFrom = (system: string) => series({ workload: "memclone", system }, "l3MissesPerFault");
const missesOf = (system: string, cores: number) =>
  value({ workload: "memclone", system, cores }, "l3MissesPerFault");
const cycles = (workload: string, system: string, cores: number) =>
  value({ workload, system, cores }, "cyclesPerPage");
const growth = (system: string) => ratio(cycles("memclone", system, 16), cycles("memclone", system, 1));
const seconds = (system: string) => value({ workload: "mempass", system, cores: 16 }, "seconds");
const faults = (system: string, cores: number) => value({ workload: "mempass", system, cores }, "softFaults");
/** How many times as long as on Corey the processes take to pass a buffer round, from two cores on. */
const processesToCorey = quotients(
  series({ workload: "mempass", system: "linux-processes" }, "seconds", 2),
  series({ workload: "mempass", system: "corey" }, "seconds", 2),
);
/** Misses at that core count at which they differ most from one core's, against one core's. */
const steadiness = (system: string): Reading => (rows) => {
  const one = missesOf(system, 1)(rows) ?? NaN;
  return farthest((rows) => missesFrom(system)(rows).map((misses) => misses / one), 1)(rows);
};

/** What lets pages cost more where nothing but memory is shared. */
const channels = {
  mechanism: "memory channels",
  why: "Stores wait in a buffer while the core goes on, so one core clears its pages nearly as fast as " +
    "memory takes them; four cores of a chip want more than its channels carry. With channels of any " +
    "width it is 1.07 at the most.",
} as const;

/** Set by the lines of a page's records that a fault touches (`lib/kernels/page_frames.ts`). */
export const missesPerFault = {
  says: "memclone: a page fault takes {} L3 misses on Corey, at one core",
  expect: { about: 76, within: 0.1 },
  unit: "misses/fault",
  sure: "P",
  kind: "calibrated",
  whose: "paper's number",
  model: missesOf("corey", 1),
} satisfies Claim;

export const addressRangeClaims: readonly Claim[] = [
  missesPerFault,
  {
    says: "memclone: a page fault takes {} L3 misses with a Linux process a core, at one core",
    expect: missesPerFault.expect,
    unit: "misses/fault",
    sure: "P",
    kind: "calibrated",
    whose: "paper's number",
    model: missesOf("linux-processes", 1),
  },
  ...[["corey", "on Corey"], ["linux-processes", "with a Linux process a core"]].map((
    [system, where],
  ): Claim => ({
    says:
      `memclone: as many L3 misses per fault ${where} at every core count: the farthest from one core's, ` +
      "against it",
    expect: { about: 1, within: 0.1 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "paper's number",
    model: steadiness(system!),
  })),
  {
    says: "memclone: about {} L3 misses per fault with Linux threads at one core",
    expect: { about: 81, within: 0.1 },
    unit: "misses/fault",
    sure: "R",
    kind: "calibrated",
    whose: "paper's number",
    model: missesOf("linux-threads", 1),
  },
  {
    says:
      "memclone: with Linux threads the misses per fault rise with the cores: smallest step from one count " +
      "to the next",
    expect: { atLeast: 1 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: smallest(steps(missesFrom("linux-threads"))),
    gap: {
      model: 0.9947,
      mechanism: "chance",
      why: "They fall by half a percent from three cores to four, and rise at every other step. A point is " +
        "one run, and who comes after whom is worth that much.",
    },
  },
  {
    says: "memclone: with Linux threads the misses per fault rise with the cores: sixteen against one",
    expect: { atLeast: 1 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "paper's words",
    model: ratio(missesOf("linux-threads", 16), missesOf("linux-threads", 1)),
  },
  // One semaphore for all: sixteen cores take as many faults, in all, as one does.
  {
    says: "memclone: Linux threads scale poorly, not at all: cycles per page, sixteen cores against one",
    expect: { about: 16, within: 0.25 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "ours",
    model: growth("linux-threads"),
  },
  {
    says: "memclone: Corey scales well: cycles per page rise a little, sixteen cores against one",
    expect: { about: 1, within: 0.25 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: growth("corey"),
    gap: { model: 1.342, ...channels },
  },
  {
    says:
      "memclone: a Linux process a core scales well: cycles per page rise a little, sixteen cores against " +
      "one",
    expect: { about: 1, within: 0.25 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: growth("linux-processes"),
    gap: { model: 1.304, ...channels },
  },
  {
    says: "mempass: Corey does as well as Linux threads: time at sixteen cores",
    expect: { about: 1, within: 0.15 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "ours",
    model: ratio(seconds("corey"), seconds("linux-threads")),
  },
  {
    says: "mempass: a Linux process a core does worse than Linux threads: time at sixteen cores",
    expect: { atLeast: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "paper's words",
    model: ratio(seconds("linux-processes"), seconds("linux-threads")),
  },
  {
    says: "mempass: a Linux process a core is slower than Corey from two cores on: smallest factor",
    expect: { atLeast: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "paper's words",
    model: smallest(processesToCorey),
  },
  {
    says: "mempass: that factor grows with the cores: smallest step from one count to the next",
    expect: { atLeast: 1 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "ours",
    model: smallest(steps(processesToCorey)),
  },
  {
    says:
      "mempass: with a process a core, each core takes a soft fault on each page: faults at sixteen cores " +
      "against one",
    expect: { about: 16, within: 0.01 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "paper's number",
    model: ratio(faults("linux-processes", 16), faults("linux-processes", 1)),
  },
  {
    says: "mempass: with shared page-table pages one fault a page does for all: Corey's faults at sixteen " +
      "cores against one",
    expect: { about: 1, within: 0.05 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "paper's number",
    model: ratio(faults("corey", 16), faults("corey", 1)),
  },
  {
    says: "Uncontended, Linux's handler of soft page faults takes about {%} of the time of Corey's",
    expect: { about: 0.9, within: 0.05 },
    unit: "ratio",
    sure: "P",
    kind: "calibrated",
    whose: "paper's number",
    model: ratio(cycles("soft-fault", "linux-processes", 1), cycles("soft-fault", "corey", 1)),
  },
];
