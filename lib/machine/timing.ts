/**
 * What an access costs on an idle machine, by who serves it. A load waits for the latency; a stream, whose
 * lines the prefetcher has asked for ahead of time, pays for bandwidth only. Both are the same accesses at
 * other prices.
 */
import { distancesOf } from "./distances.ts";
import type { MachineSpec } from "./spec.ts";

/** Cycles an access takes, by source. */
export interface Timing {
  /** The core's L1. */
  readonly l1: number;
  /** The core's L2. */
  readonly l2: number;
  /** The chip's L3. */
  readonly l3: number;
  /** Another cache, by its distance. */
  readonly cache: Float64Array;
  /** Memory, by its distance. */
  readonly dram: Float64Array;
}

/** Single loads and stores: the latencies of the spec. */
export function demandTiming(spec: MachineSpec): Timing {
  const { cacheCycles, memoryCycles } = distancesOf(spec);
  return {
    l1: spec.l1.latencyCycles.value,
    l2: spec.l2.latencyCycles.value,
    l3: spec.l3.latencyCycles.value,
    cache: Float64Array.from(cacheCycles),
    dram: Float64Array.from(memoryCycles),
  };
}

/** Streams that read: the bandwidths of the spec. */
export function streamTiming(spec: MachineSpec): Timing {
  const demand = demandTiming(spec), distances = distancesOf(spec), line = spec.lineBytes.value;
  return {
    l1: line / spec.l1.readBytesPerCycle.value,
    l2: line / spec.l2.readBytesPerCycle.value,
    l3: line / spec.l3.readBytesPerCycle.value,
    cache: atDistance(line / spec.remoteCache.readBytesPerCycle.value, demand.cache, distances.near(0)),
    dram: atDistance(line / spec.dram.readBytesPerCycle.value, demand.dram, distances.toMemory(0, 0)),
  };
}

/** Streams that fill whole pages: only memory is slower than for a stream that reads. */
export function clearTiming(spec: MachineSpec): Timing {
  return {
    ...streamTiming(spec),
    dram: atDistance(
      spec.lineBytes.value / spec.dram.clearBytesPerCycle.value,
      demandTiming(spec).dram,
      distancesOf(spec).toMemory(0, 0),
    ),
  };
}

/**
 * A core keeps a fixed number of lines in flight, so a source twice as far away streams half as fast
 * (Little's law).
 */
function atDistance(nearestCycles: number, latencies: Float64Array, nearest: number): Float64Array {
  return latencies.map((latency) => nearestCycles * latency / latencies[nearest]!);
}
