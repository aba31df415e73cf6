/** Changes of specs that a careful person would not make. */
import fc from "fast-check";
import {
  type MachineChange,
  type MachineSpec,
  withCacheBytes,
  withChips,
  withCoherence,
  withCoresPerChip,
  withInterconnect,
  withLatency,
  withLinkBandwidth,
} from "corey-lab";

/** Numbers that break things, and numbers that look harmless. */
const numbers = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    0.5,
    1,
    2,
    3,
    1e7,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    1e300,
    5e-324,
    NaN,
    Infinity,
    -Infinity,
  ),
  fc.integer({ min: 1, max: 5000 }),
  fc.double(),
);
const anything = fc.oneof(
  numbers,
  fc.array(fc.oneof(numbers, fc.integer({ min: 1, max: 600 })), { maxLength: 5 }),
  fc.constantFrom(null, undefined, true, "", "12", "\u001b[31m", 10n, {}, [], { value: 3 }),
  fc.string(),
);
const graphs = fc.oneof(
  fc.constantFrom({ kind: "mesh" }, { kind: "full" }, { kind: "ring" }, { kind: "links" }, undefined),
  fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 20 }).map((links) => ({ kind: "links", links })),
);

/** A place, as a fraction of all there are, and what is done there. */
export interface Mutation {
  /** From 0 to 1, below it. */
  readonly at: number;
  /** Leaves are replaced or multiplied; parts are taken away, or get a key more. */
  readonly how: "replace" | "scale" | "delete" | "add";
  readonly value: unknown;
  readonly factor: number;
  readonly graph: unknown;
}

/** Any of them. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 0.999999, noNaN: true }),
  how: fc.constantFrom("replace", "replace", "scale", "scale", "scale", "delete", "add"),
  value: anything,
  factor: fc.constantFrom(-1, 1e-9, 1e-3, 0.01, 0.1, 0.3, 0.5, 2, 3, 10, 30, 100, 1000, 1e5, 1e9),
  graph: graphs,
});

/** Applies them to a copy. */
export function withMutations(spec: MachineSpec, mutations: readonly Mutation[]): unknown {
  const changed = structuredClone(spec);
  for (const { at, how, value, factor, graph } of mutations) {
    const places = placesOf(changed, how === "scale"),
      [parent, key] = places[Math.floor(at * places.length)]!;
    if (how === "delete") delete parent[key];
    else if (how === "add") parent[`${key}2`] = value;
    else if (how === "scale") parent[key] = (parent[key] as number) * factor;
    else parent[key] = key === "graph" ? graph : value;
  }
  return changed;
}

type Part = Record<string, unknown>;

/** All places in data; numbers only, where only they are wanted. */
function placesOf(part: unknown, numbersOnly: boolean): [Part, string][] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    const here: [Part, string][] = !numbersOnly || typeof value === "number" ? [[part as Part, key]] : [];
    return [...here, ...placesOf(value, numbersOnly)];
  });
}

const levels = fc.constantFrom("l1", "l2", "l3", "remoteCache", "dram");

/** Makes a change, or throws: both may be refused. */
export const hostileChange: fc.Arbitrary<() => MachineChange> = fc.oneof(
  numbers.map((value) => () => withChips(value)),
  numbers.map((value) => () => withCoresPerChip(value)),
  fc.tuple(levels, numbers).map(([level, value]) => () => withLatency(level as "l1", value)),
  fc.tuple(levels, numbers).map(([level, value]) => () => withCacheBytes(level as "l1", value)),
  numbers.map((value) => () => withLinkBandwidth(value)),
  graphs.map((graph) => () => withInterconnect(graph as { kind: "mesh" })),
  fc.constantFrom("directory", "broadcast", "gossip", 3).map((kind) => () =>
    withCoherence(kind as "directory")
  ),
);
