/**
 * opteron16 with latencies whose messages last whole cycles, and without store buffers. On a chip a transfer of
 * 126 is 63 until its probe is there, and 63 for the data. Each hop adds three messages: of 25 cycles each over
 * one, of 53 over two.
 */
import { assume } from "corey-lab";
import { type MachineSpec, opteron16 } from "corey-lab/machine";
import { unbuffered } from "./unbuffered.ts";

const { remoteCache } = opteron16;

/** See the head of this file. */
export const wholeMessages: MachineSpec = {
  ...unbuffered(opteron16),
  remoteCache: {
    ...remoteCache,
    latencyCyclesByHops: assume(remoteCache.latencyCyclesByHops, [126, 201, 285]),
  },
};
