/**
 * Where chips are: the graph of links, how many hops lie between two chips, and which links a message takes.
 */
/** A link between two chips, by number. */
export type Link = readonly [number, number];

/** Chips and how they are linked, as a machine's spec says. */
export interface LinkedChips {
  /** How many chips. */
  readonly chips: { readonly value: number };
  /** What links them. */
  readonly link: {
    readonly graph: { readonly kind: "mesh" | "full" } | { readonly kind: "links"; readonly links: Link[] };
  };
}

/**
 * The links of a machine's interconnect, each once.
 *
 * @example
 * ```ts
 * import { linksOf, opteron16 } from "corey-lab/machine";
 * console.log(linksOf(opteron16)); // a square: [[0, 1], [0, 2], [1, 3], [2, 3]]
 * ```
 */
export function linksOf(spec: LinkedChips): Link[] {
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

/**
 * Columns of the grid that is nearest to a square: the largest divisor's partner, 8 chips → 4 columns of 2.
 */
export function meshWidth(chips: number): number {
  let height = Math.floor(Math.sqrt(chips));
  while (chips % height !== 0) height--;
  return chips / height;
}

/**
 * What is wrong with a list of links: one to a chip that is not there or to itself, or a chip that cannot be
 * reached; undefined if nothing is. `at` is the place in the list, if it is one link's fault.
 */
export function flawOfLinks(
  links: readonly Link[],
  chips: number,
): { readonly at: readonly number[]; readonly message: string } | undefined {
  const neighbours: number[][] = Array.from({ length: chips }, () => []);
  for (const [i, [a, b]] of links.entries()) {
    const missing = a >= chips ? a : b;
    if (missing >= chips) {
      return { at: [i], message: `there is no chip ${missing}, expected 0 to ${chips - 1}` };
    }
    if (a === b) return { at: [i], message: "expected two chips" };
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  }
  const reached = new Set([0]);
  for (const chip of reached) for (const next of neighbours[chip]!) reached.add(next);
  const apart = neighbours.findIndex((_, chip) => !reached.has(chip));
  return apart < 0
    ? undefined
    : { at: [], message: `expected a way from chip 0 to every other; there is none to chip ${apart}` };
}

/** Distances and routes between the chips of one machine. Each link counts as two, one for each direction. */
export class Topology {
  /** How many chips there are. */
  readonly chips: number;
  /** How many directed links there are. */
  readonly directedLinks: number;
  readonly #hops: Int16Array;
  readonly #farthest: Int16Array;
  /**
   * The chip before the last on the way from one chip to another, and the link from there: routes are made of
   * these when asked for.
   */
  readonly #before: Int16Array;
  readonly #lastLink: Int32Array;
  readonly #routes: (Int32Array | undefined)[];
  readonly #trees: Int32Array[];

  /** Finds all distances and routes. */
  constructor(spec: LinkedChips) {
    const chips = this.chips = spec.chips.value;
    const links = linksOf(spec);
    const neighbours: { chip: number; link: number }[][] = Array.from({ length: chips }, () => []);
    links.forEach(([a, b], i) => {
      neighbours[a]!.push({ chip: b, link: 2 * i });
      neighbours[b]!.push({ chip: a, link: 2 * i + 1 });
    });
    this.directedLinks = 2 * links.length;
    this.#hops = new Int16Array(chips * chips).fill(-1);
    this.#farthest = new Int16Array(chips);
    this.#before = new Int16Array(chips * chips);
    this.#lastLink = new Int32Array(chips * chips);
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
    return this.#farthest[from]!;
  }

  /** The directed links of a shortest way. */
  route(from: number, to: number): Int32Array {
    return this.#routes[from * this.chips + to] ??= this.#trace(from, to);
  }

  /** The directed links over which a chip reaches all others, each link once. */
  tree(from: number): Int32Array {
    return this.#trees[from]!;
  }

  #trace(from: number, to: number): Int32Array {
    const route = new Int32Array(this.hops(from, to));
    for (let left = route.length, chip = to; left > 0; chip = this.#before[from * this.chips + chip]!) {
      route[--left] = this.#lastLink[from * this.chips + chip]!;
    }
    return route;
  }

  /** Breadth first from one chip; neighbours in order of number, so that routes are the same in every run. */
  #explore(from: number, neighbours: { chip: number; link: number }[][]): void {
    const chips = this.chips, tree: number[] = [], queue = [from];
    this.#hops[from * chips + from] = 0;
    for (const chip of queue) {
      for (const next of neighbours[chip]!) {
        const place = from * chips + next.chip;
        if (this.#hops[place]! >= 0) continue;
        // Breadth first: the last is the farthest.
        this.#hops[place] = this.#farthest[from] = this.hops(from, chip) + 1;
        this.#before[place] = chip;
        this.#lastLink[place] = next.link;
        tree.push(next.link);
        queue.push(next.chip);
      }
      if (queue.length === chips) break;
    }
    this.#trees[from] = Int32Array.from(tree);
  }
}
