/**
 * What is wrong with a machine whose numbers are each within bounds: they do not go together. Latencies that
 * fall with distance, caches that no host has room for, chips that no link reaches. Such a machine would run,
 * and give numbers that mean nothing.
 */
import { flawOfProtocol } from "./protocol_rules.ts";
import { flawOfLinks, type LinkedChips } from "./topology.ts";
import { type L3Group, type MachineParts, sizesOf, threadsByChip } from "./tree.ts";

/** Something that is wrong, and where. */
export interface Flaw {
  /** The path of the value in the spec. */
  readonly path: readonly (string | number)[];
  /** What was expected. */
  readonly message: string;
}

/** A number of a spec. */
interface Figure {
  readonly value: number;
}

/** A cache's numbers. */
interface CacheFigures {
  readonly bytes: Figure;
  readonly ways: Figure;
  readonly latencyCycles: Figure;
}

/** Latencies by distance. */
interface Distances {
  readonly latencyCyclesByHops: { readonly value: readonly number[] };
  readonly latencyCyclesMatrix?: { readonly value: readonly (readonly number[])[] } | undefined;
}

/** Latencies by level. */
interface Levels {
  readonly l2?: number | undefined;
  readonly l3?: number | undefined;
  readonly package?: number | undefined;
}

/** What of a machine's numbers must go together. */
export interface Figures extends LinkedChips, MachineParts {
  readonly chips: Figure;
  readonly lineBytes: Figure;
  readonly l1: CacheFigures;
  readonly l2: CacheFigures;
  readonly l3: CacheFigures;
  readonly remoteCache: Distances & {
    readonly latencyCyclesWithin?: { readonly value: Levels } | undefined;
    readonly latencyCyclesByKind?: { readonly value: readonly (readonly number[])[] } | undefined;
  };
  readonly dram: Distances;
  readonly protocol?: Parameters<typeof flawOfProtocol>[0] | undefined;
  readonly tlb: { readonly l2Ways: Figure; readonly l2Entries: Figure };
}

const MOST_CORES = 1024;
/** Bytes of all caches together: the host needs a sixteenth of it. */
const MOST_CACHED = 2 ** 33;
/**
 * By how much a latency may differ from those of the next levels, up or down. In real machines it is less
 * than ten.
 */
const MOST_APART = 100;
const MOST_CYCLES = 100_000;

/** All that is wrong with a machine; nothing, if it can run. */
export function flawsOf(spec: Figures): Flaw[] {
  const { chips, coresPerChip, link, tree } = spec, cores = sizesOf(spec).threads;
  const flaws: Flaw[] = [];
  const misplaced = tree && flawOfPlaces(tree.value, chips.value);
  if (misplaced) return [misplaced];
  const inTree = tree ? Math.max(...threadsByChip(tree.value, chips.value)) : coresPerChip.value;
  if (inTree !== coresPerChip.value) {
    const message = `expected ${inTree.toLocaleString("en")}, as many as the threads in tree`;
    flaws.push({ path: ["coresPerChip", "value"], message });
  }
  if (cores > MOST_CORES) {
    const message = `${of(chips.value, "chip")} × ${of(coresPerChip.value, "core")} are ` +
      `${cores.toLocaleString("en")} cores, expected 1,024 in all at most`;
    flaws.push({ path: [chips.value > coresPerChip.value ? "chips" : "coresPerChip", "value"], message });
  }
  if (link.graph.kind === "links") {
    const flaw = flawOfLinks(link.graph.links, chips.value);
    if (flaw) flaws.push({ path: ["link", "graph", "links", ...flaw.at], message: flaw.message });
  }
  const flawOfRows = spec.protocol && flawOfProtocol(spec.protocol);
  if (flawOfRows) flaws.push({ path: ["protocol", "rows"], message: flawOfRows });
  if (flaws.length > 0) return flaws;
  return [
    ...flawsOfCaches(spec),
    ...flawsByHops(spec, "remoteCache"),
    ...flawsByHops(spec, "dram"),
    ...flawsOfLevels(spec),
  ];
}

/** Every chip has cores, and no group is on a chip that there is not, or twice on one. */
function flawOfPlaces(groups: readonly L3Group[], chips: number): Flaw | undefined {
  for (const [i, { onChips = [] }] of groups.entries()) {
    const j = onChips.findIndex((chip, j) => chip >= chips || onChips.indexOf(chip) !== j);
    if (j < 0) continue;
    const message = onChips[j]! < chips
      ? "expected each chip once"
      : `there is no chip ${onChips[j]}, expected 0 to ${chips - 1}`;
    return { path: ["tree", "value", i, "onChips", j], message };
  }
  const empty = threadsByChip(groups, chips).indexOf(0);
  return empty < 0 ? undefined : { path: ["tree", "value"], message: `expected cores on chip ${empty} too` };
}

