/**
 * Where chips are: the graph of links, how many hops lie between two chips, and which links a message takes.
 */
import type { MachineSpec } from "./spec.ts";

/** A link between two chips, by number. */
export type Link = readonly [number, number];

/**
 * The links of a machine's interconnect, each once.
 *
 * @example
 * ```ts
 * import { linksOf, opteron16 } from "corey-lab";
 * console.log(linksOf(opteron16)); // a square: [[0, 1], [0, 2], [1, 3], [2, 3]]
 * ```
 */
export function linksOf(spec: MachineSpec): Link[] {
  const graph = spec.link.graph, chips = spec.chips.value;
  if (graph.kind === "links") return graph.links;
  const links: Link[] = [];
  const width = graph.kind === "mesh" ? meshWidth(chips) : chips;
  for (let chip = 0; chip < chips; chip++) {
    if (graph.kind === "full") {
      for (let other = chip + 1; other < chips; other++) links.push([chip, other]);
    } else {
      if ((chip + 1) % width !== 0 && chip + 1 < chips) links.push([chip, chip + 1]);
      if (chip + width < chips) links.push([chip, chip + width]);
    }
  }
  return links;
}

/** Columns of the grid that is nearest to a square: the largest divisor's partner, 8 chips → 4 columns of 2. */
export function meshWidth(chips: number): number {
  let height = Math.floor(Math.sqrt(chips));
  while (chips % height !== 0) height--;
  return chips / height;
}

/** What is wrong with a machine's links: a chip that is not there, or cannot be reached; undefined if nothing is. */
export function flawOfLinks(spec: MachineSpec): string | undefined {
  const chips = spec.chips.value, links = linksOf(spec), reached = [0];
  const missing = links.flat().find((chip) => chip >= chips);
  if (missing !== undefined) return `there is no chip ${missing}, expected 0 to ${chips - 1}`;
  for (const chip of reached) {
    for (const [a, b] of links) {
      const next = a === chip ? b : b === chip ? a : chip;
      if (!reached.includes(next)) reached.push(next);
    }
  }
  const apart = Array.from({ length: chips }, (_, chip) => chip).find((chip) => !reached.includes(chip));
  return apart === undefined ? undefined : `chip ${apart} cannot be reached from chip 0`;
}

/** Distances and routes between the chips of one machine. Each link counts as two, one for each direction. */
export class Topology {
  /** How many chips there are. */
  readonly chips: number;
  /** How many directed links there are. */
  readonly directedLinks: number;
  readonly #hops: Int16Array;
  readonly #routes: Int32Array[];
  readonly #trees: Int32Array[];

  /** Finds all distances and routes. */
  constructor(spec: MachineSpec) {
    const chips = this.chips = spec.chips.value;
    const links = linksOf(spec);
    const neighbours: { chip: number; link: number }[][] = Array.from({ length: chips }, () => []);
    links.forEach(([a, b], i) => {
      if (a >= chips || b >= chips) {
        throw new RangeError(`link ${a}-${b} of ${spec.name} names a chip it lacks`);
      }
      neighbours[a]!.push({ chip: b, link: 2 * i });
      neighbours[b]!.push({ chip: a, link: 2 * i + 1 });
    });
    this.directedLinks = 2 * links.length;
    this.#hops = new Int16Array(chips * chips).fill(-1);
    this.#routes = new Array(chips * chips);
    this.#trees = [];
    for (let from = 0; from < chips; from++) this.#explore(from, neighbours);
  }

  /** How many links lie between two chips. */
  hops(from: number, to: number): number {
    return this.#hops[from * this.chips + to]!;
  }

  /** How many links lie between a chip and the one farthest from it. */
  farthest(from: number): number {
    return Math.max(...this.#hops.subarray(from * this.chips, (from + 1) * this.chips));
  }

  /** The directed links of a shortest way. */
  route(from: number, to: number): Int32Array {
    return this.#routes[from * this.chips + to]!;
  }

  /** The directed links over which a chip reaches all others, each link once. */
  tree(from: number): Int32Array {
    return this.#trees[from]!;
  }

  /** Breadth first from one chip; neighbours in order of number, so that routes are the same in every run. */
  #explore(from: number, neighbours: { chip: number; link: number }[][]): void {
    const chips = this.chips, tree: number[] = [], queue = [from];
    this.#hops[from * chips + from] = 0;
    this.#routes[from * chips + from] = new Int32Array(0);
    for (const chip of queue) {
      for (const next of neighbours[chip]!) {
        if (this.hops(from, next.chip) >= 0) continue;
        this.#hops[from * chips + next.chip] = this.hops(from, chip) + 1;
        this.#routes[from * chips + next.chip] = Int32Array.of(...this.route(from, chip), next.link);
        tree.push(next.link);
        queue.push(next.chip);
      }
    }
    this.#trees[from] = Int32Array.from(tree);
  }
}
