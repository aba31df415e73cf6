/**
 * The paper's MapReduce application: a word reverse index of 1 GB of text, on Linux threads and on Corey's
 * address ranges.
 */
import * as z from "zod";
import type { VirtualMemory } from "../kernels/virtual_memory.ts";
import { linux } from "../kernels/linux/linux.ts";
import type { System } from "../kernels/system.ts";
import { corey } from "../libos/corey.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { lines } from "../plots/lines.ts";
import type { Row } from "../rows/row.ts";
import { wri } from "../workloads/mapreduce/wri.ts";
import { coreCount } from "../machine/spec.ts";
import { experiment, sweepFields } from "./experiment.ts";
import { advantage, mapreduceClaims, reduceTimes } from "./mapreduce_claims.ts";
import { placementField } from "./placement.ts";
import { pointsOf, range } from "./points.ts";
import { markAt, numeral } from "./stated.ts";

/** Threads in one address space, and private and shared address ranges. */
export const mapreduceSystems: readonly System<VirtualMemory>[] = [
  { ...linux.threads(), name: "linux" },
  corey.addressRanges(),
];

const series = mapreduceSystems.map(({ name }) => name);

/**
 * The word reverse index, by cores. Of the default 1 GB a sample is simulated
 * (`lib/workloads/mapreduce/sample.ts`); with `--set megabytes=16 --set sampleMegabytes=16` all of a smaller
 * text is.
 */
export const mapreduce = experiment({
  name: "mapreduce",
  question: "What does sharing an address space cost an application that hardly calls the kernel?",
  paper:
    "A word index of 1 GB. Map hardly depends on the kernel. Reduce takes the same time on both up to 7 " +
    "cores; from 8 on it gets slower on " +
    `Linux, ${numeral(reduceTimes.linux16)} s at 16 cores, and faster on Corey, ${
      numeral(reduceTimes.corey16)
    } s, which makes Corey ` +
    `${100 * advantage.expect.about} % faster in all.`,
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    cores: sweepFields.cores.describe("core counts; one, seven and the even ones unless given; as --cores"),
    placement: placementField("fill-chips", "released mr-config.h: amd_pcpus counts from 0 to 15"),
    repeats: sweepFields.repeats.default(1),
    text: z.enum(["random", "natural"]).default("random").describe(
      "any three letters, as in the text that Corey's own wri makes, or words as in a language",
    ),
    megabytes: z.number().min(1).max(1024).default(1024).describe("MB of text"),
    sampleMegabytes: z.number().min(1).max(256).default(32)
      .describe("MB of it whose arrays of positions are simulated"),
    sampleMegabytesPerCore: z.number().min(1).max(256).default(256)
      .describe("no more MB of it than this for each core, since few cores need less than many"),
    stretchWords: z.number().int().min(64).max(1_000_000).default(4096)
      .describe("words of map that are simulated one by one"),
  }),
  points(given) {
    const { machine, placement, seed, repeats, cores: counts, ...options } = given;
    const cores = counts ?? range(1, coreCount(machine)).filter((n) => n === 1 || n === 7 || n % 2 === 0);
    return pointsOf({
      workload: wri(options),
      machine,
      placement,
      system: mapreduceSystems,
      cores,
      seed,
      repeats,
    });
  },
  claims: mapreduceClaims,
  figure: (rows) =>
    lines(rows, {
      x: "cores",
      y: "reduceSeconds",
      stroke: "system",
      series,
      title: "wri: the reduce phase",
      yLabel: "seconds",
      stated: [
        markAt(7, reduceTimes.linux7),
        markAt(7, reduceTimes.corey7),
        markAt(8, reduceTimes.linux8),
        markAt(8, reduceTimes.corey8),
        markAt(16, reduceTimes.linux16),
        markAt(16, reduceTimes.corey16),
      ],
    }),
});

/** Time of the whole run, by cores. */
export function mapreduceTotal(rows: readonly Row[]): PlotFigure {
  return lines(rows, {
    x: "cores",
    y: "totalSeconds",
    stroke: "system",
    series,
    log: "y",
    title: "wri: map and reduce together",
    yLabel: "seconds",
  });
}
