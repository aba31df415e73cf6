/**
 * Messages from one core to another through shared memory: a ring of slots with one producer and one
 * consumer. Each index is written by one side only and stands on a line of its own, so no lock is needed, and
 * a side that the other does not wait for misses only on what it reads for the first time.
 *
 * Its opposite: a queue under a lock, whose lines all move back and forth. For calls to a kernel core see
 * `kernels/corey/devices/syscall_device.ts`.
 */
import type { Core } from "../machine/core.ts";
import { array, int32, lineAligned, type Placed, struct } from "../machine/layout.ts";
import type { Machine } from "../machine/machine.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Program } from "../sim/task.ts";

/** A ring of one-word messages. */
export class IpcRing {
  readonly #at: Placed<"head" | "tail" | "slot">;
  /** What each side knows of the other's index without looking again. */
  #seenHead = 0;
  #seenTail = 0;

  /**
   * An empty ring.
   *
   * @param slots how many messages it holds: a power of two
   * @param chip whose memory it stands in
   * @throws {RangeError} when the number of slots is not a power of two
   */
  constructor(machine: Machine, readonly slots: number, chip = 0, label = "ipc_ring") {
    if (!(Number.isInteger(slots) && slots >= 1) || (slots & (slots - 1)) !== 0) {
      throw new RangeError(`an IPC ring has a power of two of slots, and ${slots} is none`);
    }
    const ringStruct = struct("ipc_ring", {
      head: lineAligned(int32),
      tail: lineAligned(int32),
      slot: lineAligned(array(int32, slots)),
    });
    this.#at = machine.memory.place(ringStruct, chip, label);
  }

  /** The word that changes when a message comes: for a consumer that polls several rings. */
  get watched(): number {
    return this.#at.head;
  }

  /** Puts a message on the ring, if there is room; says whether there was. Producer only. */
  *trySend(core: Core, message: number): Program<boolean> {
    const head = core.load(this.#at.head);
    if (this.#isFull(head)) {
      yield;
      this.#seenTail = core.load(this.#at.tail);
      if (this.#isFull(head)) return false;
    }
    core.store(this.#slot(head), message);
    yield;
    core.publish(this.#at.head, head + 1 | 0);
    return true;
  }

  /** Puts a message on the ring; waits for room. Producer only. */
  *send(core: Core, message: number): Program {
    while (!(yield* this.trySend(core, message))) {
      const full = this.#seenTail;
      yield core.spinUntil(this.#at.tail, (tail) => tail !== full);
    }
  }

  /** Takes a message off the ring; undefined when there is none. Consumer only. */
  *tryReceive(core: Core): Program<number | undefined> {
    const tail = core.load(this.#at.tail);
    if (tail === this.#seenHead) {
      yield;
      this.#seenHead = core.load(this.#at.head);
      if (tail === this.#seenHead) return undefined;
    }
    const message = core.load(this.#slot(tail));
    yield;
    core.publish(this.#at.tail, tail + 1 | 0);
    return message;
  }

  /** Takes a message off the ring; waits for one. Consumer only. */
  *receive(core: Core): Program<number> {
    for (;;) {
      const message = yield* this.tryReceive(core);
      if (message !== undefined) return message;
      const empty = this.#seenHead;
      yield core.spinUntil(this.#at.head, (head) => head !== empty);
    }
  }

  #isFull(head: number): boolean {
    return (head - this.#seenTail | 0) >= this.slots;
  }

  #slot(index: number): number {
    return this.#at.slot + 4 * (index & (this.slots - 1));
  }
}

mustRun(IpcRing.prototype);
