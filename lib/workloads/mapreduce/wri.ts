/**
 * The paper's word reverse index (wri): for each word of a text the positions where it occurs, in order, made
 * by map and reduce on any number of cores. The runtime is after Metis, the paper's own.
 */
import * as z from "zod";
import { count, optionsOf, positive } from "../../input/options.ts";
import type { VirtualMemory } from "../../kernels/virtual_memory.ts";
import type { Row } from "../../rows/row.ts";
import type { Run, Workload } from "../workload.ts";
import { indexText, type JobTally } from "./job.ts";
import type { Emit } from "./reduce.ts";
import { sampleJob } from "./sample.ts";
import type { Text } from "./text.ts";
import { type TextKind, Vocabulary } from "./vocabulary.ts";

/** How much text there is, and how much of it is simulated. */
export interface WriOptions {
  /** Length of the text. */
  readonly megabytes?: number;
  /**
   * What it consists of: any three letters, as the text that Corey's own wri makes, or words as in a natural
   * language.
   */
  readonly text?: TextKind;
  /** Text whose words' arrays are simulated; if it is as long as the text, all of the job is. */
  readonly sampleMegabytes?: number;
  /** No more of it than this for each core, since few cores need less than many; no limit unless given. */
  readonly sampleMegabytesPerCore?: number;
  /** Words of map that are counted one by one, on all cores together. */
  readonly stretchWords?: number;
}

const checked = optionsOf<WriOptions>("wri", {
  megabytes: positive.optional(),
  text: z.enum(["natural", "random"]).optional(),
  sampleMegabytes: positive.optional(),
  sampleMegabytesPerCore: positive.optional(),
  stretchWords: count.optional(),
});

/**
 * Indexes generated text. Columns: `mapSeconds`, `reduceSeconds` and `totalSeconds`; `reduceShare`;
 * `reduceQueueShare`, the part of the cores' time in reduce that they wait for a line, a link or a memory
 * controller that serves another; L3 misses, page faults and TLB shootdowns (interrupts) of each phase.
 */
export function wri(
  options: WriOptions = {},
): Workload<VirtualMemory> {
  const {
    megabytes = 1024,
    text = "random",
    sampleMegabytes = 32,
    sampleMegabytesPerCore = Infinity,
    stretchWords = 4096,
  } = checked(options);
  const vocabularies = new Map<number, Vocabulary>();
  return {
    name: "mapreduce",
    measure(run) {
      const { seed, cores } = run;
      if (!vocabularies.has(seed)) vocabularies.set(seed, new Vocabulary(seed, text));
      const vocabulary = vocabularies.get(seed)!;
      const words = Math.round(megabytes * 2 ** 20 / vocabulary.bytesPerWord);
      const factor = Math.round(megabytes / Math.min(sampleMegabytes, sampleMegabytesPerCore * cores.length));
      return columns(
        run,
        factor > 1
          ? sampleJob(run, vocabulary, words, { factor, stretchWords })
          : indexText(run, vocabulary.text(words, seed), () => {}),
      );
    },
  };
}

/** Indexes a given text. Columns as those of {@link wri}. */
export function wriOf(text: Text, emit: Emit = () => {}): Workload<VirtualMemory> {
  return {
    name: "mapreduce",
    measure: (run) => columns(run, indexText(run, text, emit)),
  };
}

function columns({ machine, cores }: Run<VirtualMemory>, { map, reduce }: JobTally): Row {
  const hertz = machine.spec.clockHertz.value,
    mapSeconds = map.cycles / hertz,
    reduceSeconds = reduce.cycles / hertz,
    totalSeconds = mapSeconds + reduceSeconds;
  return {
    mapSeconds,
    reduceSeconds,
    totalSeconds,
    reduceShare: reduceSeconds / totalSeconds,
    reduceQueueShare: reduce.queueCycles / (reduce.cycles * cores.length),
    l3MissesInMap: map.l3Misses,
    faultsInMap: map.faults,
    shootdownsInMap: map.shootdowns,
    l3MissesInReduce: reduce.l3Misses,
    faultsInReduce: reduce.faults,
    shootdownsInReduce: reduce.shootdowns,
  };
}
