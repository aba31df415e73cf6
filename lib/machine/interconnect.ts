/**
 * The links between chips, and what stands at their ends: home controllers and memory channels. Each
 * carries so much and no more. The latencies of the spec are those of an idle machine; what is returned here
 * is the wait on top.
 *
 * Probes and their answers have a channel of their own on each link (a virtual channel of HyperTransport; P.
 * Conway and B. Hughes, The AMD Opteron Northbridge Architecture, IEEE Micro 27(2), 2007, recalled): each
 * goes between two lines, and does not wait for all that are on their way. So probes wait for probes only,
 * and lines and requests for the room that all of them leave.
 */
import { Calendar } from "../sim/calendar.ts";
import type { MachineSpec } from "./spec.ts";
import { distancesOf } from "./distances.ts";
import type { Topology } from "./topology.ts";
import { treeOf } from "./tree.ts";

/** Books what messages use, and says how long they wait. */
export class Interconnect {
  /** Distances and routes. */
  readonly topology: Topology;
  readonly #links: Calendar;
  /** What probes and answers take of the links. */
  readonly #probes: Calendar;
  readonly #homes: Calendar;
  /** Of groups of cores; where each is all of a chip's cores, the chip's home controller serves them too. */
  readonly #controllers: Calendar | undefined;
  readonly #channels: Calendar;
  readonly #lineBytes: number;
  readonly #commandBytes: number;
  /** Whether a request for a line makes its home probe every chip. */
  readonly probesAll: boolean;
  /**
   * By home: the links of its tree, each in both directions: a probe goes one way and, gathered, the answers
   * the other way.
   */
  readonly #probed: readonly Int32Array[];

  /** Links on which nothing moves yet. */
  constructor(spec: MachineSpec) {
    const topology = this.topology = distancesOf(spec).topology, groups = treeOf(spec).l3Groups.length;
    const links = () => new Calendar(spec.link.bytesPerCycle.value, topology.directedLinks);
    this.#links = links();
    this.#probes = links();
    const controllers = (count: number) => new Calendar(1 / spec.home.occupancyCycles.value, count);
    this.#homes = controllers(spec.chips.value);
    this.#controllers = groups === spec.chips.value ? undefined : controllers(groups);
    this.#channels = new Calendar(spec.dram.channelBytesPerCycle.value, spec.chips.value);
    this.#lineBytes = spec.lineBytes.value;
    this.#commandBytes = spec.link.commandBytes.value;
    this.probesAll = spec.coherence.kind === "broadcast";
    this.#probed = Array.from(
      { length: spec.chips.value },
      (_, home) => Int32Array.from([...topology.tree(home)].flatMap((link) => [link, link ^ 1])),
    );
  }

  /**
   * A request goes to the line's home, which orders it and, in a broadcast machine, probes every chip.
   *
   * @param group of cores whose own controller settles it; -1 where the home does
   */
  request(atCycles: number, from: number, home: number, group = -1): number {
    if (group >= 0 && this.#controllers !== undefined) return this.#controllers.book(atCycles, 1, group);
    let wait = from === home ? 0 : this.#travel(atCycles, from, home, this.#commandBytes);
    wait += this.#homes.book(atCycles + wait, 1, home);
    return this.probesAll ? wait + this.#probe(atCycles + wait, home) : wait;
  }

  /** A request whose line comes from the home's memory. */
  fetch(atCycles: number, from: number, home: number): number {
    let wait = this.request(atCycles, from, home);
    wait += this.#channels.book(atCycles + wait, this.#lineBytes, home);
    return from === home ? wait : wait + this.data(atCycles + wait, home, from);
  }

  /** A line travels from one chip to another. */
  data(atCycles: number, from: number, to: number): number {
    return from === to ? 0 : this.#travel(atCycles, from, to, this.#lineBytes + this.#commandBytes);
  }

  /** A chip's memory reads or writes a line. */
  memory(atCycles: number, chip: number): number {
    return this.#channels.book(atCycles, this.#lineBytes, chip);
  }

  /** Probes go to all chips; what is waited for is the slowest probe with its answer. */
  #probe(atCycles: number, home: number): number {
    const probed = this.#probed[home]!, bytes = this.#commandBytes;
    if (!this.#links.bookAtOnce(atCycles, bytes, probed)) {
      for (let i = 0; i < probed.length; i++) this.#links.book(atCycles, bytes, probed[i]!);
    }
    // Mostly no link makes its probe wait.
    if (this.#probes.bookAtOnce(atCycles, bytes, probed)) return 0;
    let slowest = 0;
    for (let i = 0; i < probed.length; i += 2) {
      const probe = this.#probes.book(atCycles, bytes, probed[i]!);
      const answer = this.#probes.book(atCycles, bytes, probed[i + 1]!);
      if (probe + answer > slowest) slowest = probe + answer;
    }
    return slowest;
  }

  #travel(atCycles: number, from: number, to: number, bytes: number): number {
    const route = this.topology.route(from, to);
    let wait = 0;
    for (let i = 0; i < route.length; i++) wait += this.#links.book(atCycles + wait, bytes, route[i]!);
    return wait;
  }
}
