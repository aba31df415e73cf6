/** The computer as a machine of the lab: what was measured on it, and the rest as on a machine like it. */
import { completed } from "../machine/extends.ts";
import { type MachineSpec, parseMachineSpec } from "../machine/spec.ts";
import { type Measured, transferCycles } from "./measure.ts";
import { type L3Distances, l3Distances, withOwnL3s } from "./own_l3s.ts";
import type { Measurement } from "./rounds.ts";
import { type Told, toldBy, type ToldParts } from "./told.ts";
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
export function machineOf(computer: MeasuredComputer): MachineSpec {
  const { topology, measured, like, date, name = "here" } = computer;
  const onPackage = transferCycles(measured, "same package"), likes = l3Distances(like);
  const seconds = onPackage && onPackage.value / measured.clockHertz.value;
  const ownL3s = likes && seconds !== undefined ? withOwnL3s(topology, seconds, likes) : undefined;
  const told = toldBy(ownL3s ?? topology, `read from /sys on this computer, ${date}`).parts;
  const why = ": no caches are told, and a word takes as long as between its L3s";
  const what = "what was measured on this computer";
  const data = {
    ...told,
    ...ownL3s ? { tree: assumed(told.tree.value, like, why) } : {},
    extends: like.name,
    name,
    description: `This computer: ${topology.model}, measured ${date}; the rest as ${like.name}.`,
    clockHertz: figure(measured.clockHertz, date),
    ...cachesOf(computer, told),
    ...transfersOf(computer, ownL3s && likes),
    dram: dramOf(computer),
    core: { atomicCycles: figure(measured.atomicCycles, date) },
  };
  return parseMachineSpec(completed(data, what, [like]), what);
}

/** Latency and width of each level, with the shapes that the system tells. */
function cachesOf({ measured, date }: MeasuredComputer, told: ToldParts): Record<string, object> {
  const levels = (["l1", "l2", "l3"] as const).flatMap((key) => {
    const load = measured.loads.find(({ level }) => level === key);
    const read = measured.reads.find(({ level }) => level === key);
    if (!told[key] && !load) return [];
    const latency = load ? { latencyCycles: figure(load.cycles, date) } : {};
    const width = read ? { readBytesPerCycle: figure(read.bytesPerCycle, date) } : {};
    return [[key, { ...told[key], ...latency, ...width }] as const];
  });
  return Object.fromEntries(levels);
}

/** How far a word travels: on a package, to another, and within an L3. */
function transfersOf(
  { measured, like, date }: MeasuredComputer,
  ownL3s: L3Distances | undefined,
): Record<string, object> {
  const inL3 = transferCycles(measured, "same L3"), onPackage = transferCycles(measured, "same package");
  const hops = [onPackage ?? inL3, transferCycles(measured, "other package")]
    .filter((hop) => hop !== undefined);
  if (hops.length === 0) return {};
  const spreads = hops.map(({ spread }) => percent(spread)).join(", ");
  const latencyCyclesByHops: Told<number[]> = {
    value: hops.map(({ value }) => round(value)),
    source: `${on(date)}: one way of a compare-and-swap between two cores, medians; spread ${spreads}`,
    provenance: "measured",
  };
  const within = ownL3s
    ? assumed({ l3: round(ownL3s.near * measured.clockHertz.value) }, like)
    : inL3 && onPackage && { ...figure(inL3, date), value: { l3: round(inL3.value) } };
  return { remoteCache: { latencyCyclesByHops, ...within ? { latencyCyclesWithin: within } : {} } };
}

/** Memory: what the largest measurement saw. */
function dramOf({ measured, date }: MeasuredComputer): Record<string, object> {
  const { bytes, cycles } = measured.loads.at(-1)!, { bytesPerCycle } = measured.reads.at(-1)!;
  return {
    latencyCyclesByHops: {
      value: [round(cycles.value)],
      source: `${on(date)}, over ${bytes} bytes, spread ${percent(cycles.spread)}`,
      provenance: "measured",
    },
    readBytesPerCycle: figure(bytesPerCycle, date),
    clearBytesPerCycle: figure(measured.clearBytesPerCycle, date),
  };
}

function figure({ value, spread }: Measurement, date: string): Told<number> {
  return {
    value: round(value),
    source: `${on(date)}, spread ${percent(spread)}`,
    provenance: "measured",
  };
}

function assumed<Value>(value: Value, like: MachineSpec, why = ""): Told<Value> {
  return { value, source: `assumed, as ${like.name}${why}`, provenance: "assumed" };
}

const on = (date: string): string => `measured on this computer, ${date}`;
/** Three digits are more than a measurement is good for. */
const round = (value: number): number => Number(value.toPrecision(3));
const percent = (share: number): string => `${Math.round(100 * share)} %`;
