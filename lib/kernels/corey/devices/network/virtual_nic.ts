/**
 * Virtual network cards (`kern/dev/vnic.c`, `lib/jnicvirt.c` of Corey's source): each network stack has one,
 * with an address and buffers of its own; all share the one real card. The driver looks at the address of a
 * packet that has come and puts its buffer on the ring of the card it is for; the stack gives buffers back,
 * empty or to be sent.
 *
 * They scale: each ring has one writer and one reader. What is shared is the driver, unless a kernel core
 * alone runs it.
 * Its opposite: Linux's one stack (`kernels/linux/network/`). Workload: `workloads/tcp_service.ts`. Notebook:
 * `05_kernel_cores`.
 */
import type { Core } from "../../../../machine/core.ts";
import { array, bytes, int32, lineAligned, type Placed, struct, word64 } from "../../../../machine/layout.ts";
import type { Machine } from "../../../../machine/machine.ts";
import { addresseeOf, MOST_WORDS, type Packet, packetBytes } from "../../../../machine/network/packet.ts";
import type { Program } from "../../../../sim/task.ts";
import { kernelCoreCycles } from "../../cores/kernel_core_cycles.ts";
import type { BufferType, Driver, Setting } from "../device.ts";
import type { Segment } from "../../memory/segment.ts";
import type { E1000 } from "./e1000.ts";
import { COUNT_DONE, countOf, type NetBuffers, packetOf, refOf } from "./net_buffers.ts";

const RING_SLOTS = 256;
/** Buffers of a virtual card in each direction (`PAGES_PER_VIRT`). */
export const BUFFERS_PER_CARD = 64;
const slotStruct = struct("vnic_slot", { sg_id: word64, offset: word64 });
const ringStruct = struct("vnic_ring", { slot: array(bytes(slotStruct.bytes), RING_SLOTS) });

/**
 * The last line of `struct vnic_card`, which has three: who gives a buffer to the card reads `master`, and
 * who puts a packet on its ring writes `rx_ring_next`.
 */
const cardStruct = struct("vnic_card", {
  nc_irq_line: lineAligned(bytes(40)),
  master: word64,
  rx_ring: word64,
  rx_ring_next: int32,
});

/**
 * How a stack gives a buffer to its card: by `device_buf` on its own core, or by sending that call to a
 * kernel core.
 */
export type BufferCall = (core: Core, card: VirtualNic, page: number, type: BufferType) => Program;

/** All virtual cards on a real one: the driver's side. */
export class VirtualNics {
  /** Packets for an address that no card has. */
  unknownAddress = 0;
  /** Packets that found the ring of their card full. */
  droppedRingFull = 0;
  readonly #cards: VirtualNic[] = [];
  readonly #words: () => Int32Array;

  /** Takes what the driver receives. */
  constructor(readonly machine: Machine, readonly driver: E1000, readonly buffers: NetBuffers) {
    this.#words = () => machine.memory.words;
    driver.onReceive = (core, buffer) => this.#receive(core, buffer);
  }

  /**
   * A new card for a stack on a core.
   *
   * @param call how the stack calls the kernel
   */
  card(core: Core, call: BufferCall): VirtualNic {
    const card = new VirtualNic(this, this.#cards.length, core.chip, call);
    this.#cards.push(card);
    return card;
  }

  *#receive(core: Core, buffer: number): Program<boolean> {
    core.compute(kernelCoreCycles.demultiplex.value);
    core.load(packetOf(buffer));
    yield* this.driver.readFirstAddress(core);
    const card = this.#cards[addresseeOf(this.#words().subarray(packetOf(buffer) >>> 2))];
    if (!card) {
      this.unknownAddress++;
      return false;
    }
    const taken = yield* card.push(core, buffer);
    if (!taken) this.droppedRingFull++;
    return taken;
  }
}

/** One virtual card. */
export class VirtualNic implements Driver {
  /** See {@link Driver.name}. */
  readonly name: string;
  /** Packets that were not sent because no buffer was free. */
  droppedNoBuffer = 0;
  readonly #nics: VirtualNics;
  readonly #ring: number;
  #ringSegment = 0;
  readonly #call: BufferCall;
  readonly #at: Placed<"master" | "rx_ring_next">;
  #next = 0;
  #nextToSend = 0;

