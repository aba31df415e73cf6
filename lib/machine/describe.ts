/** A machine in words: what it is made of, and where each of its numbers comes from. */
import { provenanceOf, provenances, type Sourced } from "../input/sourced.ts";
import type { Row } from "../rows/row.ts";
import { distancesOf } from "./distances.ts";
import type { MachineSpec } from "./spec.ts";
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
  const tree = treeOf(spec), { chips, packages, coreOf } = tree;
  const nodes = `${of(Math.ceil(chips / packages), "chip")} (NUMA node), ${
    size(spec.dram.bytesPerChip.value)
  }`;
  return [
    `${spec.name}: ${spec.description}`,
    `${of(packages, "package")}, ${
      of(coreOf.length, coreOf.length > tree.cores.length ? "thread" : "core")
    } in all`,
    `└ ${nodes}`,
    ...groupsInWords(tree).map((line) => `  ${line}`),
    `a line from another core's cache, in cycles: ${transfersInWords(spec)}`,
    `a line from memory, in cycles: ${memoryInWords(spec)}`,
  ].join("\n");
}

/** The groups of one chip; equal ones that follow each other are one line. */
function groupsInWords({ l3Groups, l2Groups, cores }: Tree): string[] {
  const ofChip = l3Groups.filter(({ chip }) => chip === 0);
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

/** Blocks of lines, the equal ones counted in front of the first of their lines. */
function together(blocks: readonly (readonly string[])[]): string[] {
  const counted: { lines: readonly string[]; times: number }[] = [];
  for (const lines of blocks) {
    const last = counted.at(-1);
    if (last && last.lines.join("\n") === lines.join("\n")) last.times++;
    else counted.push({ lines, times: 1 });
  }
  return counted.flatMap((
    { lines: [first, ...rest], times },
  ) => [`└ ${times} × ${first}`, ...rest.map((line) => `  ${line}`)]);
}

function transfersInWords(spec: MachineSpec): string {
  const tree = treeOf(spec), distances = distancesOf(spec), { topology, cacheCycles } = distances;
  const names = { l2: "same L2", l3: "same L3", chip: "same chip", package: "same package" } as const;
  const found = new Map<string, number[]>();
  for (const other of tree.cores.keys()) {
    const level = levelOf(tree, 0, other);
    if (level === "core") continue;
    const hasL3 = tree.l3Groups[0]!.bytes > 0;
    const name = level === "machine"
      ? of(topology.hops(0, tree.cores[other]!.chip), "hop")
      : names[level === "l3" && !hasL3 ? "chip" : level];
    found.set(name, [...found.get(name) ?? [], cacheCycles[distances.between(0, other)]!]);
  }
  return [...found].map(([name, cycles]) => `${name} ${spread(cycles)}`).join(", ") || "there is no other";
}

function memoryInWords(spec: MachineSpec): string {
  const distances = distancesOf(spec),
    { topology, memoryCycles } = distances,
    found = new Map<number, number[]>();
  for (let chip = 0; chip < spec.chips.value; chip++) {
    const hops = topology.hops(0, chip);
    found.set(hops, [...found.get(hops) ?? [], memoryCycles[distances.toMemory(0, chip)]!]);
  }
  return [...found].map(([hops, cycles]) => `${hops === 0 ? "own chip" : of(hops, "hop")} ${spread(cycles)}`)
    .join(", ");
}

function spread(values: readonly number[]): string {
  const least = Math.round(Math.min(...values)), most = Math.round(Math.max(...values));
  return least === most ? `${least}` : `${least} to ${most}`;
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
