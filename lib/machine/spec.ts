/**
 * What a machine is: chips in a network, cores with private L1 and L2, a victim L3 and a DRAM controller per
 * chip. Plain immutable data, checked once; `Machine` brings it to life. Presets are in `data/machines/`.
 *
 * Every number is sourced and was measured on one core of an idle machine. What happens when several cores
 * want the same line, link or controller is not in here: it comes out of the simulation.
 */
import { z } from "zod";
import { checkInput, InputError } from "../input/check.ts";
import { duties, events, states } from "./protocol.ts";
import { flawOfProtocol } from "./protocol_rules.ts";
import { flawOfLinks, linksOf } from "./topology.ts";
import { sourced } from "../input/sourced.ts";

const count = z.number().int().positive();
const cycles = z.number().positive();
const rate = z.number().positive();
const namesIn = <Name extends string>(table: Readonly<Record<Name, string>>) => Object.keys(table) as Name[];
const cyclesByHops = sourced("cycles", z.array(cycles).min(1));

/** A cache: its size, shape and speed. */
const cache = z.strictObject({
  /** Bytes it holds. */
  bytes: sourced("bytes", count),
  /** Lines in a set. */
  ways: sourced("lines", count),
  /** Load-to-use time of a hit. */
  latencyCycles: sourced("cycles", cycles),
  /** What one core reads from it when it streams. */
  readBytesPerCycle: sourced("bytesPerCycle", rate),
}).readonly();

/** How chips are linked. */
const interconnect = z.discriminatedUnion("kind", [
  /** A grid as near to square as the number of chips allows; four chips make the square of the paper. */
  z.strictObject({ kind: z.literal("mesh") }),
  /** Every chip linked to every other. */
  z.strictObject({ kind: z.literal("full") }),
  /** Any other graph, link by link. */
  z.strictObject({
    kind: z.literal("links"),
    links: z.array(z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()])).min(1),
  }),
]);