function flawsOfCaches(spec: Figures): Flaw[] {
  const { tlb } = spec, flaws: Flaw[] = [], all = sizesOf(spec);
  const sizes = (["l1", "l2", "l3"] as const).map((level) => {
    const { bytes, ways } = spec[level], path: Flaw["path"] = [level, "bytes", "value"];
    const least = spec.lineBytes.value * ways.value, inTree = smallInTree(spec, level, least);
    for (const small of [...bytes.value < least ? [path] : [], ...inTree]) {
      flaws.push({
        path: small,
        message: `expected room for a set of ${of(ways.value, "line")}, ${least} bytes`,
      });
    }
    return { path, all: all[level] };
  });
  const largest = sizes.reduce((a, b) => b.all > a.all ? b : a);
  if (sizes.reduce((sum, { all }) => sum + all, 0) > MOST_CACHED) {
    const message = `all of them are ${gigabytes(largest.all)} GB, expected ${
      gigabytes(MOST_CACHED)
    } GB of caches at most`;
    flaws.push({ path: largest.path, message });
  }
  if (tlb.l2Ways.value > tlb.l2Entries.value) {
    const message = `expected ${tlb.l2Entries.value} at most, as many as there are entries`;
    flaws.push({ path: ["tlb", "l2Ways", "value"], message });
  }
  return flaws;
}

/** Where in a tree a cache is too small. */
function smallInTree({ tree }: MachineParts, level: "l1" | "l2" | "l3", least: number): Flaw["path"][] {
  return (tree?.value ?? []).flatMap(({ l3Bytes, l2Groups }, i) => {
    const at = ["tree", "value", i];
    if (level === "l3") {
      return l3Bytes !== undefined && l3Bytes > 0 && l3Bytes < least ? [[...at, "l3Bytes"]] : [];
    }
    const key = `${level}Bytes` as const;
    return l2Groups.flatMap((group, j) => group[key]! < least ? [[...at, "l2Groups", j, key]] : []);
  });
}

/** Latencies by distance must not fall, nor leap, nor go on to more than a single one may be. */
function flawsByHops(spec: Figures, part: "remoteCache" | "dram"): Flaw[] {
  const latencies = spec[part].latencyCyclesByHops.value, path = [part, "latencyCyclesByHops", "value"];
  for (let hops = 1; hops < latencies.length; hops++) {
    const cycles = latencies[hops]!, nearer = latencies[hops - 1]!;
    if (cycles >= nearer && cycles <= MOST_APART * nearer) continue;
    const expected = cycles < nearer ? "at least" : `at most ${MOST_APART} times`;
    return [{ path: [...path, hops], message: `expected ${expected} the ${nearer} cycles before it` }];
  }
  const last = latencies.at(-1)!, step = latencies.length > 1 ? last - latencies.at(-2)! : 0;
  const farthest = last + step * Math.max(0, spec.chips.value - latencies.length);
  if (farthest <= MOST_CYCLES) return [];
  const expected = `expected a last step that goes on to ${MOST_CYCLES.toLocaleString("en")} cycles at most`;
  return [{ path, message: `${expected} across ${of(spec.chips.value, "chip")}` }];
}

/**
 * Each level beside the one before it. A what-if may make a far level as fast as a near one, but none is
 * faster than the L1, and none of another order altogether.
 */
function flawsOfLevels(spec: Figures): Flaw[] {
  const cache = (level: "l1" | "l2" | "l3") => ({
    path: [level, "latencyCycles", "value"],
    cycles: spec[level].latencyCycles.value,
  });
  const far = (part: "remoteCache" | "dram") => ({
    path: [part, "latencyCyclesByHops", "value", 0],
    cycles: spec[part].latencyCyclesByHops.value[0]!,
  });
  const l1 = cache("l1"), l2 = cache("l2"), l3 = cache("l3");
  for (const [near, next] of [[l1, l2], [l2, l3], [l3, far("remoteCache")], [l3, far("dram")]] as const) {
    const name = `${near.path.join(".")} = ${near.cycles}`;
    if (next.cycles < l1.cycles) {
      return [{ path: next.path, message: `expected at least l1.latencyCycles.value = ${l1.cycles}` }];
    }
    if (next.cycles < near.cycles / MOST_APART) {
      return [{ path: next.path, message: `expected at least a ${MOST_APART}th of ${name}` }];
    }
    if (next.cycles > MOST_APART * near.cycles) {
      return [{ path: next.path, message: `expected at most ${MOST_APART} times ${name}` }];
    }
  }
  return [];
}

function of(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toLocaleString("en", { maximumFractionDigits: 1 });
}
