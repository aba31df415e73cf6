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
  /** Of links, one for each direction; and of what else has its first calendar below. */
  readonly #calendar: Calendar;
  /** What probes take of links: a probe and its answer as much, so there is one for both directions. */
  readonly #firstProbe: number;
  readonly #firstHome: number;
  readonly #firstChannel: number;
  /** Of groups of cores; where each is all of a chip's cores, the chip's home controller serves them too. */
  readonly #firstController: number;
  readonly #lineBytes: number;
  readonly #commandBytes: number;
  /** Whether a request for a line makes its home probe every chip. */
  readonly probesAll: boolean;
  /** By home: the links of its tree, each in both directions. */
  readonly #probed: readonly Int32Array[];
  /** From chip to home: the calendars on which a request books; made when it is first asked for. */
  readonly #requests: (Int32Array | undefined)[];

  /** Links on which nothing moves yet. */
  constructor(spec: MachineSpec) {
    const topology = this.topology = distancesOf(spec).topology, groups = treeOf(spec).l3Groups.length;
    const chips = spec.chips.value, linkBytes = spec.link.bytesPerCycle.value;
    this.probesAll = spec.coherence.kind === "broadcast";
    this.#lineBytes = spec.lineBytes.value;
    this.#commandBytes = spec.link.commandBytes.value;
    // A request's bytes, like all else that is booked.
    const homeBytes = this.#commandBytes / spec.home.occupancyCycles.value, capacities: number[] = [];
    const add = (count: number, bytesPerCycle: number) => {
      for (let i = 0; i < count; i++) capacities.push(bytesPerCycle);
      return capacities.length - count;
    };
    add(topology.directedLinks, linkBytes);
    this.#firstProbe = add(this.probesAll ? topology.directedLinks / 2 : 0, linkBytes);
    this.#firstHome = add(chips, homeBytes);
    this.#firstChannel = add(chips, spec.dram.channelBytesPerCycle.value);
    this.#firstController = groups === chips ? this.#firstHome : add(groups, homeBytes);
    this.#calendar = new Calendar(capacities);
    this.#probed = Array.from(
      { length: chips },
      (_, home) => Int32Array.from([...topology.tree(home)].flatMap((link) => [link, link ^ 1])),
    );
    this.#requests = new Array(chips * chips);
  }

  /**
   * A request goes to the line's home, which orders it and, in a broadcast machine, probes every chip.
   *
   * @param group of cores whose own controller settles it; -1 where the home does
   */
  request(atCycles: number, from: number, home: number, group = -1): number {
    const calendar = this.#calendar, bytes = this.#commandBytes;
    if (group >= 0 && this.#firstController !== this.#firstHome) {
      return calendar.book(atCycles, bytes, this.#firstController + group);
    }
    // Mostly nothing makes it wait.
    const atOnce = this.#requests[from * this.topology.chips + home] ??= this.#request(from, home);
    if (calendar.bookAtOnce(atCycles, bytes, atOnce)) return 0;
    let wait = this.#travel(atCycles, from, home, bytes);
    wait += calendar.book(atCycles + wait, bytes, this.#firstHome + home);
    return this.probesAll ? wait + this.#probe(atCycles + wait, home) : wait;
  }

  /** On which calendars a request books. */
  #request(from: number, home: number): Int32Array {
    const probed = this.probesAll ? this.#probed[home]! : [], firstProbe = this.#firstProbe;
    const probes = probed.filter((link) => link % 2 === 0).map((link) => firstProbe + link / 2);
    return Int32Array.from([
      ...this.topology.route(from, home),
      this.#firstHome + home,
      ...probed,
      ...probes,
    ]);
  }

  /** A request whose line comes from the home's memory. */
  fetch(atCycles: number, from: number, home: number): number {
    let wait = this.request(atCycles, from, home);
    wait += this.memory(atCycles + wait, home);
    return from === home ? wait : wait + this.data(atCycles + wait, home, from);
  }

  /** A line travels from one chip to another. */
  data(atCycles: number, from: number, to: number): number {
    return from === to ? 0 : this.#travel(atCycles, from, to, this.#lineBytes + this.#commandBytes);
  }

  /** A chip's memory reads or writes a line. */
  memory(atCycles: number, chip: number): number {
    return this.#calendar.book(atCycles, this.#lineBytes, this.#firstChannel + chip);
  }

  /**
   * Probes go to all chips; what is waited for is the slowest probe with its answer, which has to wait as
   * long.
   */
  #probe(atCycles: number, home: number): number {
    const calendar = this.#calendar, bytes = this.#commandBytes, probed = this.#probed[home]!;
    let slowest = 0;
    for (let i = 0; i < probed.length; i++) {
      const link = probed[i]!;
      calendar.book(atCycles, bytes, link);
      if (link % 2 === 0) {
        slowest = Math.max(slowest, calendar.book(atCycles, bytes, this.#firstProbe + link / 2));
      }
    }
    return 2 * slowest;
  }

  #travel(atCycles: number, from: number, to: number, bytes: number): number {
    const route = this.topology.route(from, to);
    let wait = 0;
    for (let i = 0; i < route.length; i++) wait += this.#calendar.book(atCycles + wait, bytes, route[i]!);
    return wait;
  }
}