  /** Made by {@link VirtualNics.card}. */
  constructor(nics: VirtualNics, readonly address: number, chip: number, call: BufferCall) {
    this.name = `vnic ${address}`;
    this.#nics = nics;
    this.#call = call;
    const { memory } = nics.machine;
    this.#ring = memory.place(ringStruct, chip, `vnic_ring ${address}`).slot;
    this.#at = memory.place(cardStruct, 0, `vnic_card ${address}`);
    for (let i = 0; i < BUFFERS_PER_CARD; i++) {
      memory.initialise(countOf(nics.buffers.transmitBuffer(this.#page(i))), COUNT_DONE);
    }
  }

  /** Gives the kernel all buffers to receive into: the first thing a stack does. */
  *open(core: Core): Program {
    for (let i = 0; i < BUFFERS_PER_CARD; i++) yield* this.#call(core, this, this.#page(i), "receive");
  }

  /** See {@link Driver.stat}. */
  stat(): Readonly<Record<string, number>> {
    return { address: this.address, droppedNoBuffer: this.droppedNoBuffer, ring: this.#ringSegment };
  }

  /**
   * See {@link Driver.configure}: `ring` is the segment in which the ring is to be
   * (`device_conf_vnic_ring`). Pages of segments have no words here, so the ring's stand in memory of their
   * own from the start, and the segment only names them.
   */
  configure(name: string, { value, segment, card }: Setting): boolean {
    if (name !== "ring" || !segment || value !== undefined || card) return false;
    this.#ringSegment = segment.id;
    return true;
  }

  /** See {@link Driver.forget}. */
  forget(): void {
    this.#ringSegment = 0;
  }

  /**
   * See {@link Driver.feed}: gives a buffer to the driver of the real card. A packet for which there is no
   * room is dropped.
   */
  *feed(core: Core, _segment: Segment, page: number, type: BufferType): Program {
    const { driver, buffers } = this.#nics;
    core.compute(kernelCoreCycles.deviceBuffer.value);
    yield;
    core.load(this.#at.master);
    yield* buffers.look(core, page);
    const buffer = type === "receive" ? buffers.receiveBuffer(page) : buffers.transmitBuffer(page);
    const bytes = core.load(countOf(buffer));
    if (type === "receive") yield* driver.putReceive(core, buffer);
    else if (!(yield* driver.putTransmit(core, buffer, bytes))) {
      yield;
      core.publish(countOf(buffer), COUNT_DONE);
    }
  }

  /** See {@link Driver.poll}: polls the real card (`vnic_poll`), once for each virtual one. */
  poll(core: Core): Program<boolean> {
    return this.#nics.driver.poll(core);
  }

  /** See {@link Driver.watched}. */
  watched(): readonly number[] {
    return this.#nics.driver.watched();
  }

  /** See {@link Driver.restless}. */
  get restless(): boolean {
    return this.#nics.driver.restless;
  }

  /** The word that changes when a packet comes. */
  get arrival(): number {
    return this.#flagAt(this.#next);
  }

  /** Puts a buffer with a packet on the ring; says whether there was room. Called by the driver. */
  *push(core: Core, buffer: number): Program<boolean> {
    yield;
    const slot = core.load(this.#at.rx_ring_next), flag = this.#flagAt(slot);
    if (core.load(flag) !== 0) return false;
    core.store(refOf(buffer), 1);
    core.store(flag - slotStruct.offsets.offset, 1);
    yield;
    core.publish(flag, buffer);
    core.store(this.#at.rx_ring_next, (slot + 1) % RING_SLOTS);
    return true;
  }

  /** Takes a packet, copied out of its buffer to `copyTo`; undefined when none has come. */
  *receive(core: Core, copyTo: number): Program<Packet | undefined> {
    const flag = this.#flagAt(this.#next);
    yield;
    const buffer = core.load(flag);
    if (buffer === 0) return undefined;
    core.store(flag, 0);
    this.#next = (this.#next + 1) % RING_SLOTS;
    // A ring that was overwritten may hold anything.
    if (!this.#nics.buffers.has(buffer)) return new Int32Array(0);
    const bytes = core.load(countOf(buffer)) & (COUNT_DONE - 1);
    const packet = new Int32Array(Math.min(Math.ceil(bytes / 4), MOST_WORDS));
    for (let i = 0; i < packet.length; i++) {
      packet[i] = core.load(packetOf(buffer) + 4 * i);
      core.store(copyTo + 4 * i, packet[i]!);
    }
    core.store(refOf(buffer), 0);
    core.store(countOf(buffer), 0);
    yield* this.#call(core, this, this.#nics.buffers.pageOf(buffer), "receive");
    return packet;
  }

  /** Sends a packet; says whether there was a buffer for it. */
  *send(core: Core, packet: Packet): Program<boolean> {
    const page = this.#page(this.#nextToSend), buffer = this.#nics.buffers.transmitBuffer(page);
    yield;
    if ((core.load(countOf(buffer)) & COUNT_DONE) === 0) {
      this.droppedNoBuffer++;
      return false;
    }
    this.#nextToSend = (this.#nextToSend + 1) % BUFFERS_PER_CARD;
    for (let i = 0; i < packet.length; i++) core.store(packetOf(buffer) + 4 * i, packet[i]!);
    core.store(countOf(buffer), packetBytes(packet));
    yield* this.#call(core, this, page, "transmit");
    return true;
  }

  #page(index: number): number {
    return this.address * BUFFERS_PER_CARD + index;
  }

  #flagAt(slot: number): number {
    return this.#ring + slot * slotStruct.bytes + slotStruct.offsets.offset;
  }
}