/** The zod schema of a machine. */
export const machineSpec = z.strictObject({
  /** The name in rows and on the command line. */
  name: z.string().regex(/^[\w.+-]+$/, "letters, digits and . + - _ only"),
  /** One sentence for people. */
  description: z.string().min(1),
  chips: sourced("chips", count),
  coresPerChip: sourced("cores", count),
  clockHertz: sourced("hertz", z.number().positive()),
  /** Fixed at 64: the layouts of kernel structures depend on it. */
  lineBytes: sourced("bytes", z.literal(64)),
  /** `broadcast`: the home node probes every chip. `directory`: it knows the holders and probes only them. */
  coherence: z.strictObject({
    kind: z.enum(["broadcast", "directory"]),
    source: z.string().min(1),
  }).readonly(),
  /** What becomes of a copy when something happens to it; MOESI unless stated. */
  protocol: z.strictObject({
    name: z.string().regex(/^[\w.-]+$/, "letters, digits and . - _ only"),
    source: z.string().min(1),
    rows: z.array(
      z.strictObject({
        state: z.enum(namesIn(states)),
        event: z.enum(namesIn(events)),
        next: z.enum(namesIn(states)),
        does: z.enum(namesIn(duties)),
      }).readonly(),
    ).readonly(),
  }).readonly().optional(),
  /** Private to a core. */
  l1: cache,
  /** Private to a core; takes the victims of the L1. */
  l2: cache,
  /** Shared by the cores of a chip; takes the victims of their L2s. */
  l3: cache,
  /** A line that another core's L1 or L2 holds, or another chip's L3. */
  remoteCache: z.strictObject({
    /** By distance: `[same chip, one hop, two hops …]`; farther ones go on by the last step. */
    latencyCyclesByHops: cyclesByHops,
    /**
     * How many messages a transfer on a chip is made of. With 4, which is assumed unless stated, the data go
     * back through the controller that sent the probe; with 3, from core to core.
     */
    messages: sourced("messages", z.union([z.literal(3), z.literal(4)])).optional(),
    /** What one core reads when it streams lines out of another core's cache on the same chip. */
    readBytesPerCycle: sourced("bytesPerCycle", rate),
  }).readonly(),
  dram: z.strictObject({
    /** By distance: `[own chip, one hop, two hops …]`; farther ones go on by the last step. */
    latencyCyclesByHops: cyclesByHops,
    /** What one core reads when it streams from its own chip's memory. */
    readBytesPerCycle: sourced("bytesPerCycle", rate),
    /** What one core writes when it fills whole pages of its own chip's memory. */
    clearBytesPerCycle: sourced("bytesPerCycle", rate),
    /** What a chip's memory channels carry for all cores together. */
    channelBytesPerCycle: sourced("bytesPerCycle", rate),
    /** Bytes a chip has. */
    bytesPerChip: sourced("bytes", count),
  }).readonly(),
  /** The links between chips. */
  link: z.strictObject({
    graph: interconnect,
    /** What one link carries in one direction. */
    bytesPerCycle: sourced("bytesPerCycle", rate),
    /** Size of a request, a probe or an answer without data. */
    commandBytes: sourced("bytes", count),
    source: z.string().min(1),
  }).readonly(),
  /** The home node of a line, which orders the requests for it. */
  home: z.strictObject({
    /** How long one request keeps the controller busy. */
    occupancyCycles: sourced("cycles", cycles),
    /**
     * `after completion`: every request goes to the home, which takes up the next for a line when the chip
     * that asked for it has told that it has come. `forwarding`: a chip's own controller hands a line on
     * among its cores, and only what other chips ask goes to the home. Unless stated, a machine with a
     * directory is `forwarding`.
     */
    serves: z.strictObject({
      kind: z.enum(["after completion", "forwarding"]),
      source: z.string().min(1),
    }).readonly().optional(),
  }).readonly(),
  core: z.strictObject({
    /** An atomic read-modify-write of a line that the core already has for itself. */
    atomicCycles: sourced("cycles", cycles),
    /** Stores that wait for their lines while the program goes on; none unless stated. */
    storeBufferEntries: sourced("entries", z.number().int().nonnegative()).optional(),
  }).readonly(),
  /** What a core remembers of page tables, for pages of 4 KB. */
  tlb: z.strictObject({
    /** Entries of the first level, fully associative. */
    l1Entries: sourced("entries", count),
    /** Entries of the second level. */
    l2Entries: sourced("entries", count),
    /** Entries of a set of the second level. */
    l2Ways: sourced("entries", count),
    /** What a hit in the second level costs beyond one in the first. */
    l2LatencyCycles: sourced("cycles", cycles),
  }).readonly(),
  /** Interrupts from core to core. */
  interrupt: z.strictObject({
    /** The sender's time to write the request to its interrupt controller. */
    sendCycles: sourced("cycles", cycles),
    /** From there to the receiver. */
    deliverCycles: sourced("cycles", cycles),
    /** The receiver's way into a handler that does nothing, and back. */
    trapCycles: sourced("cycles", cycles),
  }).readonly(),
  /** The network device. */
  network: z.strictObject({
    /** What it can handle, received and sent together. */
    packetsPerSecond: sourced("packetsPerSecond", rate),
    /** Received packets that it can hold while they wait for a place in memory. */
    fifoPackets: sourced("packets", count),
    /** A core's write to one of its registers. */
    registerWriteCycles: sourced("cycles", cycles),
  }).readonly(),
}).readonly();

/** A machine, as plain data. Units stand in each figure. */
export type MachineSpec = z.infer<typeof machineSpec>;

/** How many cores a machine has. */
export function coreCount(spec: MachineSpec): number {
  return spec.chips.value * spec.coresPerChip.value;
}

/** Whether the cores of a chip hand lines on among themselves, without asking the home. */
export function forwards({ home, coherence }: MachineSpec): boolean {
  return (home.serves?.kind ?? (coherence.kind === "directory" ? "forwarding" : "")) === "forwarding";
}

/**
 * Checks data that are meant to be a machine.
 *
 * @param what names the data in the error, such as a file
 * @throws {InputError} naming the path, the value and what was expected
 */
export function parseMachineSpec(data: unknown, what: string): MachineSpec {
  const spec = checkInput(machineSpec, data, what);
  if (coreCount(spec) > 1024) {
    throw new InputError(`${what} has ${coreCount(spec)} cores, and a machine can have 1,024`);
  }
  for (const level of ["l1", "l2", "l3"] as const) {
    const { bytes, ways } = spec[level];
    if (bytes.value >= 64 * ways.value) continue;
    const need = `expected room for a set of ${ways.value} lines`;
    throw new InputError(`${what} is not valid: ${level}.bytes.value = ${bytes.value}: ${need}`);
  }
  const flawOfRows = spec.protocol && flawOfProtocol(spec.protocol);
  if (flawOfRows) {
    throw new InputError(`${what} is not valid: protocol.rows of ${spec.protocol.name}: ${flawOfRows}`);
  }
  const flaw = flawOfLinks(spec);
  if (flaw) {
    throw new InputError(
      `${what} is not valid: link.graph.links = ${JSON.stringify(linksOf(spec))}: ${flaw}`,
    );
  }
  return spec;
}
