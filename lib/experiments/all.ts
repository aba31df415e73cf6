/** All experiments, by the stem that names their notebook, test and claims. */
import { addressRanges } from "./address_ranges.ts";
import { bufferCache } from "./buffer_cache.ts";
import { dupClose } from "./dup_close.ts";
import { fdKernelCore } from "./fd_kernel_core.ts";
import { footprint } from "./footprint.ts";
import { kernelCores } from "./kernel_cores.ts";
import { locks } from "./locks.ts";
import { machineExperiment as machine } from "./machine.ts";
import { mapreduce } from "./mapreduce.ts";
import { shares } from "./shares.ts";
import { webServer } from "./web_server.ts";

/**
 * The experiments of the lab, in reading order.
 *
 * @example
 * ```ts
 * import { experiments } from "corey-lab";
 * const rows = await experiments.dupClose.run({ cores: [1, 2], microseconds: 500 });
 * console.log(rows[0].throughputPerSecond > rows[1].throughputPerSecond); // true
 * ```
 */
export const experiments = {
  machine,
  footprint,
  dupClose,
  locks,
  addressRanges,
  kernelCores,
  fdKernelCore,
  shares,
  mapreduce,
  webServer,
  bufferCache,
} as const;
