/** Changes of specs that a careful person would not make. */
import fc from "fast-check";
import {
  type MachineChange,
  withCacheBytes,
  withChips,
  withCoherence,
  withCoresPerChip,
  withInterconnect,
  withLatency,
  withLinkBandwidth,
} from "corey-lab";
import { anything, type Mutation, mutationOf, numbers } from "./mutations.ts";

const graphs = fc.oneof(
  fc.constantFrom({ kind: "mesh" }, { kind: "full" }, { kind: "ring" }, { kind: "links" }, undefined),
  fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 20 }).map((links) => ({ kind: "links", links })),
);

/** Mutations of a spec. */
export const mutation: fc.Arbitrary<Mutation> = mutationOf(fc.oneof(anything, anything, graphs));

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
