/**
 * What a machine is: chips in a network, each a NUMA node with a DRAM controller; cores with private L1 and
 * L2 and a victim L3 that they share, or as `tree` says. Plain immutable data, checked once; `Machine` brings
 * it to life. Presets are in `data/machines/`.
 *
 * Every number is sourced and was measured on one core of an idle machine. What happens when several cores
 * want the same line, link or controller is not in here: it comes out of the simulation.
 */
import * as z from "zod";
import { checkInput } from "../input/check.ts";
import { sourced } from "../input/sourced.ts";
import { duties, events, states } from "./protocol.ts";
import { flawsOfDistances } from "./distance_flaws.ts";
import { flawsOf } from "./spec_flaws.ts";
import { l3Groups, sizesOf } from "./tree.ts";

/** What the homes of a machine can know of a line: see `coherence`. */
export const coherenceKinds = ["broadcast", "directory", "two-bit"] as const;

/**
 * A number between bounds. They are wide: a what-if may go beyond any real machine, but not to where nothing
 * can be simulated.
 */
function from(least: number, most: number): z.ZodNumber {
  // Only an error needs the words, and to know how English writes numbers takes a while to load.
  const error = (): string =>
    `expected a number from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
  return z.number().min(least, { error }).max(most, { error });
}

const count = (most: number) => from(1, most).int("expected a whole number");
const cycles = from(0.1, 100_000);
const rate = from(0.01, 1_000_000);
const cyclesByHops = sourced("cycles", z.array(cycles).min(1).max(1024));
const matrix = sourced("cycles", z.array(z.array(from(0, 100_000)).max(1024)).min(1).max(1024));
const ways = count(4096);
const chip = z.number().int().nonnegative();
const namesIn = <Name extends string>(table: Readonly<Record<Name, string>>) => Object.keys(table) as Name[];

/** A cache: its size, shape and speed. */
const cache = z.strictObject({
  /** Bytes it holds. */
  bytes: sourced("bytes", count(2 ** 33)),
  /** Lines in a set. */
  ways: sourced("lines", ways),
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
    links: z.array(z.tuple([chip, chip])).min(1).max(1024 * 1023 / 2),
  }),
]);

/** The zod schema of a machine. */
export const machineSpec = z.strictObject({
  /** The name in rows and on the command line. */
  name: z.string().max(1000).regex(/^[\w.+-]+$/, "letters, digits and . + - _ only"),
  /** One sentence for people. */
  description: z.string().min(1),
  /** NUMA nodes with cores. */
  chips: sourced("chips", count(1024)),
  /** How many of them make a package; 1 unless stated. */
  chipsPerPackage: sourced("chips", count(1024)).optional(),
  /** Hardware threads of a chip; of the largest, where they differ. */
  coresPerChip: sourced("cores", count(1024)),
  /** The groups of a chip's cores; unless stated all share one L3, and each has an L2 and one thread. */
  tree: sourced("groups", l3Groups).optional(),
  clockHertz: sourced("hertz", from(1e8, 1e11)),
  /**
   * What caches hold, and what goes from one to another. Kernels and workloads are laid out for 64, so where
   * lines are longer, words share one that were kept apart.
   */
  lineBytes: sourced("bytes", z.literal([64, 128, 256], "expected 64, 128 or 256")),
  /**
   * What the home knows of a line. `broadcast`: nothing, it probes every chip. `directory`: who has copies.
   * `two-bit`: whether chips other than its own may have one, and not which (`last_answer.ts`).
   */
  coherence: z.strictObject({
    kind: z.enum(coherenceKinds),
    source: z.string().min(1),
  }).readonly(),
  /** What becomes of a copy when something happens to it; MOESI by default. */
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
  /** Private to a core, unless `tree` says who shares it; takes the victims of the L1. */
  l2: cache,
  /** Shared by the cores of a chip, or of a group of `tree`; takes the victims of their L2s. */
  l3: cache,
  /** A line that another core's L1 or L2 holds, or another chip's L3. */
  remoteCache: z.strictObject({
    /** By distance: `[same chip, one hop, two hops …]`; farther ones go on by the last step. */
    latencyCyclesByHops: cyclesByHops,
    /** Where cores of a group are nearer than others of the chip, or chips of a package than others. */
    latencyCyclesWithin: sourced(
      "cycles",
      z.strictObject({ l2: cycles.optional(), l3: cycles.optional(), package: cycles.optional() }).readonly(),
    ).optional(),
    /**
     * Between cores of a chip where they are of several kinds, from the row to the column: a row for each
     * entry of all `l2Groups` of `tree`, in their order.
     */
    latencyCyclesByKind: matrix.optional(),
    /** As measured, from the row to the column: a row for each chip, each group of an L3, or each core. */
    latencyCyclesMatrix: matrix.optional(),
    /** What one core reads when it streams lines out of the cache of another core of the same L3. */
    readBytesPerCycle: sourced("bytesPerCycle", rate),
  }).readonly(),
  dram: z.strictObject({
    /** By distance: `[own chip, one hop, two hops …]`; farther ones go on by the last step. */
    latencyCyclesByHops: cyclesByHops,
    /** As measured, from the row's chip to the memory of the column's. */
    latencyCyclesMatrix: matrix.optional(),
    /** What one core reads when it streams from its own chip's memory. */
    readBytesPerCycle: sourced("bytesPerCycle", rate),
    /** What one core writes when it fills whole pages of its own chip's memory. */
    clearBytesPerCycle: sourced("bytesPerCycle", rate),
    /** What a chip's memory channels carry for all cores together. */
    channelBytesPerCycle: sourced("bytesPerCycle", rate),
    /** Bytes a chip has. */
    bytesPerChip: sourced("bytes", from(2 ** 20, 2 ** 42).int("expected a whole number")),
  }).readonly(),
  /** The links between chips. */
  link: z.strictObject({
    graph: interconnect,
    /** What one link carries in one direction. */
    bytesPerCycle: sourced("bytesPerCycle", rate),
    /** Size of a request, a probe or an answer without data. */
    commandBytes: sourced("bytes", count(256)),
    source: z.string().min(1),
  }).readonly(),
  /** The home node of a line, which orders the requests for it. */
  home: z.strictObject({
    /** How long one request keeps the controller busy. */
    occupancyCycles: sourced("cycles", from(0.1, 10_000)),
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
    /**
     * From whom the home hears of a transfer between chips, so that it can send for the line again: `from who
     * asked`, when the line has come, or `from who had the line`, as it sends it. The former unless stated.
     */
    hears: z.strictObject({
      kind: z.enum(["from who asked", "from who had the line"]),
      source: z.string().min(1),
    }).readonly().optional(),
    /**
     * How data go from core to core on a chip: `through the controller`, so that a transfer is four messages,
     * of which two remain when the probe has come; or `direct`, so that it is three. The former unless
     * stated.
     */
    data: z.strictObject({
      kind: z.enum(["direct", "through the controller"]),
      source: z.string().min(1),
    }).readonly().optional(),
    /**
     * What becomes of requests for a line that a chip's controller is sending to one of its cores. `retried`:
     * they are turned away and come again, so who is next is a matter of chance, and the probe for it comes
     * right behind the data. `blocked`: they wait until that core has acknowledged the line, and a probe of
     * the home, by which another chip asks, goes first. The former unless stated.
     */
    others: z.strictObject({
      kind: z.enum(["retried", "blocked"]),
      source: z.string().min(1),
    }).readonly().optional(),
  }).readonly(),
  core: z.strictObject({
    /** An atomic read-modify-write of a line that the core already owns. */
    atomicCycles: sourced("cycles", cycles),
    /** Stores that wait for their lines while the program goes on; none unless stated. */
    storeBufferEntries: sourced("entries", from(0, 4096).int("expected a whole number")).optional(),
    /**
     * From which of the stores that wait a load takes its word: from `the youngest` to that word; or from
     * `the only one`, so that it waits while several to that word do. The former unless stated.
     */
    storeForwarding: z.strictObject({
      kind: z.enum(["the youngest", "the only one"]),
      source: z.string().min(1),
    }).readonly().optional(),
    /** What its threads compute together, of what one does alone; 1 unless stated. */
    threadsTogether: sourced("ratio", from(0.5, 8)).optional(),
  }).readonly(),
  /** What a core remembers of page tables, for pages of 4 KB. */
  tlb: z.strictObject({
    /** Entries of the first level, fully associative. */
    l1Entries: sourced("entries", ways),
    /** Entries of the second level. */
    l2Entries: sourced("entries", count(65_536)),
    /** Entries of a set of the second level. */
    l2Ways: sourced("entries", ways),
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
    packetsPerSecond: sourced("packetsPerSecond", from(1000, 1e9)),
    /** Received packets that it can hold while they wait for a place in memory. */
    fifoPackets: sourced("packets", count(1_000_000)),
    /** A core's write to one of its registers. */
    registerWriteCycles: sourced("cycles", cycles),
  }).readonly(),
}).superRefine((spec, context) => {
  if (context.issues.length > 0) return;
  const flaws = flawsOf(spec);
  for (const { path, message } of flaws.length > 0 ? flaws : flawsOfDistances(spec)) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
}).readonly();

/** A machine, as plain data. Units stand in each figure. */
export type MachineSpec = z.infer<typeof machineSpec>;

/** How many cores a machine has: hardware threads, where a core has several. */
export function coreCount(spec: MachineSpec): number {
  return sizesOf(spec).threads;
}

/** Whether the cores of a chip hand lines on among themselves, without asking the home. */
export function forwards({ home, coherence }: MachineSpec): boolean {
  return (home.serves?.kind ?? (coherence.kind === "broadcast" ? "" : "forwarding")) === "forwarding";
}

const checked = new WeakSet<MachineSpec>();

/**
 * Checks data that are meant to be a machine: each number between bounds, and that they go together. What
 * this function has returned, nobody can change, and it is not checked again.
 *
 * @param what names the data in the error, such as a file
 * @throws {InputError} naming the path, the value and what was expected
 * @example
 * ```ts
 * import { assume, opteron16, parseMachineSpec } from "corey-lab";
 * const link = { ...opteron16.link, bytesPerCycle: assume(opteron16.link.bytesPerCycle, 4) };
 * console.log(parseMachineSpec({ ...opteron16, name: "wide", link }, "my machine").name); // wide
 * ```
 */
export function parseMachineSpec(data: unknown, what: string): MachineSpec {
  if (checked.has(data as MachineSpec)) return data as MachineSpec;
  const spec = checkInput(machineSpec, data, what);
  checked.add(spec);
  return spec;
}

/**
 * A machine of a file of this project. A test holds the files against the schema: to do so each time that the
 * lab is loaded would take a third of the time.
 */
export function presetSpec(data: unknown): MachineSpec {
  const spec = frozen(data) as MachineSpec;
  checked.add(spec);
  return spec;
}

function frozen(data: unknown): unknown {
  if (typeof data !== "object" || data === null || Object.isFrozen(data)) return data;
  Object.values(data).forEach(frozen);
  return Object.freeze(data);
}
