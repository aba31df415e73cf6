/**
 * Corey's driver of the network card (`kern/dev/e1000.c` of its source): puts buffers on the card's two
 * rings, and takes them off when the card is done with them.
 *
 * Run by one kernel core, its data stay in that core's cache. Run by all cores (the paper's Polling), heads,
 * slots, descriptors and the pages' reference counts go round, and each ring has an MCS lock: taken to put a
 * buffer on the ring, and by who polls before it looks. So a core that polls takes both locks all the time,
 * and whoever has a buffer to put often finds them taken.
 * Its opposite: `kernels/linux/network/e1000.ts`. Workload: `workloads/tcp_service.ts`. Notebook:
 * `05_kernel_cores`.
 */
import type { Lock, LockKind } from "../../../../locks/lock.ts";
import type { Core } from "../../../../machine/core.ts";
import { array, bytes, int32, lineAligned, struct, word64 } from "../../../../machine/layout.ts";
import type { Machine } from "../../../../machine/machine.ts";
import { DescriptorRing, DONE, type NetworkDevice, ringStruct } from "../../../../machine/network/device.ts";
import type { Program } from "../../../../sim/task.ts";
import { KernelError } from "../../../errors.ts";
import type { Driver } from "../device.ts";
import { kernelCoreCycles } from "../../cores/kernel_core_cycles.ts";
import { COUNT_DONE, countOf, type NetBuffers, packetOf } from "./net_buffers.ts";

const SLOTS = 1024;

/**
 * `struct e1000_card`, from the pointers on, where the compiler puts it: heads and the first of the addresses
 * that the card listens to share a line; each lock has one of its own.
 */
const cardStruct = struct("e1000_card", {
  txds: word64,
  rxds: word64,
  icr: word64,
  tx: word64,
  rx: word64,
  rx_head: lineAligned(int32),
  rx_nextq: int32,
  tx_head: int32,
  tx_nextq: int32,
  list_link: bytes(16),
  filter: bytes(96),
  tx_lock: lineAligned(int32),
  rx_lock: lineAligned(int32),
});
/** `struct e1000_buffer_slot`: whose buffer is in a descriptor. */
const slotStruct = struct("e1000_buffer_slot", { nb: word64, sg_id: word64, offset: word64 });

/** No descriptor is in use. */
const NONE = -1;

/** A ring, with the driver's view of it. */
interface Side {
  readonly ring: DescriptorRing;
  readonly slots: number;
  readonly head: number;
  readonly next: number;
  readonly lock: Lock | undefined;
}

/** A driver for the card. */
export class E1000 implements Driver {
  /** See {@link Driver.name}. */
  readonly name = "e1000";
  /** Packets that found the transmit ring full. */
  droppedRingFull = 0;
  /**
   * Slots that held no buffer although the card was done with their descriptors: the ring was overwritten.
   */
  malformed = 0;
  /** How often a ring's lock was taken by one who had something to do with it. */
  locksTaken = 0;
  /** How often a ring's lock was taken for a look that found nothing. */
  locksForNothing = 0;
  /** See {@link Driver.restless}: a look takes the rings' locks. */
  readonly restless: boolean;
  /** Takes received buffers; says whether it did. */
  onReceive: ((core: Core, buffer: number, length: number) => Program<boolean>) | undefined;
  readonly #device: NetworkDevice;
  readonly #buffers: NetBuffers;
  readonly #words: () => Int32Array;
  readonly #receive: Side;
  readonly #transmit: Side;
  readonly #filter: number;

