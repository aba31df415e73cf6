/** Measures on one core and on pairs of cores what a machine's spec asks for. */
import { called, optionsOf, positive } from "../input/options.ts";
import type { HostProgramName } from "./programs/all.ts";
import { type Measurement, measurementOf, ownRateOf, rateOf } from "./rounds.ts";
import { ROUNDS, runTeam, type TeamOptions, WARM_UP } from "./team.ts";
import { type HostTopology, inOrder } from "./topology.ts";

/** How two processors are related: what they are known to share. */
export type Relation = "same core" | "same L3" | "same package" | "other package";

/** What was measured: figures with their spread. */
export interface Measured {
  /** The clock, from operations of one cycle that depend on each other. */
  readonly clockHertz: Measurement;
  /** A load that depends on the one before, by the level of cache that holds the memory; the last is DRAM. */
  readonly loads: readonly { readonly level: string; readonly bytes: number; readonly cycles: Measurement }[];
  /** Reading from one end to the other, by level. */
  readonly reads: readonly { readonly level: string; readonly bytesPerCycle: Measurement }[];
  /** Writing zeros to memory that no cache holds. */
  readonly clearBytesPerCycle: Measurement;
  /** A locked addition to a word that nobody else has. */
  readonly atomicCycles: Measurement;
  /** One way of a word from processor to processor, with compare-and-swap. */
  readonly transfers: readonly {
    readonly from: number;
    readonly to: number;
    readonly relation: Relation;
    readonly cycles: Measurement;
  }[];
  /** A system call that does nothing, without the way from JavaScript to C. */
  readonly systemCallNanoseconds: Measurement;
  /** Mapping, touching and giving back, a page. */
  readonly pageNanoseconds: Measurement;
}

const checked = optionsOf<HowToMeasure>("measureComputer", {
  seconds: positive.optional(),
  onStep: called<NonNullable<HowToMeasure["onStep"]>>().optional(),
});

/** No more memory is used than this share of what is free. */
const SHARE_OF_FREE = 0.1;
/** Pairs that are measured of each relation. */
const PAIRS = 16;

/** How a computer is measured. */
export interface HowToMeasure {
  /** How long all of it takes, about; some seconds unless said. */
  readonly seconds?: number;
  /** Is called with what is measured next, and how much is done. */
  readonly onStep?: (what: string, done: number, total: number) => void;
}

/** The clock of a processor, from operations of one cycle that depend on each other. */
export async function measureClock(
  processor: number,
  options: Partial<TeamOptions> = {},
): Promise<Measurement> {
  return ownRateOf((await runTeam("cycle", { processors: [processor], ...options })).rounds);
}

/**
 * Measures the computer. It takes a tenth of its free memory at most.
 *
 * @throws {HostError} when something cannot be measured
 * @throws {InputError} for an option that there is not
 */
export async function measureComputer(
  topology: HostTopology,
  options: HowToMeasure = {},
): Promise<Measured> {
  const { seconds, onStep = () => {} } = checked(options);
  const [first = 0] = inOrder(topology), pairs = pairsOf(topology), regions = regionsOf(topology);
  const total = 5 + 2 * regions.length + pairs.length;
  const length = seconds === undefined ? {} : { roundSeconds: seconds / total / (WARM_UP + ROUNDS) };
  let done = 0;
  const rate = async (what: HostProgramName, options: Partial<TeamOptions> = {}): Promise<Measurement> => {
    onStep(what, done++, total);
    const { rounds } = await runTeam(what, { processors: [first], ...length, ...options });
    return options.processors ? rateOf(rounds) : ownRateOf(rounds);
  };
  /** One operation, in units of which there are so many a second. */
  const each = ({ value, spread }: Measurement, unitsPerSecond: number): Measurement => ({
    value: unitsPerSecond / value,
    spread,
  });
  onStep("cycle", done++, total);
  const clockHertz = await measureClock(first, length);
  const cycles = (rate: Measurement) => each(rate, clockHertz.value);
  const perCycle = ({ value, spread }: Measurement): Measurement => ({
    value: value / clockHertz.value,
    spread,
  });

  const atomicCycles = cycles(await rate("counter"));
  const callNanoseconds = each(await rate("system-call"), 1e9), plain = each(await rate("plain-call"), 1e9);
  const pageNanoseconds = each(await rate("memclone"), 1e9);
  const loads = [], reads = [];
  for (const { level, bytes } of regions) {
    loads.push({ level, bytes, cycles: cycles(await rate("chase", { bytes })) });
    reads.push({ level, bytesPerCycle: perCycle(await rate("read", { bytes })) });
  }
  const clearBytesPerCycle = perCycle(await rate("clear", { bytes: regions.at(-1)!.bytes }));
  const transfers = [];
  for (const { from, to, relation } of pairs) {
    transfers.push({
      from,
      to,
      relation,
      cycles: cycles(await rate("ping-pong", { processors: [from, to] })),
    });
  }
  return {
    clockHertz,
    loads,
    reads,
    clearBytesPerCycle,
    atomicCycles,
    transfers,
    systemCallNanoseconds: { ...callNanoseconds, value: callNanoseconds.value - plain.value },
    pageNanoseconds,
  };
}

/** What any L1 holds, and what no cache does, where the system does not say how large they are. */
const SMALL_BYTES = 2 ** 14, LARGE_BYTES = 2 ** 28;

/** Memory that each level of cache holds with room to spare, and memory that none holds. */
function regionsOf({ processors, freeBytes }: HostTopology): { level: string; bytes: number }[] {
  const caches = processors[0]?.caches ?? [], most = powerOfTwo(SHARE_OF_FREE * freeBytes);
  const held = caches.map(({ level, bytes }) => ({ level: `l${level}`, bytes: powerOfTwo(bytes / 2) }));
  const regions = caches.length === 0
    ? [{ level: "l1", bytes: SMALL_BYTES }, { level: "dram", bytes: LARGE_BYTES }]
    : [...held, { level: "dram", bytes: powerOfTwo(4 * Math.max(...caches.map(({ bytes }) => bytes))) }];
  return regions.map(({ level, bytes }) => ({ level, bytes: Math.min(bytes, most) }));
}

const powerOfTwo = (bytes: number): number => 2 ** Math.floor(Math.log2(bytes));

/** Pairs of processors, some of each relation. */
function pairsOf(topology: HostTopology): { from: number; to: number; relation: Relation }[] {
  const { processors } = topology, ordered = inOrder(topology);
  const of = (number: number) => processors.find((processor) => processor.number === number)!;
  const pairs = ordered.flatMap((from, i) =>
    ordered.slice(i + 1).map((to) => {
      const a = of(from), b = of(to);
      const relation: Relation = a.siblings.includes(to)
        ? "same core"
        : a.caches.some(({ level, processors }) => level === 3 && processors.includes(to))
        ? "same L3"
        : a.package === b.package
        ? "same package"
        : "other package";
      return { from, to, relation };
    })
  );
  return [...Map.groupBy(pairs, ({ relation }) => relation).values()].flatMap((same) => {
    const step = Math.max(1, Math.floor(same.length / PAIRS));
    return same.filter((_, i) => i % step === 0).slice(0, PAIRS);
  });
}

/** The median of what was measured between processors of a relation; nothing if there are none. */
export function transferCycles({ transfers }: Measured, relation: Relation): Measurement | undefined {
  const some = transfers.filter((transfer) => transfer.relation === relation);
  return some.length === 0 ? undefined : measurementOf(some.map(({ cycles }) => cycles.value));
}
