/**
 * What-if machines: functions from a spec to a spec. Each change leaves its mark in the name, so that rows
 * tell machines apart, and in the source of the figure it replaces.
 */
import { InputError } from "../input/check.ts";
import { checkHas } from "../input/given.ts";
import { assume } from "../input/sourced.ts";
import { beforeOtherChips, beforeOtherCores } from "./other_shape.ts";
import type { Protocol } from "./protocol.ts";
import { type MachineSpec, parseMachineSpec } from "./spec.ts";

const ASSUMED = "assumed in a what-if";

/** A change of a machine. It throws an {@link InputError} when the result is not a machine. */
export type MachineChange = (spec: MachineSpec) => MachineSpec;

function checked(spec: MachineSpec): MachineSpec {
  return parseMachineSpec(spec, spec.name);
}

/** What an access may be served by, for {@link withLatency}. */
export type Level = "l1" | "l2" | "l3" | "remoteCache" | "dram";
const levels: readonly Level[] = ["l1", "l2", "l3", "remoteCache", "dram"];

/**
 * Applies changes one after the other. The result of each must be a machine.
 *
 * @throws {InputError} when a change does not leave a machine, for instance one with more than 1,024 cores
 * @example
 * ```ts
 * import { opteron16, pipe, withChips, withLatency } from "corey-lab";
 * const larger = pipe(opteron16, withChips(8), withLatency("remoteCache", 400));
 * console.log(larger.name); // "opteron16+8chips+remoteCache400"
 * ```
 */
export function pipe(spec: MachineSpec, ...changes: readonly MachineChange[]): MachineSpec {
  checkHas("pipe", spec, "chips", "a machine, such as opteron16");
  const odd = changes.findIndex((change) => typeof change !== "function");
  if (odd >= 0) throw new InputError(`pipe: change ${odd + 1} is none: expected such as withChips(8)`);
  return checked(changes.reduce((before, change) => change(before), spec));
}

/**
 * Another number of chips. A machine whose links are listed one by one becomes a mesh; of one whose latencies
 * are in a matrix those by hops remain.
 */
export function withChips(chips: number): MachineChange {
  return (spec) =>
    checked({
      ...beforeOtherChips(spec),
      name: `${spec.name}+${chips}chips`,
      chips: assume(spec.chips, chips),
      link: spec.link.graph.kind === "links"
        ? { ...spec.link, graph: { kind: "mesh" }, source: ASSUMED }
        : spec.link,
    });
}

/**
 * Another number of cores on each chip, all as far from each other. They share one L3, and each has one
 * thread.
 */
export function withCoresPerChip(cores: number): MachineChange {
  return (before) => {
    const { tree: _, ...spec } = beforeOtherCores(before);
    return checked({
      ...spec,
      name: `${spec.name}+${cores}cores`,
      coresPerChip: assume(spec.coresPerChip, cores),
    });
  };
}

/** Links of another shape: a `mesh`, every chip to every other (`full`), or a list. */
export function withInterconnect(graph: MachineSpec["link"]["graph"]): MachineChange {
  return (spec) =>
    checked({
      ...spec,
      name: `${spec.name}+${graph?.kind}`,
      link: { ...spec.link, graph, source: ASSUMED },
    });
}

/**
 * Another way to find the copies of a line: by asking everyone (`broadcast`), by looking it up (`directory`),
 * or by asking everyone where chips other than the line's own may have one (`two-bit`).
 */
export function withCoherence(kind: MachineSpec["coherence"]["kind"]): MachineChange {
  return (spec) =>
    checked({
      ...spec,
      name: `${spec.name}+${kind}`,
      coherence: { kind, source: ASSUMED },
    });
}

/**
 * Another coherence protocol: `mesi`, `mesif`, or a table of your own.
 *
 * @example
 * ```ts
 * import { mesi, opteron16, pipe, withProtocol } from "corey-lab/machine";
 * console.log(pipe(opteron16, withProtocol(mesi)).name); // "opteron16+mesi"
 * ```
 */
export function withProtocol(protocol: Protocol): MachineChange {
  return (spec) => checked({ ...spec, name: `${spec.name}+${protocol.name}`, protocol });
}

/**
 * Another latency, in cycles. For `remoteCache` and `dram` it is that of the nearest (another core of the
 * chip, the own chip's memory), and farther ones change in proportion.
 *
 * @throws {InputError} for an unknown level
 */
export function withLatency(level: Level, latencyCycles: number): MachineChange {
  checkLevel(level, levels);
  return (spec) => {
    const name = `${spec.name}+${level}${latencyCycles}`;
    if (level === "remoteCache" || level === "dram") {
      const { latencyCyclesByHops: byHops, latencyCyclesMatrix: matrix } = spec[level];
      const scaled = (cycles: number) => cycles * latencyCycles / byHops.value[0]!;
      const far = {
        latencyCyclesByHops: assume(byHops, byHops.value.map(scaled)),
        ...matrix && { latencyCyclesMatrix: assume(matrix, matrix.value.map((row) => row.map(scaled))) },
      };
      return checked({ ...spec, name, [level]: { ...spec[level], ...far } });
    }
    const changed = assume(spec[level].latencyCycles, latencyCycles);
    return checked({ ...spec, name, [level]: { ...spec[level], latencyCycles: changed } });
  };
}

/**
 * Another size of a cache, in bytes; its number of ways stays.
 *
 * @throws {InputError} for an unknown level
 */
export function withCacheBytes(level: "l1" | "l2" | "l3", bytes: number): MachineChange {
  checkLevel(level, levels.slice(0, 3));
  return (spec) =>
    checked({
      ...spec,
      name: `${spec.name}+${level}${bytes}`,
      [level]: { ...spec[level], bytes: assume(spec[level].bytes, bytes) },
    });
}

/**
 * Lines of 64, 128 or 256 bytes. What takes a line's time on the way stays as it is; caches hold fewer lines,
 * and programs that keep words 64 bytes apart may find them on one.
 *
 * @example
 * ```ts
 * import { graviton64, pipe, withLineBytes } from "corey-lab/machine";
 * console.log(pipe(graviton64, withLineBytes(128)).name); // "graviton64+lines128"
 * ```
 */
export function withLineBytes(bytes: 64 | 128 | 256): MachineChange {
  return (spec) =>
    checked({ ...spec, name: `${spec.name}+lines${bytes}`, lineBytes: assume(spec.lineBytes, bytes) });
}

/** Links that carry so many bytes a cycle in each direction. */
export function withLinkBandwidth(bytesPerCycle: number): MachineChange {
  return (spec) =>
    checked({
      ...spec,
      name: `${spec.name}+link${bytesPerCycle}`,
      link: { ...spec.link, bytesPerCycle: assume(spec.link.bytesPerCycle, bytesPerCycle) },
    });
}

function checkLevel(level: Level, known: readonly Level[]): void {
  if (!known.includes(level)) throw new InputError(`level = ${level}: expected ${known.join(", ")}`);
}
