/** What a computer's topology says of it, as data of a machine that extends another. */
import type { HostCache, HostProcessor, HostTopology } from "./topology.ts";

/** A figure as files of machines have it. */
export interface Told<Value> {
  readonly value: Value;
  readonly source: string;
  readonly provenance: "measured" | "assumed";
}

/** Groups of a chip, as in a spec's `tree`; what is one, or as the shapes of the caches say, is left out. */
interface L3Group {
  readonly times?: number;
  readonly onChips?: readonly number[];
  readonly l3Bytes?: number;
  readonly l2Groups: readonly L2Group[];
}

interface L2Group {
  readonly times?: number;
  readonly cores?: number;
  readonly threads?: number;
  readonly l1Bytes?: number;
  readonly l2Bytes?: number;
}

/** Parts of a machine. */
export interface ToldParts {
  readonly chips: Told<number>;
  readonly chipsPerPackage?: Told<number>;
  readonly tree: Told<readonly L3Group[]>;
  readonly lineBytes?: Told<number>;
  readonly l1?: CacheShape;
  readonly l2?: CacheShape;
  readonly l3?: CacheShape;
}

/** Size and shape of a cache. */
export interface CacheShape {
  readonly bytes: Told<number>;
  readonly ways?: Told<number>;
}

/**
 * The parts, and for each core of a machine made of them the processor that it stands for: its first thread.
 *
 * @param source who says so, such as `read from /sys`
 */
export function toldBy(
  topology: HostTopology,
  source: string,
): { parts: ToldParts; cores: readonly number[] } {
  const { processors } = topology;
  const nodes = topology.nodes.map((numbers) => processors.filter(({ number }) => numbers.includes(number)))
    .filter((node) => node.length > 0);
  const told = <Value>(value: Value): Told<Value> => ({ value, source, provenance: "measured" });
  const bytes = [1, 2, 3].map((level) => cacheOf(processors, level)?.bytes);
  const visible = new Set(processors.map(({ number }) => number));
  const trees = nodes.map((node) => groupsOf(node, bytes, visible));
  const kinds = [...Map.groupBy(trees.keys(), (chip) => JSON.stringify(trees[chip]!.groups)).values()];
  const tree = kinds.flatMap((onChips) =>
    trees[onChips[0]!]!.groups.map((group) => kinds.length > 1 ? { ...group, onChips } : group)
  );
  const packages = new Set(processors.map((processor) => processor.package)).size;
  const perPackage = nodes.length / packages;
  const shapes = [1, 2, 3].flatMap((level) => {
    const cache = cacheOf(processors, level);
    if (!cache?.bytes) return [];
    const shape = { bytes: told(cache.bytes), ...cache.ways > 0 ? { ways: told(cache.ways) } : {} };
    return [[`l${level}`, shape] as const];
  });
  const lineBytes = longestLine(processors);
  return {
    parts: {
      chips: told(nodes.length),
      ...perPackage > 1 && Number.isInteger(perPackage) ? { chipsPerPackage: told(perPackage) } : {},
      tree: told(tree),
      ...lineBytes === undefined ? {} : { lineBytes: told(lineBytes) },
      ...Object.fromEntries(shapes),
    },
    cores: trees.flatMap(({ cores }) => cores),
  };
}

/** The groups of a node's processors, with the bytes that caches of each level mostly have. */
function groupsOf(
  node: readonly HostProcessor[],
  [l1, l2, l3]: readonly (number | undefined)[],
  visible: ReadonlySet<number>,
): { groups: L3Group[]; cores: number[] } {
  const cores: number[] = [];
  const groups = sharing(node, 3).map((inL3) => {
    const l2Groups = sharing(inL3, 2).map((inL2) => {
      const firsts = inL2.filter(({ number, siblings }) => number === firstOf(siblings, inL2));
      cores.push(...firsts.map(({ number }) => number));
      return {
        ...unless(1, "cores", firsts.length),
        ...unless(1, "threads", inL2.length / firsts.length),
        ...unless(l1, "l1Bytes", cacheOf(inL2, 1)?.bytes),
        ...unless(l2, "l2Bytes", cacheOf(inL2, 2)?.bytes),
      };
    });
    return { ...unless(l3, "l3Bytes", partOfL3(inL3, visible)), l2Groups: counted(l2Groups) };
  });
  return { groups: counted(groups), cores };
}

/** A key with its value, unless that goes without saying. */
function unless(usual: number | undefined, key: string, value: number | undefined): Record<string, number> {
  return value === usual || value === undefined ? {} : { [key]: value };
}

/**
 * Bytes of L3 that are some processors': all, but of one that several nodes share their part. None, where
 * caches are told and no L3 is among them.
 */
function partOfL3(processors: readonly HostProcessor[], visible: ReadonlySet<number>): number | undefined {
  const l3 = cacheOf(processors, 3);
  if (!l3) return cacheOf(processors, 2) ? 0 : undefined;
  if (l3.bytes === 0) return undefined;
  return Math.floor(
    l3.bytes * processors.length / l3.processors.filter((number) => visible.has(number)).length,
  );
}

/** The first of a core's threads that is among some processors. */
function firstOf(siblings: readonly number[], among: readonly HostProcessor[]): number {
  return Math.min(...siblings.filter((sibling) => among.some(({ number }) => number === sibling)));
}

function cacheOf([first]: readonly HostProcessor[], level: number): HostCache | undefined {
  return first?.caches.find((cache) => cache.level === level);
}

/**
 * What caches pass to each other: the longest of their lines (Apple's L1 has shorter ones than its L2), if it
 * is one that a machine here can have.
 */
function longestLine([first]: readonly HostProcessor[]): number | undefined {
  const longest = Math.max(0, ...first?.caches.map(({ lineBytes }) => lineBytes) ?? []);
  return [64, 128, 256].find((bytes) => bytes === longest);
}

/** Processors by the cache of a level that they share; without one, all for an L3, cores for an L2. */
function sharing(processors: readonly HostProcessor[], level: 2 | 3): HostProcessor[][] {
  const groups = Map.groupBy(processors, ({ caches, siblings }) => {
    const cache = caches.find((cache) => cache.level === level);
    return String(cache?.processors ?? (level === 3 ? "" : siblings));
  });
  return [...groups.values()];
}

/** Equal parts that follow each other, as one that is there so many times. */
function counted<Part>(parts: readonly Part[]): (Part & { readonly times?: number })[] {
  const counts: { part: Part; times: number }[] = [];
  for (const part of parts) {
    const last = counts.at(-1);
    if (last && JSON.stringify(last.part) === JSON.stringify(part)) last.times++;
    else counts.push({ part, times: 1 });
  }
  return counts.map(({ part, times }) => ({ ...times > 1 ? { times } : {}, ...part }));
}
