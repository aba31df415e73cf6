/**
 * A cable with a switch in it: what is sent arrives after a delay, in order, unless something happens to it
 * on the way. Faults are drawn by seed: a packet may be lost, arrive twice, or arrive damaged.
 */
import { Random } from "../../sim/random.ts";
import type { Scheduler } from "../../sim/scheduler.ts";
import { type Program, Task } from "../../sim/task.ts";
import type { Packet } from "./packet.ts";

/** What may happen to a packet: the probability of each, from 0 to 1. */
export interface Faults {
  /** It never arrives. */
  readonly loss?: number;
  /** It arrives twice. */
  readonly duplication?: number;
  /** It arrives with a wrong bit. */
  readonly corruption?: number;
}

/** One direction of a cable. */
export class Cable {
  /** Packets that were lost on the way. */
  lost = 0;
  /** Packets that arrived twice. */
  duplicated = 0;
  /** Packets that arrived damaged. */
  corrupted = 0;
  readonly #task: Task;
  readonly #random: Random;
  readonly #onTheWay: { readonly dueCycles: number; readonly packet: Packet }[] = [];

  /**
   * An idle link.
   *
   * @param name for error messages
   * @param delayCycles how long a packet takes
   * @param deliver takes what arrives, at the cycle it does
   * @param seed of the faults
   */
  constructor(
    scheduler: Scheduler,
    name: string,
    readonly delayCycles: number,
    readonly deliver: (packet: Packet, nowCycles: number) => void,
    readonly faults: Faults = {},
    seed = 1,
  ) {
    this.#task = new Task(scheduler, name);
    this.#random = new Random(seed);
    this.#task.start(this.#run());
  }

  /** Sends a packet at a cycle. */
  send(packet: Packet, atCycles: number): void {
    const { loss = 0, duplication = 0, corruption = 0 } = this.faults;
    if (this.#strikes(loss)) {
      this.lost++;
      return;
    }
    if (this.#strikes(corruption)) {
      this.corrupted++;
      packet = packet.slice();
      packet[this.#random.below(packet.length)]! ^= 1 << this.#random.below(32);
    }
    this.#enqueue(packet, atCycles + this.delayCycles);
    if (this.#strikes(duplication)) {
      this.duplicated++;
      this.#enqueue(packet, atCycles + this.delayCycles);
    }
  }

  #strikes(probability: number): boolean {
    return probability > 0 && this.#random.unit() < probability;
  }

  #enqueue(packet: Packet, dueCycles: number): void {
    const queue = this.#onTheWay;
    let place = queue.length;
    while (place > 0 && queue[place - 1]!.dueCycles > dueCycles) place--;
    queue.splice(place, 0, { dueCycles, packet });
    if (this.#task.asleep) this.#task.wake(dueCycles);
  }

  *#run(): Program {
    const queue = this.#onTheWay, task = this.#task;
    for (;;) {
      const next = queue[0];
      if (!next) {
        yield task.rest(() => "a packet to carry");
        continue;
      }
      if (next.dueCycles > task.now) task.now = next.dueCycles;
      else {
        queue.shift();
        this.deliver(next.packet, task.now);
      }
      yield;
    }
  }
}
