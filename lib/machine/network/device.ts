/**
 * A network card like Intel's PRO/1000: two rings of descriptors in memory, one for packets to come, one for
 * packets to go. Software fills descriptors in and moves a tail; the card works from the head and marks each
 * descriptor when it is done with it.
 *
 * The card handles so many packets per second, received and sent together, and no more: at the paper's rates
 * this is what everything ends at. What arrives waits in the card's own memory for its turn and for a free
 * descriptor; what finds no room there is dropped. Its drivers: `kernels/corey/devices/network/e1000.ts`,
 * `kernels/linux/network/e1000.ts`.
 * Notebook: `05_kernel_cores`.
 */
import type { Program } from "../../sim/task.ts";
import { Task } from "../../sim/task.ts";
import type { Core } from "../core.ts";
import { array, bytes, int32, type Struct, struct, word64 } from "../layout.ts";
import type { Machine } from "../machine.ts";
import type { Observer } from "../observer.ts";
import { Dma } from "./dma.ts";
import type { Cable } from "./cable.ts";
import { frameBytes, MOST_WORDS, type Packet, queueOf } from "./packet.ts";

/** One entry of a ring, 16 bytes: where the packet is, how long, and whether the card is done with it. */
const descriptor = struct("descriptor", { buffer: word64, length: int32, status: int32 });
const DESCRIPTOR_WORDS = descriptor.bytes / 4;
const LENGTH = descriptor.offsets.length, STATUS = descriptor.offsets.status;

/** The status of a descriptor that the card is done with. */
export const DONE = 1;

/** The layout of a ring of so many descriptors. */
export function ringStruct(name: string, entries: number): Struct<"entry"> {
  return struct(name, { entry: array(bytes(descriptor.bytes, 16), entries) });
}

/** A ring of descriptors in memory. */
export class DescriptorRing {
  /**
   * A ring at a place in memory.
   *
   * @param address of the first descriptor
   */
  constructor(readonly address: number, readonly entries: number) {}

  /** The address of a descriptor's buffer pointer. */
  bufferAt(index: number): number {
    return this.address + index * descriptor.bytes;
  }
  /** The address of a descriptor's length, in bytes. */
  lengthAt(index: number): number {
    return this.bufferAt(index) + LENGTH;
  }
  /** The address of a descriptor's status. */
  statusAt(index: number): number {
    return this.bufferAt(index) + STATUS;
  }
  /** The descriptor after another. */
  next(index: number): number {
    return index + 1 === this.entries ? 0 : index + 1;
  }
}

/** A ring, and how far the card and the software are with it. */
interface Queue {
  ring: DescriptorRing;
  head: number;
  tail: number;
}

/** The network card of a machine. */
export class NetworkDevice {
  /** Packets that were put into memory. */
  received = 0;
  /** Packets that were sent. */
  transmitted = 0;
  /** Packets that were dropped because the card's own memory was full while it was busy. */
  droppedFifoFull = 0;
  /**
   * Packets that were dropped because the card's own memory was full while the receive ring had no free
   * descriptor.
   */
  droppedRingEmpty = 0;
  /** Descriptors that made no sense: the card skips them. */
  badDescriptors = 0;
  /** Takes what the card sends; to be set before it sends. */
  cable: Cable | undefined;
  readonly #task: Task;
  readonly #observer: Observer | undefined;
  readonly #words: () => Int32Array;
  readonly #endOfMemory: () => number;
  readonly #dma: Dma;
  readonly #cyclesPerPacket: number;
  readonly #fifoPackets: number;
  readonly #registerWriteCycles: number;
  readonly #fifo: Packet[] = [];
  /** One, unless the driver sets up more: then each packet goes to the one of its connection. */
  readonly #receive: Queue[] = [{ ring: new DescriptorRing(0, 1), head: 0, tail: 0 }];
  readonly #transmit: Queue = { ring: new DescriptorRing(0, 1), head: 0, tail: 0 };

  /** A card with empty rings, on the I/O link of chip 0. */
  constructor({ scheduler, memory, spec }: Machine) {
    this.#task = new Task(scheduler, "the network device");
    this.#observer = memory.observer;
    this.#words = () => memory.words;
    this.#endOfMemory = () => memory.layout.endAddress;
    this.#dma = new Dma(memory, 0);
    this.#cyclesPerPacket = spec.clockHertz.value / spec.network.packetsPerSecond.value;
    this.#fifoPackets = spec.network.fifoPackets.value;
    this.#registerWriteCycles = spec.network.registerWriteCycles.value;
    this.#task.start(this.#run());
  }

  /** Tells the card where its rings are, before the machine starts: one to send, one or more to receive. */
  setRings(receive: DescriptorRing | readonly DescriptorRing[], transmit: DescriptorRing): void {
    const rings = [receive].flat() as DescriptorRing[];
    this.#receive.splice(0, Infinity, ...rings.map((ring) => ({ ring, head: 0, tail: 0 })));
    this.#transmit.ring = transmit;
  }

