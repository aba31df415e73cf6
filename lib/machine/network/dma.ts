/**
 * How a device gets at memory: an agent on a chip, coherent but without a cache. What it reads comes from the
 * owner or from memory; what it writes goes to memory, and every cached copy is gone. So a core that looks at
 * what a device wrote always misses.
 */
import type { Memory } from "../memory.ts";

/** Reads and writes of one device. */
export class Dma {
  readonly #memory: Memory;
  readonly #chip: number;

  /**
   * Access to a machine's memory.
   *
   * @param chip the chip on whose I/O link the device is
   */
  constructor(memory: Memory, chip: number) {
    this.#memory = memory;
    this.#chip = chip;
  }

  /** Reads bytes, all lines at once: the cycle at which the last has come. */
  read(address: number, byteCount: number, now: number): number {
    let done = now;
    this.#memory.observer?.dma?.({ address, byteCount, writes: false });
    for (const line of this.#memory.layout.lines.under(address, byteCount)) {
      done = Math.max(done, this.#readLine(line, now));
    }
    return done;
  }

  /** Writes bytes, all lines at once: the cycle at which the last is in memory. */
  write(address: number, byteCount: number, now: number): number {
    let done = now;
    this.#memory.observer?.dma?.({ address, byteCount, writes: true });
    for (const line of this.#memory.layout.lines.under(address, byteCount)) {
      done = Math.max(done, this.#writeLine(line, now));
    }
    return done;
  }

  #readLine(line: number, now: number): number {
    const memory = this.#memory,
      { interconnect, directory, demand, rules, distances } = memory;
    const home = memory.physical.homeOf(line), owner = directory.ownerOf(line);
    const supplied = owner >= 0 && rules.suppliesReader[directory.stateOf(line)] === 1;
    const from = supplied ? memory.caches.chipOf[owner]! : home;
    let wait = interconnect.request(now, this.#chip, home);
    if (!supplied) wait += interconnect.memory(now + wait, home);
    wait += interconnect.data(now + wait, from, this.#chip);
    const latency = supplied
      ? demand.cache[interconnect.topology.hops(this.#chip, from)]!
      : demand.dram[distances.toMemory(this.#chip, home)]!;
    memory.probe(line, now + wait + latency / 2);
    return now + wait + latency;
  }

  #writeLine(line: number, now: number): number {
    const memory = this.#memory, { interconnect, demand, distances } = memory;
    const home = memory.physical.homeOf(line);
    let wait = interconnect.request(now, this.#chip, home);
    wait += interconnect.data(now + wait, this.#chip, home);
    wait += interconnect.memory(now + wait, home);
    const latency = demand.dram[distances.toMemory(this.#chip, home)]!, done = now + wait + latency;
    memory.takenByDevice(line, done - latency / 2, done);
    return done;
  }
}
