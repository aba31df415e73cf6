/** The computer as a machine of the lab: what was measured on it, and the rest as on a machine like it. */
import { markAssumed, type Sourced } from "../input/sourced.ts";
import { type MachineSpec, parseMachineSpec } from "../machine/spec.ts";
import { cacheOf, type Measured, transferCycles } from "./measure.ts";
import type { Measurement } from "./rounds.ts";
import type { HostTopology } from "./topology.ts";

/** A computer that was measured, and what stands in for what was not. */
export interface MeasuredComputer {
  /** What the system says of it. */
  readonly topology: HostTopology;
  /** What was measured. */
  readonly measured: Measured;
  /** The machine that all else is taken from. */
  readonly like: MachineSpec;
  /** When it was measured, as in `2026-11-26`. */
  readonly date: string;
  /** Its name; `here` unless said. */
  readonly name?: string;
}

/**
 * Makes the machine. Every number says whether it was measured on this computer, when and with what spread,
 * read from the system, or assumed, and as which machine has it.
 *
 * @throws {InputError} when the measurements contradict each other, as on a computer that is busy
 */
export function machineOf({ topology, measured, like, date, name = "here" }: MeasuredComputer): MachineSpec {
  const assumed = markAssumed(like, like.name);
  const set = <Value, Unit extends string>(
    figure: Sourced<Value, Unit>,
    value: Value,
    source: string,
  ): Sourced<Value, Unit> => ({ ...figure, value, source, sure: "R", provenance: "measured" });
  const from = <Unit extends string>(figure: Sourced<number, Unit>, { value, spread }: Measurement) =>
    set(figure, round(value), `measured on this computer, ${date}, spread ${percent(spread)}`);
  const told = <Unit extends string>(figure: Sourced<number, Unit>, value: number) =>
    set(figure, value, `read from /sys on this computer, ${date}`);

  const packages = new Set(topology.processors.map((processor) => processor.package)).size;
  const level = (n: number) => {
    const key = `l${n}` as "l1" | "l2" | "l3", cache = assumed[key], told_ = cacheOf(topology, n);
    if (!told_) return cache;
    const load = measured.loads.find(({ level }) => level === key);
    const read = measured.reads.find(({ level }) => level === key);
    return {
      bytes: told(cache.bytes, told_.bytes),
      ways: told_.ways > 0 ? told(cache.ways, told_.ways) : cache.ways,
      latencyCycles: load ? from(cache.latencyCycles, load.cycles) : cache.latencyCycles,
      readBytesPerCycle: read ? from(cache.readBytesPerCycle, read.bytesPerCycle) : cache.readBytesPerCycle,
    };
  };
  const distances = [transferCycles(measured, "same package"), transferCycles(measured, "other package")]
    .filter((figure) => figure !== undefined);
  const { remoteCache, dram, core } = assumed;
  const farthest = measured.loads.at(-1)!, stream = measured.reads.at(-1)!;
  const spec = {
    ...assumed,
    name,
    description: `This computer: ${topology.model}, measured ${date}; the rest as ${like.name}.`,
    chips: told(assumed.chips, packages),
    coresPerChip: told(assumed.coresPerChip, Math.floor(topology.processors.length / packages)),
    clockHertz: from(assumed.clockHertz, measured.clockHertz),
    l1: level(1),
    l2: level(2),
    l3: level(3),
    remoteCache: distances.length === 0 ? remoteCache : {
      ...remoteCache,
      latencyCyclesByHops: set(
        remoteCache.latencyCyclesByHops,
        distances.map(({ value }) => round(value)),
        `measured on this computer, ${date}: one way of a compare-and-swap between two cores, medians; ` +
          `spread ${distances.map(({ spread }) => percent(spread)).join(", ")}`,
      ),
    },
    dram: {
      ...dram,
      latencyCyclesByHops: set(
        dram.latencyCyclesByHops,
        [round(farthest.cycles.value)],
        `measured on this computer, ${date}, over ${farthest.bytes} bytes, spread ${
          percent(farthest.cycles.spread)
        }`,
      ),
      readBytesPerCycle: from(dram.readBytesPerCycle, stream.bytesPerCycle),
      clearBytesPerCycle: from(dram.clearBytesPerCycle, measured.clearBytesPerCycle),
    },
    core: { ...core, atomicCycles: from(core.atomicCycles, measured.atomicCycles) },
  };
  return parseMachineSpec(spec, "what was measured on this computer");
}

/** Three digits are more than a measurement is good for. */
const round = (value: number): number => Number(value.toPrecision(3));
const percent = (share: number): string => `${Math.round(100 * share)} %`;
