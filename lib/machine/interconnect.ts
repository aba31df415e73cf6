/**
 * The roads between chips, and what stands at their ends: links, home controllers, memory channels. Each carries so much
 * and no more. The latencies of the spec are those of an idle machine; what is returned here is the wait on top.
 */
import { Calendar } from "../sim/calendar.ts";
import type { MachineSpec } from "./spec.ts";
import { Topology } from "./topology.ts";

/** Books what messages use, and says how long they wait. */
export class Interconnect {
  /** Distances and routes. */
  readonly topology: Topology;
  readonly #links: Calendar;
  readonly #homes: Calendar;
  readonly #channels: Calendar;
  readonly #commandBytes: number;
  readonly #probesAll: boolean;

  /** Roads on which nothing moves yet. */
  constructor(spec: MachineSpec) {
    const topology = this.topology = new Topology(spec);
    this.#links = new Calendar(spec.link.bytesPerCycle.value, topology.directedLinks);
    this.#homes = new Calendar(1 / spec.home.occupancyCycles.value, spec.chips.value);
    this.#channels = new Calendar(spec.dram.channelBytesPerCycle.value, spec.chips.value);
    this.#commandBytes = spec.link.commandBytes.value;
    this.#probesAll = spec.coherence.kind === "broadcast";
  }

  /** A request goes to the line's home, which orders it and, in a broadcast machine, probes every chip. */
  request(atCycles: number, from: number, home: number): number {
    let wait = this.#send(atCycles, from, home, this.#commandBytes);
    wait += this.#homes.book(atCycles + wait, 1, home);
    if (this.#probesAll) {
      const tree = this.topology.tree(home), bytes = this.#commandBytes;
      let slowest = 0;
      // A link of the tree carries the probe one way and, gathered, the answers the other way.
      for (let i = 0; i < tree.length; i++) {
        const probe = this.#links.book(atCycles + wait, bytes, tree[i]!);
        const answer = this.#links.book(atCycles + wait, bytes, tree[i]! ^ 1);
        if (probe + answer > slowest) slowest = probe + answer;
      }
      wait += slowest;
    }
    return wait;
  }

  /** A line travels from one chip to another. */
  data(atCycles: number, from: number, to: number): number {
    return this.#send(atCycles, from, to, 64 + this.#commandBytes);
  }

  /** A chip's memory reads or writes a line. */
  memory(atCycles: number, chip: number): number {
    return this.#channels.book(atCycles, 64, chip);
  }

  #send(atCycles: number, from: number, to: number, bytes: number): number {
    if (from === to) return 0;
    const route = this.topology.route(from, to);
    let wait = 0;
    for (let i = 0; i < route.length; i++) wait += this.#links.book(atCycles + wait, bytes, route[i]!);
    return wait;
  }
}
