/**
 * Interrupts between cores. The sender's request travels, the receiver drops what it does, runs a handler and
 * goes on. What the handler does to memory is done by the receiving core, at the time the interrupt arrives;
 * the time it takes is taken from that core.
 */
import type { Core } from "./core.ts";
import type { Memory } from "./memory.ts";
import type { MachineSpec } from "./spec.ts";

/** Work done in a handler: from the cycle at which it starts to the cycle at which it has ended. */
export type Handler = (receiver: Core, startCycles: number) => number;

/** Sends interrupts, and counts them. */
export class Interrupts {
  /** How many have been received. */
  received = 0;
  /** How many each core has sent, by its number; empty places are 0. */
  readonly sentBy: number[] = [];
  readonly #memory: Memory;
  readonly #sendCycles: number;
  readonly #deliverCycles: number;
  readonly #trapCycles: number;

  /** Takes the costs from the machine's spec. */
  constructor({ interrupt }: MachineSpec, memory: Memory) {
    this.#memory = memory;
    this.#sendCycles = interrupt.sendCycles.value;
    this.#deliverCycles = interrupt.deliverCycles.value;
    this.#trapCycles = interrupt.trapCycles.value;
  }

  /**
   * Interrupts other cores, one request each, and returns the cycle at which the last handler has ended. The
   * sender is charged for sending only; whether it waits is for it to say.
   */
  send(sender: Core, receivers: readonly Core[], handler: Handler): number {
    // An uncached write, which goes its way when the stores before it have.
    sender.fence();
    let lastDone = sender.now;
    for (const receiver of receivers) {
      sender.compute(this.#sendCycles);
      lastDone = Math.max(lastDone, this.deliver(receiver, sender.now + this.#deliverCycles, handler));
      this.sentBy[sender.number] = (this.sentBy[sender.number] ?? 0) + 1;
    }
    return lastDone;
  }

  /**
   * An interrupt, from a core or a timer, arrives at a cycle; returns the one at which the handler has ended.
   */
  deliver(receiver: Core, arrives: number, handler: Handler): number {
    const stalls = this.#memory.counters.stallCycles, before = stalls[receiver.number]!;
    this.#memory.observer?.interrupt?.({ core: receiver.number, atCycles: arrives });
    const done = handler(receiver, arrives + this.#trapCycles / 2) + this.#trapCycles / 2;
    receiver.interrupt(arrives, done);
    this.received++;
    const stallCycles = stalls[receiver.number]! - before, core = receiver.number;
    this.#memory.observer?.interrupted?.({ core, fromCycles: arrives, toCycles: done, stallCycles });
    return done;
  }

  /** Interrupts other cores, and waits until all of them have served it. */
  sendAndWait(sender: Core, receivers: readonly Core[], handler: Handler): void {
    const since = sender.now, done = this.send(sender, receivers, handler);
    sender.now = Math.max(sender.now, done);
    this.#memory.observer?.interruptedOthers?.({
      core: sender.number,
      receivers: receivers.length,
      fromCycles: since,
      toCycles: sender.now,
    });
  }
}
