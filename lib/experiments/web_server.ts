/**
 * The paper's web server: eight cores speak HTTP, eight add up files; a request goes to any of them, or to
 * the one whose file it is.
 */
import * as z from "zod";
import { coreCount } from "../machine/spec.ts";
import { lines } from "../plots/lines.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { splitBars } from "../plots/split_bars.ts";
import type { Row } from "../rows/row.ts";
import { webServers } from "../workloads/web_server/server.ts";
import { webServer as workload } from "../workloads/web_server/web_server.ts";
import { experiment, sweepFields } from "./experiment.ts";
import { placementField } from "./placement.ts";
import { pointsOf } from "./points.ts";
import { markAt, numeral } from "./stated.ts";
import { advantage, advantages, webServerClaims } from "./web_server_claims.ts";

/** The sizes that the paper has. */
const sizes = [128, 256, 512, 1024, 2048, 4096];

/**
 * So many runs are averaged. In Random, a part of files of these sizes is in caches, and which part is a
 * matter of chance: the rate of one run is 10 % above or below the next at 512 KB, 5 % at 256 and 1024 KB.
 */
const runsOfRandom: ReadonlyMap<number, number> = new Map([[256, 4], [512, 8], [1024, 2]]);

/**
 * Requests per second, by file size and by which core gets a request. The paper has sixteen cores; of another
 * number, half speak HTTP.
 */
export const webServer = experiment({
  name: "web-server",
  question: "What is it worth to bring the work to the core whose cache has the data?",
  paper:
    "Eight cores run HTTP front ends, eight add up the bytes of files. For files up to 256 KB it does not " +
    "matter which of them gets a request; " +
    `when each file has a core of its own, ${
      numeral(advantages[512])
    } times as many requests are answered at 512 KB and ` +
    `${numeral(advantages[1024])} times as many at 1024 KB; with larger ` +
    "files, which come from memory, the advantage shrinks.",
  module: import.meta.url,
  parameters: z.strictObject({
    machine: sweepFields.machine,
    cores: sweepFields.cores,
    placement: placementField("fill-chips", "released httpd/main.cc: the lowest core that is free"),
    seed: sweepFields.seed,
    repeats: sweepFields.repeats.default(1),
    kilobytes: z.array(z.number().int().min(4).max(16_384).multipleOf(4)).min(1).default(sizes)
      .describe("KB of a file"),
    warmUpMicroseconds: z.number().min(0).default(3000)
      .describe("µs of simulated time that the warm-up takes at least"),
    cachesFilled: z.number().min(0).default(3)
      .describe("times that the warm-up reads as much as the caches of all cores that take part hold"),
    requests: z.number().int().min(1).default(400).describe("requests that are counted"),
    microseconds: z.number().positive().default(8000)
      .describe("µs of simulated time after which no more requests are counted"),
    connectionsAtOnce: z.number().int().min(1).max(7, "expected 7 at most: a stack has 32 blocks").default(5)
      .describe("connections that a client keeps going"),
  }),
  points({ machine, cores = [coreCount(machine)], placement, seed, repeats, kilobytes, ...of }) {
    const { microseconds: mostMicroseconds, ...load } = of;
    return (["random", "locality"] as const).flatMap((mode) =>
      kilobytes.flatMap((fileKilobytes) => {
        const runs = mode === "random" ? runsOfRandom.get(fileKilobytes) ?? 1 : 1,
          system = webServers[mode]({ fileKilobytes });
        return pointsOf({
          workload: workload({ ...load, mostMicroseconds }),
          machine,
          placement,
          system,
          cores,
          seed,
          repeats: repeats * runs,
        });
      })
    );
  },
  claims: webServerClaims,
  figure: (rows) =>
    lines(rows, {
      x: "fileKilobytes",
      y: "requestsPerSecond",
      stroke: "system",
      title: "Web server: sums of files told to clients",
      per: 1000,
      log: "both",
      xTicks: sizes,
      xLabel: "file size (KB)",
      yLabel: "requests per second (thousands, all cores)",
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
    xLabel: "file size (KB)",
    yLabel: "requests with Locality, against Random",
    stated: Object.entries(advantages).map(([size, claim]) => markAt(Number(size), claim)),
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
