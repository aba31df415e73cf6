/** Which machine the bench simulates: a preset or a file, with some numbers changed. */
import { presets, readMachineSpec } from "../machine/presets.ts";
import type { MachineSpec } from "../machine/spec.ts";
import {
  type MachineChange,
  pipe,
  withChips,
  withCoherence,
  withCoresPerChip,
  withLatency,
  withLinkBandwidth,
} from "../machine/changes.ts";
import { InputError } from "../input/check.ts";

/** A machine, as it is chosen. */
export interface MachineChoice {
  /** The name of a preset, or a machine from a file. */
  readonly base: string | MachineSpec;
  /** What is changed: the value of a knob, by its key. */
  readonly changes: Readonly<Record<string, number | string>>;
}

/** A number of a machine that can be turned. */
export interface Knob {
  /** Its name in links. */
  readonly key: string;
  /** What it is. */
  readonly label: string;
  /** Its unit; empty for plain numbers. */
  readonly unit: string;
  /** Least and greatest place of the slider. */
  readonly range: readonly [number, number];
  /** Whether it is a whole number. */
  readonly isWhole: boolean;
  /** Reads it off a machine. */
  readonly of: (spec: MachineSpec) => number;
  /** Turns it. */
  readonly change: (value: number) => MachineChange;
  /** The same as it is written in a notebook. */
  readonly code: (value: number) => string;
}

/** The knobs, those that people turn first at the top. */
export const knobs: readonly Knob[] = [
  {
    key: "chips",
    label: "chips",
    unit: "",
    range: [1, 64],
    isWhole: true,
    of: (spec) => spec.chips.value,
    change: withChips,
    code: (value) => `withChips(${value})`,
  },
  {
    key: "coresPerChip",
    label: "cores on a chip",
    unit: "",
    range: [1, 64],
    isWhole: true,
    of: (spec) => spec.coresPerChip.value,
    change: withCoresPerChip,
    code: (value) => `withCoresPerChip(${value})`,
  },
  {
    key: "remoteCache",
    label: "latency of another core's cache on the chip",
    unit: "cycles",
    range: [10, 1000],
    isWhole: true,
    of: (spec) => spec.remoteCache.latencyCyclesByHops.value[0]!,
    change: (value) => withLatency("remoteCache", value),
    code: (value) => `withLatency("remoteCache", ${value})`,
  },
  {
    key: "dram",
    label: "latency of the chip's memory",
    unit: "cycles",
    range: [20, 2000],
    isWhole: true,
    of: (spec) => spec.dram.latencyCyclesByHops.value[0]!,
    change: (value) => withLatency("dram", value),
    code: (value) => `withLatency("dram", ${value})`,
  },
  {
    key: "l3",
    label: "latency of the L3",
    unit: "cycles",
    range: [5, 500],
    isWhole: true,
    of: (spec) => spec.l3.latencyCycles.value,
    change: (value) => withLatency("l3", value),
    code: (value) => `withLatency("l3", ${value})`,
  },
  {
    key: "link",
    label: "what a link between chips carries",
    unit: "bytes a cycle",
    range: [0.1, 64],
    isWhole: false,
    of: (spec) => spec.link.bytesPerCycle.value,
    change: withLinkBandwidth,
    code: (value) => `withLinkBandwidth(${value})`,
  },
];

/** The machine that was chosen, before anything is changed. */
export function baseOf({ base }: MachineChoice): MachineSpec {
  if (typeof base !== "string") return base;
  const preset = presets.find(({ name }) => name === base);
  if (preset) return preset;
  throw new InputError(
    `there is no machine ${base}: expected one of ${presets.map(({ name }) => name).join(", ")}`,
  );
}

/**
 * The machine that was chosen.
 *
 * @throws {InputError} when there is no such machine
 * @example
 * ```ts
 * console.log(machineOf({ base: "opteron16", changes: { chips: 8 } }).name); // opteron16+8chips
 * ```
 */
export function machineOf(choice: MachineChoice): MachineSpec {
  const { changes } = choice;
  const turned = knobs.filter(({ key }) => key in changes).map((knob) =>
    knob.change(Number(changes[knob.key]))
  );
  // The schema of machines says what else it is not.
  const coherence = changes.coherence === undefined ? [] : [withCoherence(changes.coherence as "directory")];
  return pipe(baseOf(choice), ...turned, ...coherence);
}

/**
 * The machine as it is written in a notebook, and what has to be imported for that.
 *
 * @example
 * ```ts
 * // pipe(opteron16, withChips(8))
 * console.log(machineCode({ base: "opteron16", changes: { chips: 8 } }).code);
 * ```
 */
export function machineCode(
  choice: MachineChoice,
): { readonly code: string; readonly imports: readonly string[] } {
  const { base, changes } = choice;
  const calls = knobs.filter(({ key }) => key in changes).map((knob) => knob.code(Number(changes[knob.key])));
  if (changes.coherence !== undefined) calls.push(`withCoherence(${JSON.stringify(changes.coherence)})`);
  const start = typeof base === "string" ? base : `parseMachineSpec(${JSON.stringify(base)}, "a file")`;
  const imports = [
    typeof base === "string" ? base : "parseMachineSpec",
    ...(calls.length > 0 ? ["pipe"] : []),
    ...calls.map((call) => call.slice(0, call.indexOf("("))),
  ];
  return { code: calls.length === 0 ? start : `pipe(${[start, ...calls].join(", ")})`, imports };
}

/**
 * A machine from the text of a file that somebody drops on the bench: a whole one, or how it differs from a
 * preset.
 *
 * @throws {InputError} when it is not JSON, or not a machine: the sentence of the machines' schema
 */
export function machineFromFile(text: string, name: string): MachineSpec {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new InputError(`${name} is not JSON`);
  }
  return readMachineSpec(data, name);
}