  /** Dropped packets, for whatever reason. */
  get dropped(): number {
    return this.droppedFifoFull + this.droppedRingEmpty;
  }

  /** Gives the card the descriptors of a receive ring before `tail`: a write to a register. */
  setReceiveTail(core: Core, tail: number, ring = 0): Program {
    return this.#writeTail(core, this.#receive[ring]!, tail);
  }

  /** Tells the card to send the descriptors before `tail`: a write to a register. */
  setTransmitTail(core: Core, tail: number): Program {
    return this.#writeTail(core, this.#transmit, tail);
  }

  /** A packet arrives from the cable. */
  arrive(packet: Packet, nowCycles: number): void {
    if (this.#fifo.length >= this.#fifoPackets) {
      if (isEmpty(this.#queueOf(packet))) this.droppedRingEmpty++;
      else this.droppedFifoFull++;
      return;
    }
    this.#fifo.push(packet);
    if (this.#task.asleep) this.#task.wake(nowCycles);
  }

  *#writeTail(core: Core, queue: { tail: number }, tail: number): Program {
    // An uncached write, which goes its way when the stores before it have: the card finds the descriptors.
    core.fence();
    core.compute(this.#registerWriteCycles);
    yield;
    queue.tail = tail;
    if (this.#task.asleep) this.#task.wake(core.now);
  }

  *#run(): Program {
    let receives = false;
    for (;;) {
      const sendable = !isEmpty(this.#transmit);
      // A packet whose ring has no free descriptor does not keep those back that go to others.
      const next = this.#fifo.findIndex((packet) => !isEmpty(this.#queueOf(packet))), receivable = next >= 0;
      if (!sendable && !receivable) {
        yield this.#task.rest(() => "a packet to receive or to send");
        continue;
      }
      const start = this.#task.now;
      // Both directions take turns.
      receives = receivable && (!sendable || !receives);
      yield* receives ? this.#receiveOne(this.#fifo.splice(next, 1)[0]!) : this.#sendOne();
      this.#task.now = Math.max(this.#task.now, start + this.#cyclesPerPacket);
      this.#observer?.deviceBusy?.({ device: this.#task.name, fromCycles: start, toCycles: this.#task.now });
      yield;
    }
  }

  *#receiveOne(packet: Packet): Program {
    const queue = this.#queueOf(packet), { ring, head } = queue;
    queue.head = ring.next(head);
    const buffer = yield* this.#readDescriptor(ring, head), byteCount = frameBytes(packet);
    if (this.#isBuffer(buffer)) {
      this.#words().set(packet, buffer >>> 2);
      this.#task.now = this.#dma.write(buffer, byteCount, this.#task.now);
      yield;
      this.received++;
    } else this.badDescriptors++;
    this.#finish(ring, head, this.#isBuffer(buffer) ? byteCount : 0);
  }

  *#sendOne(): Program {
    const queue = this.#transmit, { ring, head } = queue;
    queue.head = ring.next(head);
    const buffer = yield* this.#readDescriptor(ring, head);
    const length = this.#words()[ring.lengthAt(head) >>> 2]!;
    if (this.#isBuffer(buffer) && length > 0 && length <= 4 * MOST_WORDS) {
      const first = buffer >>> 2, packet = this.#words().slice(first, first + Math.ceil(length / 4));
      this.#task.now = this.#dma.read(buffer, length, this.#task.now);
      yield;
      this.transmitted++;
      this.cable?.send(packet, this.#task.now);
    } else this.badDescriptors++;
    this.#finish(ring, head, length);
  }

  #queueOf(packet: Packet): Queue {
    const queues = this.#receive;
    return queues.length === 1 ? queues[0]! : queues[queueOf(packet, queues.length)]!;
  }

  *#readDescriptor(ring: DescriptorRing, index: number): Program<number> {
    this.#task.now = this.#dma.read(ring.bufferAt(index), descriptor.bytes, this.#task.now);
    yield;
    return this.#words()[ring.bufferAt(index) >>> 2]!;
  }

  /** Writes the descriptor back: this is what software waits for. */
  #finish(ring: DescriptorRing, index: number, length: number): void {
    const first = ring.bufferAt(index) >>> 2, words = this.#words();
    words[first + DESCRIPTOR_WORDS - 2] = length;
    words[first + DESCRIPTOR_WORDS - 1] = DONE;
    this.#task.now = this.#dma.write(ring.bufferAt(index), descriptor.bytes, this.#task.now);
  }

  #isBuffer(address: number): boolean {
    return address > 0 && address % 4 === 0 && address + 4 * MOST_WORDS <= this.#endOfMemory();
  }
}

/** Whether the card has no descriptor of a queue. */
function isEmpty({ head, tail }: Queue): boolean {
  return head === tail;
}
