/** A machine in words: what it is made of, and where each of its numbers comes from. */
import { provenanceOf, provenances, type Sourced } from "../input/sourced.ts";
import type { Row } from "../rows/row.ts";
import { distancesOf } from "./distances.ts";
import { forwards, type MachineSpec } from "./spec.ts";
import { levelOf, type Tree, treeOf } from "./tree.ts";

/**
 * Draws a machine as an outline: packages, chips, caches, cores, and what lies between them.
 *
 * @example
 * ```ts
 * import { opteron16, outline } from "corey-lab/machine";
 * console.log(outline(opteron16)); // "opteron16: …\n4 packages\n└ 1 chip (NUMA node), 16 GB …"
 * ```
 */
export function outline(spec: MachineSpec): string {
  const tree = treeOf(spec), { packages, coreOf } = tree;
  return [
    `${spec.name}: ${spec.description}`,
    `${of(packages, "package")}, ${
      of(coreOf.length, coreOf.length > tree.cores.length ? "thread" : "core")
    } in all`,
    ...packagesInWords(tree, size(spec.dram.bytesPerChip.value)),
    `a line from another core's cache, in cycles: ${transfersInWords(spec)}`,
    `a line from memory, in cycles: ${memoryInWords(spec)}`,
    `protocol ${spec.protocol?.name ?? "moesi"}; what the home knows of a line: ${
      known[spec.coherence.kind]
    }`,
    ...forwards(spec)
      ? [`requests of a chip's cores for a line that is under way are ${spec.home.others?.kind ?? "retried"}`]
      : [],
  ].join("\n");
}

const known = {
  broadcast: "nothing, it probes all chips",
  directory: "who has it",
  "two-bit": "whether other chips may have it",
} as const;

/** What is in each package: once, where all are alike. */
function packagesInWords(tree: Tree, memory: string): string[] {
  const blocks = Array.from({ length: tree.packages }, (_, number) => {
    const chips = [...tree.packageOf.keys()].filter((chip) => tree.packageOf[chip] === number);
    const runs = runsOf(chips.map((chip) => groupsInWords(tree, chip)));
    return runs.flatMap(({ lines, times }) => [
      `└ ${of(times, "chip")} (NUMA node), ${memory}`,
      ...lines.map((line) => `  ${line}`),
    ]);
  });
  const [first, ...others] = runsOf(blocks);
  if (others.length === 0) return [...first!.lines];
  return together(blocks.map((lines) => ["package", ...lines]));
}

/** The groups of a chip; equal ones that follow each other are one line. */
function groupsInWords({ l3Groups, l2Groups, cores }: Tree, chip: number): string[] {
  const ofChip = l3Groups.filter((group) => group.chip === chip);
  return together(ofChip.map(({ first, cores: count, bytes }) => {
    const inside = l2Groups.filter((group) => group.first >= first && group.first < first + count);
    const lines = together(inside.map((group) => {
      const { l1Bytes, threads } = cores[group.first]!;
      const core = `${of(group.cores, "core")}, L1 of ${size(l1Bytes)}`;
      return [
        `L2 of ${size(group.bytes)}`,
        `└ ${core}${threads.length > 1 ? `, ${threads.length} threads` : ""}`,
      ];
    }));
    return [bytes > 0 ? `L3 of ${size(bytes)}` : "group without an L3", ...lines];
  }));
}

/** Blocks of lines, with how many equal ones follow each other. */
function runsOf(blocks: readonly (readonly string[])[]): { lines: readonly string[]; times: number }[] {
  const runs: { lines: readonly string[]; times: number }[] = [];
  for (const lines of blocks) {
    const last = runs.at(-1);
    if (last && last.lines.join("\n") === lines.join("\n")) last.times++;
    else runs.push({ lines, times: 1 });
  }
  return runs;
}

/** Blocks of lines, the equal ones counted in front of the first of their lines. */
function together(blocks: readonly (readonly string[])[]): string[] {
  return runsOf(blocks).flatMap((
    { lines: [first, ...rest], times },
  ) => [`└ ${times} × ${first}`, ...rest.map((line) => `  ${line}`)]);
}

function transfersInWords(spec: MachineSpec): string {
  const tree = treeOf(spec), distances = distancesOf(spec), { topology, cacheCycles } = distances;
  const names = { l2: "same L2", l3: "same L3", chip: "same chip", package: "same package" } as const;
  const spreads = new Spreads();
  for (const [from, { chip, l3Group }] of tree.cores.entries()) {
    const hasL3 = tree.l3Groups[l3Group]!.bytes > 0;
    for (const to of tree.cores.keys()) {
      const level = levelOf(tree, from, to);
      if (level === "core") continue;
      const name = level === "machine"
        ? of(topology.hops(chip, tree.cores[to]!.chip), "hop")
        : names[level === "l3" && !hasL3 ? "chip" : level];
      spreads.add(name, cacheCycles[distances.between(from, to)]!);
    }
  }
  return spreads.toString() || "there is no other";
}

function memoryInWords(spec: MachineSpec): string {
  const distances = distancesOf(spec), { topology, memoryCycles } = distances, spreads = new Spreads();
  for (let chip = 0; chip < spec.chips.value; chip++) {
    for (let home = 0; home < spec.chips.value; home++) {
      const hops = topology.hops(chip, home);
      spreads.add(hops === 0 ? "own chip" : of(hops, "hop"), memoryCycles[distances.toMemory(chip, home)]!);
    }
  }
  return spreads.toString();
}

/** The least and the most of what has a name. */
class Spreads {
  readonly #ends = new Map<string, readonly [least: number, most: number]>();

  add(name: string, value: number): void {
    const [least, most] = this.#ends.get(name) ?? [value, value];
    this.#ends.set(name, [Math.min(least, value), Math.max(most, value)]);
  }

  toString(): string {
    return [...this.#ends].map(([name, ends]) => {
      const [least, most] = ends.map(Math.round) as [number, number];
      return least === most ? `${name} ${least}` : `${name} ${least} to ${most}`;
    }).join(", ");
  }
}

/**
 * Each number of a machine: `provenance`, `figure` (its path), `value` with unit, `source`; the measured ones
 * first, the assumed ones last.
 */
export function figureRows(spec: MachineSpec): Row[] {
  const rows = figuresIn(spec, "").map(([figure, sourced]) => ({
    provenance: provenanceOf(sourced),
    figure,
    value: `${inWords(sourced.value)} ${sourced.unit}`,
    source: sourced.source,
  }));
  return rows.toSorted((a, b) => provenances.indexOf(a.provenance) - provenances.indexOf(b.provenance));
}

function figuresIn(part: unknown, path: string): [string, Sourced<unknown>][] {
  if (typeof part !== "object" || part === null) return [];
  if ("unit" in part) return [[path, part as Sourced<unknown>]];
  return Object.entries(part).flatMap(([key, value]) =>
    figuresIn(value, path === "" ? key : `${path}.${key}`)
  );
}

function inWords(value: unknown): string {
  const text = JSON.stringify(value, (_, one) => typeof one === "number" ? rounded(one) : one);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}

function of(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function size(bytes: number): string {
  const [unit, name] = ([[2 ** 30, "GB"], [2 ** 20, "MB"]] as const).find(([unit]) => bytes >= unit) ??
    [1024, "KB"];
  return `${Number((bytes / unit).toPrecision(3))} ${name}`;
}
