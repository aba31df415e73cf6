/**
 * The study of notebook 14_a_study: how much time between two uses of a lock makes it matter no more which
 * lock it is? `deno task sweep notebooks/think_times.ts` measures it.
 */
import {
  epyc64,
  loneLock,
  mcs,
  opteron16,
  opteron48,
  perfect,
  pipe,
  range,
  study,
  thinkLock,
  ticket,
  unfair,
  withLatency,
} from "corey-lab";

const far = { ...pipe(opteron16, withLatency("remoteCache", 375)), name: "opteron16-far" };

export default study({
  name: "think_times",
  axes: { thinkCycles: range(0, 15).map((i) => Math.round(256 * 2 ** (i / 2))) },
  sweeps: ({ thinkCycles }) => ({
    workload: thinkLock({ thinkCycles, sectionCycles: 100, warmUpMicroseconds: 200, microseconds: 500 }),
    machine: [opteron16, far, opteron48, epyc64],
    system: [ticket, mcs, unfair, perfect].map((lock) => loneLock(lock)),
    cores: [1, 4, 16],
  }),
});
