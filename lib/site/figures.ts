/** The figures that the bench can draw of an experiment's rows: its own, and the others of its notebook. */
import { memcloneMisses, mempassSeconds } from "../experiments/address_ranges.ts";
import { bufferCacheRates } from "../experiments/buffer_cache.ts";
import { dupCloseMisses } from "../experiments/dup_close.ts";
import { fdKernelCoreIdle } from "../experiments/fd_kernel_core.ts";
import { kernelCoresMisses } from "../experiments/kernel_cores.ts";
import { mapreduceTotal } from "../experiments/mapreduce.ts";
import type { AnyExperiment } from "../experiments/settings.ts";
import { sharesMisses } from "../experiments/shares.ts";
import { webServerAdvantage, webServerLevels } from "../experiments/web_server.ts";
import type { Figure } from "../plots/figure.ts";
import type { Row } from "../rows/row.ts";

/** Rows in, a figure out. */
export type Drawing = (rows: readonly Row[]) => Figure;

/** What the experiment's own figure is called. */
export const OWN_FIGURE = "the experiment's";

/** Further figures, and what an experiment's own is called beside them. */
const others: Readonly<Record<string, Readonly<Record<string, Drawing>>>> = {
  "dup-close": { "L3 misses": dupCloseMisses },
  "address-ranges": { "L3 misses of memclone": memcloneMisses, "seconds of mempass": mempassSeconds },
  "kernel-cores": { "L3 misses": kernelCoresMisses },
  "fd-kernel-core": { "idle time": fdKernelCoreIdle },
  "shares": { "L3 misses": sharesMisses },
  "mapreduce": { "map and reduce together": mapreduceTotal },
  "web-server": { "what locality is worth": webServerAdvantage, "who served the bytes": webServerLevels },
  "buffer-cache": { "write-heavy": (rows) => bufferCacheRates(rows, "write-heavy") },
};

/** The figures of an experiment by name, its own first. */
export function figuresOf({ name, figure }: AnyExperiment): Readonly<Record<string, Drawing>> {
  return { [OWN_FIGURE]: figure, ...others[name] };
}