  /**
   * A driver whose rings are empty, its data in the memory of chip 0.
   *
   * @param lock the kind of the rings' locks; none when one core alone runs the driver
   */
  constructor(machine: Machine, device: NetworkDevice, buffers: NetBuffers, lock?: LockKind) {
    this.#device = device;
    this.#buffers = buffers;
    this.restless = lock !== undefined;
    const { memory } = machine, card = memory.place(cardStruct);
    this.#words = () => memory.words;
    const side = (prefix: "rx" | "tx"): Side => ({
      ring: new DescriptorRing(memory.place(ringStruct(`e1000_${prefix}_descs`, SLOTS)).entry, SLOTS),
      slots: memory.place(
        struct(`e1000_buffer_slot_${prefix}`, { slot: array(bytes(slotStruct.bytes), SLOTS) }),
      ).slot,
      head: card[`${prefix}_head`],
      next: card[`${prefix}_nextq`],
      lock: lock?.place(machine, card[`${prefix}_lock`]),
    });
    this.#filter = card.filter;
    this.#receive = side("rx");
    this.#transmit = side("tx");
    for (const { head } of [this.#receive, this.#transmit]) memory.initialise(head, NONE);
    device.setRings(this.#receive.ring, this.#transmit.ring);
  }

  /**
   * Goes through all slots, as the driver does when it starts (`e1000_reset`): they are in the core's cache
   * from then on.
   */
  *reset(core: Core): Program {
    yield;
    for (const { slots } of [this.#receive, this.#transmit]) {
      for (let i = 0; i < SLOTS; i++) core.store(slots + i * slotStruct.bytes, 0);
    }
  }

  /** Gives the card a buffer to receive into (`e1000_add_rxbuf`); says whether the ring had room. */
  *putReceive(core: Core, buffer: number): Program<boolean> {
    return yield* this.#put(core, this.#receive, buffer, 0);
  }

  /** Gives the card a packet to send (`e1000_add_txbuf`); says whether the ring had room. */
  *putTransmit(core: Core, buffer: number, byteCount: number): Program<boolean> {
    const put = yield* this.#put(core, this.#transmit, buffer, byteCount);
    if (!put) this.droppedRingFull++;
    return put;
  }

  /** Takes off both rings what the card is done with (`e1000_poll`). */
  *poll(core: Core): Program<boolean> {
    core.compute(kernelCoreCycles.lookAtCard.value);
    const sent = yield* this.#takeSent(core), received = yield* this.#takeReceived(core);
    return sent || received;
  }

  /** See {@link Driver.stat}. */
  stat(): Readonly<Record<string, number>> {
    const { droppedRingFull, malformed, locksTaken, locksForNothing } = this;
    return { droppedRingFull, malformed, locksTaken, locksForNothing };
  }

  /** See {@link Driver.configure}: there is nothing to set. */
  configure(): boolean {
    return false;
  }

  /** See {@link Driver.feed}: its virtual cards take the buffers. */
  feed(): Program {
    throw new KernelError("device_buf", "EINVAL", `${this.name} takes buffers by its virtual cards`);
  }

  /** See {@link Driver.watched}. */
  watched(): readonly number[] {
    return [this.#transmit, this.#receive].flatMap(({ ring, head }) => {
      const first = this.#words()[head >>> 2]!;
      return first === NONE ? [head] : [head, ring.statusAt(first)];
    });
  }

  /**
   * Reads the first address that the card listens to: how far a packet's is from it says which virtual card
   * the packet is for (`e1000_mac_index`).
   */
  *readFirstAddress(core: Core): Program {
    yield;
    core.load(this.#filter);
  }

  *#put(core: Core, side: Side, buffer: number, byteCount: number): Program<boolean> {
    const { ring, slots } = side, isTransmit = side === this.#transmit;
    if (side.lock) yield* side.lock.acquire(core);
    yield;
    const index = core.load(side.next);
    // One descriptor stays free: the card takes a ring whose head and tail are the same for empty.
    const full = ring.next(index) === core.load(side.head);
    if (!full) {
      core.compute(kernelCoreCycles.putOnRing.value);
      const slot = slots + index * slotStruct.bytes;
      core.store(slot + slotStruct.offsets.nb, buffer);
      core.store(slot + slotStruct.offsets.sg_id, 1);
      core.store(slot + slotStruct.offsets.offset, buffer);
      yield* this.#buffers.pin(core, buffer);
      core.store(ring.bufferAt(index), packetOf(buffer));
      core.store(ring.lengthAt(index), byteCount);
      yield;
      core.publish(ring.statusAt(index), 0);
      yield;
      core.publish(side.next, ring.next(index));
      if (core.load(side.head) === NONE) {
        yield;
        core.publish(side.head, index);
      }
      const device = this.#device, tail = ring.next(index);
      yield* isTransmit ? device.setTransmitTail(core, tail) : device.setReceiveTail(core, tail);
    }
    yield* this.#release(core, side, true);
    return !full;
  }

  *#release(core: Core, { lock }: Side, worked: boolean): Program {
    if (!lock) return;
    yield* lock.release(core);
    if (worked) this.locksTaken++;
    else this.locksForNothing++;
  }

  *#takeSent(core: Core): Program<boolean> {
    const side = this.#transmit;
    let worked = false;
    if (side.lock) yield* side.lock.acquire(core);
    for (; yield* this.#isDone(core, side); worked = true) {
      const { buffer } = yield* this.#front(core, side);
      if (this.#buffers.has(buffer)) {
        yield;
        core.update(countOf(buffer), (count) => count | COUNT_DONE);
        yield* this.#buffers.unpin(core, buffer);
      }
      yield* this.#advance(core, side);
    }
    yield* this.#release(core, side, worked);
    return worked;
  }

  *#takeReceived(core: Core): Program<boolean> {
    const side = this.#receive, unwanted: number[] = [];
    let worked = false;
    if (side.lock) yield* side.lock.acquire(core);
    for (; yield* this.#isDone(core, side); worked = true) {
      const { buffer, length } = yield* this.#front(core, side);
      if (this.#buffers.has(buffer)) {
        core.store(countOf(buffer), length | COUNT_DONE);
        if (length === 0 || !(yield* this.onReceive!(core, buffer, length))) unwanted.push(buffer);
        yield* this.#buffers.unpin(core, buffer);
      }
      yield* this.#advance(core, side);
    }
    yield* this.#release(core, side, worked);
    for (const buffer of unwanted) yield* this.putReceive(core, buffer);
    return worked;
  }

  /** Whether the card is done with the first descriptor of a ring. */
  *#isDone(core: Core, side: Side): Program<boolean> {
    core.compute(kernelCoreCycles.lookAtRing.value);
    yield;
    const head = core.load(side.head);
    if (head === NONE) return false;
    yield;
    return core.load(side.ring.statusAt(head)) === DONE;
  }

  *#front(core: Core, { ring, slots, head }: Side): Program<{ buffer: number; length: number }> {
    yield;
    const index = core.load(head);
    core.compute(kernelCoreCycles.takeOffRing.value);
    core.load(ring.statusAt(index));
    const buffer = core.load(slots + index * slotStruct.bytes + slotStruct.offsets.nb);
    if (!this.#buffers.has(buffer)) this.malformed++;
    return { buffer, length: core.load(ring.lengthAt(index)) };
  }

  *#advance(core: Core, { ring, slots, head, next }: Side): Program {
    const index = core.load(head), after = ring.next(index);
    core.store(slots + index * slotStruct.bytes + slotStruct.offsets.nb, 0);
    const isLast = after === core.load(next);
    yield;
    core.publish(head, isLast ? NONE : after);
  }
}
