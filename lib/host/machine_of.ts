/** The computer as a machine of the lab: what was measured on it, and the rest as on a machine like it. */
import { completed } from "../machine/extends.ts";
import { type MachineSpec, parseMachineSpec } from "../machine/spec.ts";
import { type Measured, transferCycles } from "./measure.ts";
import { l3Distances, withOwnL3s } from "./own_l3s.ts";
import type { Measurement } from "./rounds.ts";
import { toldBy } from "./told.ts";
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
  const what = "what was measured on this computer";
  const figure = <Value>(value: Value, of: string) => ({
    value,
    source: `measured on this computer, ${date}${of}`,
    provenance: "measured",
  });
  const assumed = <Value>(value: Value, why: string) => ({
    value,
    source: `assumed, as ${like.name}${why}`,
    provenance: "assumed",
  });
  const from = ({ value, spread }: Measurement) => figure(round(value), `, spread ${percent(spread)}`);
  const inL3 = transferCycles(measured, "same L3"), onPackage = transferCycles(measured, "same package");
  const likes = l3Distances(like), hertz = measured.clockHertz.value;
  const seen = likes && onPackage ? withOwnL3s(topology, onPackage.value / hertz, likes) : topology;
  const hasOwnL3s = seen !== topology;
  const told = toldBy(seen, `read from /sys on this computer, ${date}`).parts;
  const within = hasOwnL3s
    ? assumed({ l3: round(likes!.near * hertz) }, "")
    : inL3 && onPackage && figure({ l3: round(inL3.value) }, `, spread ${percent(inL3.spread)}`);
  const levels = (["l1", "l2", "l3"] as const).flatMap((key) => {
    const load = measured.loads.find(({ level }) => level === key);
    const read = measured.reads.find(({ level }) => level === key);
    if (!told[key] && !load) return [];
    return [
      [key, {
        ...told[key],
        ...load ? { latencyCycles: from(load.cycles) } : {},
        ...read ? { readBytesPerCycle: from(read.bytesPerCycle) } : {},
      }] as const,
    ];
  });
  const distances = [onPackage ?? inL3, transferCycles(measured, "other package")]
    .filter((figure) => figure !== undefined);
  const farthest = measured.loads.at(-1)!, stream = measured.reads.at(-1)!;
  const transfers = figure(
    distances.map(({ value }) => round(value)),
    `: one way of a compare-and-swap between two cores, medians; spread ${
      distances.map(({ spread }) => percent(spread)).join(", ")
    }`,
  );
  const data = {
    ...told,
    ...hasOwnL3s
      ? {
        tree: assumed(told.tree.value, ": no caches are told, and a word takes as long as between its L3s"),
      }
      : {},
    extends: like.name,
    name,
    description: `This computer: ${topology.model}, measured ${date}; the rest as ${like.name}.`,
    clockHertz: from(measured.clockHertz),
    ...Object.fromEntries(levels),
    ...distances.length === 0 ? {} : {
      remoteCache: { latencyCyclesByHops: transfers, ...within ? { latencyCyclesWithin: within } : {} },
    },
    dram: {
      latencyCyclesByHops: figure(
        [round(farthest.cycles.value)],
        `, over ${farthest.bytes} bytes, spread ${percent(farthest.cycles.spread)}`,
      ),
      readBytesPerCycle: from(stream.bytesPerCycle),
      clearBytesPerCycle: from(measured.clearBytesPerCycle),
    },
    core: { atomicCycles: from(measured.atomicCycles) },
  };
  return parseMachineSpec(completed(data, what, [like]), what);
}

/** Three digits are more than a measurement is good for. */
const round = (value: number): number => Number(value.toPrecision(3));
const percent = (share: number): string => `${Math.round(100 * share)} %`;
