/** What the paper says of the web server. */
import type { Claim } from "../analysis/claims.ts";
import { largest, ratio, type Reading, smallest, value, valueOf } from "../analysis/readings.ts";
import type { Row } from "../rows/row.ts";

const rate = (system: string, fileKilobytes: number) => value({ system, fileKilobytes }, "requestsPerSecond");

/** How many times as many requests Locality answers as Random. */
export const advantage = (kilobytes: number): Reading =>
  ratio(rate("locality", kilobytes), rate("random", kilobytes));

/** A column in all rows of files of some sizes; of all sizes, if none are given. */
const column = (name: string, ofSizes?: readonly number[]) => (rows: readonly Row[]) =>
  rows.filter((row) => ofSizes?.includes(Number(row.fileKilobytes)) ?? true).map((row) => Number(row[name]));

/** The share of a file that comes from memory. */
const fromMemory = (system: string, kilobytes: number): Reading => (rows) =>
  (valueOf(rows, { system, fileKilobytes: kilobytes }, "dramKilobytes") ?? NaN) / kilobytes;

const equal = (kilobytes: number) => ({
  says: `${kilobytes} KB: both modes are limited by the front ends, and equal: Locality against Random`,
  expect: { about: 1, within: 0.1 },
  unit: "ratio",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: advantage(kilobytes),
} as const);

const larger = (kilobytes: number, times: number) => ({
  says: `${kilobytes} KB: Locality answers {} times as many requests as Random`,
  expect: { about: times, within: 0.25 },
  unit: "ratio",
  sure: "N",
  kind: "predicted",
  whose: "paper's number",
  model: advantage(kilobytes),
} as const);

/** What Locality is worth, by file size in KB, where the paper states it. */
export const advantages = {
  128: equal(128),
  256: equal(256),
  512: larger(512, 3.1),
  1024: {
    ...larger(1024, 7.5),
    gap: {
      model: 5.13,
      mechanism: "memory channels",
      why: "In Random three quarters of the bytes come from memory, all of it that of the first chip, " +
        "where Corey's source has the files. Its channels give 8.6 GB/s here, four fifths of their peak of " +
        "10.7, which is the spec's. Machines reach less: STREAM on all cores of four such chips (G. Smith, " +
        "stream-scaling) gets 4.9 GB/s from each. With that Random does half of this; but then sixteen " +
        "cores take 3.1 times as long as one to fault a page in, where the paper has memclone scale well.",
    },
  },
} satisfies Record<number, Claim>;

export const webServerClaims: readonly Claim[] = [
  advantages[128],
  advantages[256],
  {
    says: "Up to 256 KB the front ends are the limit in both modes: the most that they are idle",
    expect: { about: 0, upTo: 0.05 },
    unit: "share",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: largest(column("webdIdle", [128, 256])),
  },
  advantages[512],
  advantages[1024],
  // Eight such files are sixteen megabytes, twice what all L3s hold.
  {
    says:
      "Larger files: the advantage shrinks: at 2048 KB, where both modes are bound by memory, little is " +
      "left of it",
    expect: { about: 1, within: 0.25 },
    unit: "ratio",
    sure: "N",
    kind: "predicted",
    whose: "ours",
    model: advantage(2048),
  },
  // A file is eight times an L2 and twice an L3, and read from its beginning each time: what of it is in a
  // cache still is driven out before it is asked for.
  {
    says:
      "Larger files: both modes are bound by memory: the share of a file of 4096 KB that comes from it, " +
      "the smaller",
    expect: { about: 1, within: 0.1 },
    unit: "share",
    sure: "N",
    kind: "predicted",
    whose: "ours",
    model: smallest((rows) => ["random", "locality"].map((system) => fromMemory(system, 4096)(rows) ?? NaN)),
  },
  {
    says: "Every sum is right: wrong answers, all sizes and modes",
    expect: { about: 0, upTo: 0 },
    unit: "answers",
    sure: "N",
    kind: "predicted",
    whose: "ours",
    model: largest(column("wrongAnswers")),
  },
];
