/**
 * A machine told by how it differs from another: `{ "extends": "epyc64", "name": "mine", "chips": 2 }`. What
 * it does not say is assumed to be as on that machine, and each such number says so.
 *
 * A number may be given bare, as above, or as `{ "value": 2, "source": "…" }`; in place of a value in cycles
 * may stand `nanoseconds`, in place of a symmetric matrix its lower triangle, as a list of texts, and in
 * place of a protocol its name.
 */
import type { z } from "zod";
import { bare, InputError, shown } from "../input/check.ts";
import { markAssumed } from "../input/sourced.ts";
import { suggestion } from "../input/suggest.ts";
import { beforeOtherChips, beforeOtherCores } from "./other_shape.ts";
import { symmetric } from "./lower_triangle.ts";
import { mesi } from "./mesi.ts";
import { mesif } from "./mesif.ts";
import { moesi } from "./moesi.ts";
import type { Protocol } from "./protocol.ts";
import { type MachineSpec, machineSpec } from "./spec.ts";
import { l3Groups, threadsByChip } from "./tree.ts";

type Part = Readonly<Record<string, unknown>>;

/**
 * Data of a whole machine: those given, and what they do not say from the machine that they extend. Data that
 * extend none are returned as they are.
 *
 * @param what names the data, such as a file
 * @param machines those that may be extended
 * @throws {InputError} when there is no such machine
 * @example
 * ```ts
 * import { epyc64, parseMachineSpec } from "corey-lab/machine";
 * import { completed } from "./extends.ts";
 * const data = completed({ extends: "epyc64", name: "small", chips: 2 }, "my file", [epyc64]);
 * console.log(parseMachineSpec(data, "my file").description); // "Like epyc64, but for chips."
 * ```
 */
export function completed(data: unknown, what: string, machines: readonly MachineSpec[]): unknown {
  if (!isPart(data)) return data;
  const told = typeof data.protocol === "string"
    ? { ...data, protocol: protocolOf(data.protocol, what) }
    : data;
  if (!("extends" in told)) return told;
  const { extends: donor, ...given } = told, like = machines.find(({ name }) => name === donor);
  if (like === undefined) {
    const names = machines.map(({ name }) => name);
    throw new InputError(
      `${what} is not valid: extends = ${shown(donor)}: there is no such machine; ${
        suggestion(String(donor), names)
      }`,
    );
  }
  const differs = Object.keys(given).filter((key) => key !== "name" && key !== "description");
  const clock = isPart(given.clockHertz) ? given.clockHertz.value : given.clockHertz;
  const merged = merge(machineSpec, shapedLike(assumedAs(like), given), given, {
    what,
    cyclesPerNanosecond: Number(clock ?? like.clockHertz.value) / 1e9,
  });
  return {
    ...withThreadsCounted(merged as Part, given),
    name: given.name,
    description: given.description ?? `Like ${like.name}, but for ${differs.join(", ")}.`,
  };
}

const protocols: readonly Protocol[] = [moesi, mesi, mesif];

function protocolOf(name: string, what: string): Protocol {
  const found = protocols.find((protocol) => protocol.name === name);
  if (found) return found;
  throw new InputError(
    `${what} is not valid: protocol = ${shown(name)}: there is no such protocol; ${
      suggestion(name, protocols.map(({ name }) => name))
    }`,
  );
}

/** Machines as they are extended, once each: many extend the same. */
const assumed = new WeakMap<MachineSpec, MachineSpec>();

function assumedAs(like: MachineSpec): MachineSpec {
  const marked = assumed.get(like) ?? markAssumed(like, like.name);
  assumed.set(like, marked);
  return marked;
}

/** The machine that is extended, without what it says only of its own shape. */
function shapedLike(like: MachineSpec, given: Part): MachineSpec {
  const ofCores = "tree" in given || "coresPerChip" in given ? beforeOtherCores(like) : like;
  return "chips" in given ? beforeOtherChips(ofCores) : ofCores;
}

/** The groups of a chip say how many threads it has; a number alone means that all cores share one L3. */
function withThreadsCounted(merged: Part, { tree, coresPerChip }: Part): Part {
  if (tree === undefined && coresPerChip === undefined) return merged;
  if (tree === undefined) return Object.fromEntries(Object.entries(merged).filter(([key]) => key !== "tree"));
  const groups = l3Groups.safeParse((merged.tree as Part).value);
  if (coresPerChip !== undefined || !groups.success) return merged;
  const chips = Number((merged.chips as Part).value);
  // Whether there can be so many is not checked yet.
  const threads = Math.max(
    ...threadsByChip(groups.data, chips >= 1 && chips <= 1024 ? Math.floor(chips) : 1),
  );
  const told = { ...merged.tree as Part, value: threads, unit: "cores" };
  return { ...merged, coresPerChip: told };
}

/** What figures are completed with. */
interface Context {
  /** The name of the data. */
  readonly what: string;
  readonly cyclesPerNanosecond: number;
}

function merge(schema: z.ZodType | undefined, like: unknown, given: unknown, context: Context): unknown {
  const unit = unitOf(schema);
  if (unit !== undefined) return figure(unit, given, context);
  // What is of a kind has nothing to do with what is of another.
  if (!isPart(given) || "kind" in given) return given;
  const shape = bare(schema).shape ?? {};
  return Object.entries(given).reduce<Part>(
    (part, [key, value]) => ({ ...part, [key]: merge(shape[key], part[key], value, context) }),
    isPart(like) ? like : {},
  );
}

function figure(unit: string, given: unknown, { what, cyclesPerNanosecond }: Context): unknown {
  const isWhole = isPart(given) && ["value", "nanoseconds", "source"].some((key) => key in given);
  const whole = (isWhole ? given : { value: given }) as Part;
  const { nanoseconds, ...told } = Object.fromEntries(
    Object.entries(whole).map(([key, one]) => [key, isRows(one) ? symmetric(one, what) : one]),
  );
  const value = unit === "cycles" ? inCycles(nanoseconds, cyclesPerNanosecond) : nanoseconds;
  return {
    ...nanoseconds === undefined ? {} : { [unit === "cycles" ? "value" : "nanoseconds"]: value },
    ...told.source === undefined
      ? { source: `stated in ${what}, without a source`, provenance: "assumed" }
      : {},
    unit,
    sure: "R",
    ...told,
  };
}

/** Whether it is a list of texts, as only a matrix is. */
function isRows(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((row) => typeof row === "string");
}

/** Numbers, or lists of them, times a factor; all else as it is. */
function inCycles(nanoseconds: unknown, factor: number): unknown {
  if (Array.isArray(nanoseconds)) return nanoseconds.map((one) => inCycles(one, factor));
  if (isPart(nanoseconds)) {
    return Object.fromEntries(Object.entries(nanoseconds).map(([key, one]) => [key, inCycles(one, factor)]));
  }
  return typeof nanoseconds === "number" ? nanoseconds * factor : nanoseconds;
}

/** The unit of a figure's schema; undefined where it is another. */
function unitOf(schema: z.ZodType | undefined): string | undefined {
  const { value, unit } = bare(schema).shape ?? {};
  return value && unit ? String(bare(unit).value) : undefined;
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
