/**
 * What an access costs on an idle machine, by who serves it. A load waits for the latency; a stream, whose
 * lines the prefetcher has asked for ahead of time, pays for bandwidth only. Both are the same accesses at
 * other prices.
 */
import type { MachineSpec } from "./spec.ts";

/** Cycles an access takes, by source. */
export interface Timing {
  /** The core's L1. */
  readonly l1: number;
  /** The core's L2. */
  readonly l2: number;
  /** The chip's L3. */
  readonly l3: number;
  /** Another cache, by hops. */
  readonly cache: readonly number[];
  /** Memory, by hops. */
  readonly dram: readonly number[];
}

/** Single loads and stores: the latencies of the spec. */
export function demandTiming(spec: MachineSpec): Timing {
  return {
    l1: spec.l1.latencyCycles.value,
    l2: spec.l2.latencyCycles.value,
    l3: spec.l3.latencyCycles.value,
    cache: byHops(spec.remoteCache.latencyCyclesByHops.value, spec.chips.value),
    dram: byHops(spec.dram.latencyCyclesByHops.value, spec.chips.value),
  };
}

/** Streams that read: the bandwidths of the spec. */
export function streamTiming(spec: MachineSpec): Timing {
  const demand = demandTiming(spec);
  return {
    l1: 64 / spec.l1.readBytesPerCycle.value,
    l2: 64 / spec.l2.readBytesPerCycle.value,
    l3: 64 / spec.l3.readBytesPerCycle.value,
    cache: atDistance(64 / spec.remoteCache.readBytesPerCycle.value, demand.cache),
    dram: atDistance(64 / spec.dram.readBytesPerCycle.value, demand.dram),
  };
}

/** Streams that fill whole pages: only memory is slower than for a stream that reads. */
export function clearTiming(spec: MachineSpec): Timing {
  return {
    ...streamTiming(spec),
    dram: atDistance(64 / spec.dram.clearBytesPerCycle.value, demandTiming(spec).dram),
  };
}

/**
 * A core keeps a fixed number of lines in flight, so a source twice as far away streams half as fast
 * (Little's law).
 */
function atDistance(nearestCycles: number, latencies: readonly number[]): number[] {
  return latencies.map((latency) => nearestCycles * latency / latencies[0]!);
}

/** A list by distance, made long enough: beyond its end it goes on by its last step. */
function byHops(given: readonly number[], farthest: number): number[] {
  const last = given.at(-1)!, step = given.length > 1 ? last - given.at(-2)! : 0;
  return Array.from(
    { length: farthest + 1 },
    (_, hops) => given[hops] ?? last + step * (hops - given.length + 1),
  );
}
