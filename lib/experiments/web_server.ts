/** The paper's web server: eight cores speak HTTP, eight add up files; a request goes to any of them, or to the one whose file it is. */
import { z } from "zod";
import { type Claim, predicted, valueOf } from "../analysis/claims.ts";
import { largest, ratio, type Reading, smallest, value } from "../analysis/readings.ts";
import { coreCount } from "../machine/spec.ts";
import { lines } from "../plots/lines.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { splitBars } from "../plots/split_bars.ts";
import type { Row } from "../rows/row.ts";
import { webServers } from "../workloads/web_server/server.ts";
import { webServer as workload } from "../workloads/web_server/web_server.ts";
import { experiment, sweepFields } from "./experiment.ts";
import { pointsOf } from "./points.ts";

/** The sizes that the paper has. */
const sizes = [128, 256, 512, 1024, 2048, 4096];

const rate = (system: string, fileKilobytes: number) => value({ system, fileKilobytes }, "requestsPerSecond");
const advantage = (kilobytes: number) => ratio(rate("locality", kilobytes), rate("random", kilobytes));

/** A column in all rows of files of some sizes. */
const column = (name: string, ofSizes: readonly number[]) => (rows: readonly Row[]) =>
  rows.filter((row) => ofSizes.includes(Number(row.fileKilobytes))).map((row) => Number(row[name]));

/** The share of a file that comes from memory. */
const fromMemory = (system: string, kilobytes: number): Reading => (rows) =>
  (valueOf(rows, { system, fileKilobytes: kilobytes }, "dramKilobytes") ?? NaN) / kilobytes;

/**
 * So many runs are averaged. In Random, a part of files of these sizes is in caches, and which part is a matter of chance: the rate of one run
 * is 10 % above or below the next at 512 KB, 5 % at 256 and 1024 KB.
 */
const runsOfRandom: ReadonlyMap<number, number> = new Map([[256, 4], [512, 8], [1024, 2]]);

const claims: readonly Claim[] = [
  predicted(
    "128 KB: both modes are limited by the front ends, and equal: Locality against Random",
    { about: 1, within: 0.1 },
    "ratio",
    "P",
    advantage(128),
  ),
  predicted(
    "256 KB: both modes are limited by the front ends, and equal: Locality against Random",
    { about: 1, within: 0.1 },
    "ratio",
    "P",
    advantage(256),
    {
      gap:
        "The front ends are the limit in both modes, and compute as long for a request. But in Random the files go over the same links: a request's " +
        "170 misses take some 10,000 cycles more, and the wait for the card's locks, which are held through such misses, some 12,000, out of 180,000.",
    },
  ),
  predicted(
    "Up to 256 KB the front ends are the limit in both modes: the most that they are idle",
    { atMost: 0.05 },
    "share",
    "P",
    largest(column("webdIdle", [128, 256])),
    { ours: true },
  ),
  predicted(
    "512 KB: Locality answers 3.1 times as many requests as Random",
    { about: 3.1, within: 0.25 },
    "ratio",
    "N",
    advantage(512),
  ),
  predicted(
    "1024 KB: Locality answers 7.5 times as many requests as Random",
    { about: 7.5, within: 0.25 },
    "ratio",
    "N",
    advantage(1024),
  ),
  predicted(
    "Larger files: the advantage shrinks: at 2048 KB against 1024 KB",
    { atMost: 0.75 },
    "ratio",
    "N",
    ratio(advantage(2048), advantage(1024)),
    { ours: true },
  ),
  predicted(
    "Larger files: both modes are bound by memory: the share of a file of 4096 KB that comes from it, the smaller",
    { atLeast: 0.9 },
    "share",
    "N",
    smallest((rows) => ["random", "locality"].map((system) => fromMemory(system, 4096)(rows) ?? NaN)),
    { ours: true },
  ),
  predicted(
    "Every sum is right: wrong answers, all sizes and modes",
    { atMost: 0 },
    "answers",
    "N",
    largest(column("wrongAnswers", sizes)),
    { ours: true },
  ),
];

/** See the head of this file. The paper has sixteen cores; of another number, half speak HTTP. */
export const webServer = experiment({
  name: "web-server",
  question: "What is it worth to bring the work to the core whose cache has the data?",
  paper:
    "Eight cores run HTTP front ends, eight add up the bytes of files. For files up to 256 KB it does not matter which of them gets a request; " +
    "when each file has a core of its own, 3.1 times as many requests are answered at 512 KB and 7.5 times as many at 1024 KB; with larger " +
    "files, which come from memory, the advantage shrinks.",
  module: import.meta.url,
  parameters: z.strictObject({
    machine: sweepFields.machine,
    cores: sweepFields.cores,
    seed: sweepFields.seed,
    repeats: sweepFields.repeats.default(1),
    kilobytes: z.array(z.number().int().min(4).max(16_384).multipleOf(4)).min(1).default(sizes)
      .describe("KB of a file"),
    connectionsAtOnce: z.number().int().min(1).max(7, "expected 7 at most: a stack has 32 blocks").default(5)
      .describe("connections that a client keeps going"),
  }),
  points({ machine, cores = [coreCount(machine)], seed, repeats, kilobytes, connectionsAtOnce }) {
    const load = workload({ connectionsAtOnce });
    return (["random", "locality"] as const).flatMap((mode) =>
      kilobytes.flatMap((fileKilobytes) => {
        const runs = mode === "random" ? runsOfRandom.get(fileKilobytes) ?? 1 : 1,
          system = webServers[mode]({ fileKilobytes });
        return pointsOf({ workload: load, machine, system, cores, seed, repeats: repeats * runs });
      })
    );
  },
  claims,
  figure: (rows) =>
    lines(rows, {
      x: "fileKilobytes",
      y: "requestsPerSecond",
      stroke: "system",
      title: "Web server: sums of files told to clients",
      per: 1000,
      log: "both",
      xTicks: sizes,
      xLabel: "file size (KB, logarithmic)",
      yLabel: "requests per second (thousands, all cores; logarithmic)",
    }),
});

/** How many times as many requests Locality answers, by file size, with what the paper states. */
export function webServerAdvantage(rows: readonly Row[]): PlotFigure {
  const kilobytes = [...new Set(rows.map((row) => Number(row.fileKilobytes)))];
  const ratios = kilobytes.map((size) => ({
    fileKilobytes: size,
    advantage: advantage(size)(rows)!,
    mode: "locality / random",
  }));
  return lines(ratios, {
    x: "fileKilobytes",
    y: "advantage",
    stroke: "mode",
    title: "Web server: what locality is worth",
    log: "x",
    xTicks: sizes,
    xLabel: "file size (KB, logarithmic)",
    yLabel: "requests with Locality, against Random",
    stated: [
      { x: 128, y: 1, within: 0.1 },
      { x: 256, y: 1, within: 0.1 },
      { x: 512, y: 3.1, within: 0.25 },
      { x: 1024, y: 7.5, within: 0.25 },
    ],
  });
}

/** Which level of the memory hierarchy the bytes of files came from, by file size and mode. */
export function webServerLevels(rows: readonly Row[]): PlotFigure {
  return splitBars(rows, {
    x: "fileKilobytes",
    fx: "system",
    parts: {
      l1Kilobytes: "own L1",
      l2Kilobytes: "own L2",
      l3Kilobytes: "the chip's L3",
      otherCachesKilobytes: "other caches",
      dramKilobytes: "memory",
    },
    title: "Which level served the files' bytes",
    yLabel: "share of the bytes (%)",
  });
}
