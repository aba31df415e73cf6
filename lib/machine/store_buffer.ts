/**
 * Stores on their way to the L1. A plain store waits there for its line while the program goes on, and others
 * to that line join it; the program waits only when the buffer is full. Locked operations begin when it is
 * empty, and a word that others wait for is written when it is.
 */
import type { Memory } from "./memory.ts";
import type { Source } from "./observer.ts";
import type { MachineSpec } from "./spec.ts";

/** The store buffer of one core; a core without one waits for each store. */
export class StoreBuffer {
  readonly #done: Float64Array;
  readonly #line: Int32Array;
  readonly #l1Cycles: number;
  #next = 0;
  #last = 0;
  /** The store that is done last: where, who serves it, and until when it waits for others. */
  #lastAddress = -1;
  #lastSource: Source | undefined;
  #lastFrom = -1;
  #lastQueuesUntil = 0;

  /** An empty buffer. */
  constructor(readonly memory: Memory, readonly core: number, spec: MachineSpec) {
    const entries = spec.core.storeBufferEntries?.value ?? 0;
    this.#l1Cycles = spec.l1.latencyCycles.value;
    this.#done = new Float64Array(entries);
    this.#line = new Int32Array(entries).fill(-1);
  }

  /**
   * A store: the cycle at which the program goes on.
   *
   * @param joins whether it may join one before it: not if others wait for it, who may have looked meanwhile
   */
  write(address: number, now: number, joins: boolean): number {
    if (this.#line.length === 0) return this.memory.write(this.core, address, now);
    const line = address >>> 6, hit = now + this.#l1Cycles;
    const place = joins && this.#last > now ? this.#line.indexOf(line) : -1;
    if (place >= 0 && this.#done[place]! > now) return hit;
    const { memory } = this, free = memory.goesOnAt = Math.max(hit, this.#done[this.#next]!);
    memory.servedBy = undefined;
    const done = memory.write(this.core, address, now);
    memory.goesOnAt = Infinity;
    if (done <= hit) return done;
    this.#line[this.#next] = line;
    this.#done[this.#next] = done;
    this.#next = (this.#next + 1) % this.#done.length;
    if (done > this.#last) {
      this.#last = done;
      this.#lastAddress = address;
      this.#lastSource = memory.servedBy;
      this.#lastFrom = memory.servedFrom;
      this.#lastQueuesUntil = now + memory.queueCycles;
    }
    return free;
  }

  /** When all stores are done. */
  drained(now: number): number {
    return Math.max(now, this.#last);
  }

  /** Counts and tells that the program waited until all stores were done: a stall on the last of them. */
  waited(fromCycles: number, toCycles: number): void {
    const source = this.#lastSource, { core, memory: { counters, observer } } = this;
    if (source === undefined) return;
    const queueCycles = Math.min(Math.max(0, this.#lastQueuesUntil - fromCycles), toCycles - fromCycles);
    counters.stallCycles[core]! += toCycles - fromCycles;
    counters.queueCycles[core]! += queueCycles;
    const address = this.#lastAddress, from = this.#lastFrom;
    observer?.drained?.({ core, address, source, from, queueCycles, fromCycles, toCycles });
  }
}
