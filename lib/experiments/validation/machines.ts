/**
 * Other people's machines, each by the few numbers that were measured of it on one or two cores. What they do
 * not say is taken from `epyc64`: caches, memory, TLBs hardly matter where cores fight for a word.
 */
import { z } from "zod";
import machinesJson from "../../../data/validation/machines.json" with { type: "json" };
import { checkInput } from "../../input/check.ts";
import { epyc64 } from "../../machine/presets.ts";
import { type MachineSpec, parseMachineSpec } from "../../machine/spec.ts";

const positive = z.number().positive();

/** What is known of a machine. */
const sketch = z.strictObject({
  name: z.string(),
  description: z.string(),
  chips: z.number().int().positive(),
  coresPerChip: z.number().int().positive(),
  gigahertz: positive,
  /** A transfer from another core's cache: on the chip, over one hop, two … */
  transferNanoseconds: z.array(positive).min(1),
  /** An atomic on a line of one's own. */
  atomicNanoseconds: positive,
  storeBuffer: z.strictObject({ entries: z.number().int(), source: z.string() }),
  /** The protocol, as its maker documents it: see `home` in the spec. */
  protocol: z.strictObject({
    serves: z.enum(["after completion", "forwarding"]),
    data: z.enum(["direct", "through the controller"]),
    source: z.string(),
  }),
  /** Pairs of chips; every chip to every other unless stated. */
  links: z.array(z.tuple([z.number(), z.number()])).optional(),
  source: z.string(),
});

function specOf(known: z.infer<typeof sketch>): MachineSpec {
  const { source, links, protocol, storeBuffer } = known,
    cycles = (nanoseconds: number) => nanoseconds * known.gigahertz;
  const given = <Value, Unit extends string>(value: Value, unit: Unit) =>
    ({ value, unit, source, sure: "R" }) as const;
  return parseMachineSpec({
    ...epyc64,
    name: known.name,
    description: known.description,
    chips: given(known.chips, "chips"),
    coresPerChip: given(known.coresPerChip, "cores"),
    clockHertz: given(known.gigahertz * 1e9, "hertz"),
    coherence: { kind: protocol.serves === "forwarding" ? "directory" : "broadcast", source },
    remoteCache: {
      ...epyc64.remoteCache,
      latencyCyclesByHops: given(known.transferNanoseconds.map(cycles), "cycles"),
    },
    link: { ...epyc64.link, graph: links ? { kind: "links", links } : { kind: "full" }, source },
    home: {
      ...epyc64.home,
      serves: { kind: protocol.serves, source: protocol.source },
      data: { kind: protocol.data, source: protocol.source },
    },
    core: {
      atomicCycles: given(cycles(known.atomicNanoseconds), "cycles"),
      storeBufferEntries: { ...given(storeBuffer.entries, "entries"), source: storeBuffer.source },
    },
  }, known.name);
}

/** The machines, by name. */
export const otherMachines: ReadonlyMap<string, MachineSpec> = new Map(
  checkInput(z.array(sketch), machinesJson, "data/validation/machines.json")
    .map((known) => [known.name, specOf(known)]),
);
