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

/** A figure that can be drawn of rows. */
export interface Drawing {
  /** Draws it. */
  readonly draw: (rows: readonly Row[]) => Figure;
  /** The call that draws it in a notebook. */
  readonly code: string;
}

/** What the experiment's own figure is called. */
export const OWN_FIGURE = "the experiment's";

/** What a function of the lab draws, given by its name: `{ dupCloseMisses }`. */
function by(named: Readonly<Record<string, Drawing["draw"]>>): Drawing {
  const [[name, draw]] = Object.entries(named) as [[string, Drawing["draw"]]];
  return { draw, code: `${name}(rows)` };
}

/** Further figures, and what they are called beside an experiment's own. */
const others: Readonly<Record<string, Readonly<Record<string, Drawing>>>> = {
  "dup-close": { "L3 misses": by({ dupCloseMisses }) },
  "address-ranges": {
    "L3 misses of memclone": by({ memcloneMisses }),
    "seconds of mempass": by({ mempassSeconds }),
  },
  "kernel-cores": { "L3 misses": by({ kernelCoresMisses }) },
  "fd-kernel-core": { "idle time": by({ fdKernelCoreIdle }) },
  "shares": { "L3 misses": by({ sharesMisses }) },
  "mapreduce": { "map and reduce together": by({ mapreduceTotal }) },
  "web-server": {
    "what locality is worth": by({ webServerAdvantage }),
    "who served the bytes": by({ webServerLevels }),
  },
  "buffer-cache": {
    "write-heavy": {
      draw: (rows) => bufferCacheRates(rows, "write-heavy"),
      code: 'bufferCacheRates(rows, "write-heavy")',
    },
  },
};

/** The figures of an experiment by name, its own first. */
export function figuresOf({ name, figure }: AnyExperiment): Readonly<Record<string, Drawing>> {
  return { [OWN_FIGURE]: { draw: figure, code: "figure(rows)" }, ...others[name] };
}
