/**
 * Linux's driver of the network card (`drivers/net/e1000/e1000_main.c` of 2.6.25). One core, the one that
 * takes the card's interrupts, cleans both rings; every core puts packets on the transmit ring, under the
 * device's lock and the driver's own.
 *
 * The receive side scales no further than one core. The transmit side bounces: ring, buffer records and locks
 * move with each sender.
 * Its opposite: `kernels/corey/devices/network/e1000.ts`. Workload: `workloads/tcp_service.ts`. Notebook:
 * `05_kernel_cores`.
 */
import type { Lock, LockKind } from "../../../locks/lock.ts";
import type { Core } from "../../../machine/core.ts";
import { array, bytes, int32, lineAligned, type Placed, struct, word64 } from "../../../machine/layout.ts";
import type { Machine } from "../../../machine/machine.ts";
import { DescriptorRing, DONE, type NetworkDevice, ringStruct } from "../../../machine/network/device.ts";
import { MOST_WORDS, type Packet, packetBytes } from "../../../machine/network/packet.ts";
import type { Program } from "../../../sim/task.ts";
import { linuxNetworkCycles } from "./path_lengths.ts";
import { type SkBuff, skBuffLines, type SkBuffs } from "./sk_buff.ts";

const ENTRIES = 256;
/** Cleaned receive descriptors are filled again so many at a time (`E1000_RX_BUFFER_WRITE`). */
const REFILL = 16;
/** `struct e1000_tx_ring`; the receive ring's is alike. */
const ringState = struct("e1000_ring", {
  desc: word64,
  dma: word64,
  size: int32,
  count: int32,
  next_to_use: int32,
  next_to_clean: int32,
  buffer_info: word64,
  tx_lock: lineAligned(int32),
});
const bufferInfo = struct("e1000_buffer", { skb: word64, dma: word64, time_stamp: word64, length: int32 });
const statistics = struct("net_device_stats", {
  rx_packets: word64,
  tx_packets: word64,
  rx_bytes: word64,
  tx_bytes: word64,
});

/** One ring, with the driver's records of it. */
interface Side {
  readonly ring: DescriptorRing;
  readonly at: Placed<"next_to_use" | "next_to_clean" | "tx_lock">;
  readonly infos: number;
  readonly skbs: (SkBuff | undefined)[];
  use: number;
  clean: number;
}

/** The driver. */
export class LinuxE1000 {
  /** Packets that found the transmit ring full. */
  droppedRingFull = 0;
  /** How often the transmit ring's lock was taken. */
  locksTaken = 0;
  readonly #device: NetworkDevice;
  readonly #skbs: SkBuffs;
  readonly #receive: readonly Side[];
  readonly #transmit: Side;
  readonly #transmitLock: Lock;
  readonly #statistics: Placed<"rx_packets" | "tx_packets">;

  /**
   * A driver whose rings are empty.
   *
   * @param receiveQueues how many rings there are for what is received
   * @param lock the kind of its lock
   */
  constructor(machine: Machine, device: NetworkDevice, skbs: SkBuffs, receiveQueues: number, lock: LockKind) {
    this.#device = device;
    this.#skbs = skbs;
    const { memory } = machine;
    const side = (name: string): Side => ({
      ring: new DescriptorRing(memory.place(ringStruct(`e1000_${name}_desc`, ENTRIES)).entry, ENTRIES),
      at: memory.place(ringState, 0, `e1000_${name}_ring`),
      infos:
        memory.place(struct(`e1000_${name}_buffer`, { info: array(bytes(bufferInfo.bytes), ENTRIES) })).info,
      skbs: [],
      use: 0,
      clean: 0,
    });
    this.#receive = Array.from({ length: receiveQueues }, (_, i) => side(i === 0 ? "rx" : `rx${i}`));
    this.#transmit = side("tx");
    this.#transmitLock = lock.place(machine, this.#transmit.at.tx_lock);
    this.#statistics = memory.place(statistics);
    device.setRings(this.#receive.map(({ ring }) => ring), this.#transmit.ring);
  }

  /** The words that change when the card is done with something: for the first receive queue, sending too. */
  watched(queue = 0): readonly number[] {
    const sides = queue === 0 ? [this.#receive[0]!, this.#transmit] : [this.#receive[queue]!];
    return sides.map(({ ring, clean }) => ring.statusAt(clean));
  }

  /** Fills free receive descriptors (`e1000_alloc_rx_buffers`), in batches unless all are asked for. */
  *refill(core: Core, queue: number, all = false): Program {
    const side = this.#receive[queue]!, { ring } = side;
    // One stays free, so that a full ring differs from an empty one.
    let free = (side.clean - side.use - 1 + ENTRIES) % ENTRIES;
    if (free < (all ? 1 : REFILL)) return;
    for (; free > 0; free--) {
      const skb = yield* this.#skbs.allocate(core);
      this.#note(core, side, side.use, skb);
      core.store(ring.bufferAt(side.use), skb.data);
      yield;
      core.publish(ring.statusAt(side.use), 0);
      side.use = ring.next(side.use);
    }
    core.store(side.at.next_to_use, side.use);
    yield* this.#device.setReceiveTail(core, side.use, queue);
  }

  /** Takes a received packet off a ring (`e1000_clean_rx_irq`); undefined when there is none. */
  *takeReceived(core: Core, queue: number): Program<{ skb: SkBuff; packet: Packet } | undefined> {
    const side = this.#receive[queue]!, { ring, clean } = side;
    yield;
    const isDone = core.load(ring.statusAt(clean)) === DONE;
    if (!isDone || clean === side.use) return undefined;
    core.load(side.infos + clean * bufferInfo.bytes);
    const skb = side.skbs[clean]!, bytes = core.load(ring.lengthAt(clean));
    side.skbs[clean] = undefined;
    core.store(this.#statistics.rx_packets, 1);
    const packet = this.#skbs.read(core, skb, Math.min(Math.ceil(bytes / 4), MOST_WORDS));
    side.clean = ring.next(clean);
    core.store(side.at.next_to_clean, side.clean);
    return { skb, packet };
  }

  /** Takes a sent packet off the ring (`e1000_clean_tx_irq`), and says whether there was one. */
  *cleanSent(core: Core): Program<boolean> {
    const side = this.#transmit, { ring } = side;
    yield; // Where there are several receive queues, another core may clean the ring meanwhile.
    const { clean } = side;
    // An empty ring's next descriptor is still marked from the last time round.
    const isDone = core.load(ring.statusAt(clean)) === DONE;
    if (!isDone || clean === side.use) return false;
    core.compute(linuxNetworkCycles.clean.value);
    const skb = side.skbs[clean]!;
    core.store(side.infos + clean * bufferInfo.bytes, 0);
    side.clean = ring.next(clean);
    core.store(side.at.next_to_clean, side.clean);
    yield* this.#skbs.free(core, skb);
    return true;
  }

  /**
   * Puts a packet on the ring (`e1000_xmit_frame`); one that finds it full is dropped. The caller has the
   * device's lock.
   */
  *transmit(core: Core, skb: SkBuff, packet: Packet): Program {
    const side = this.#transmit, { ring } = side;
    yield* this.#transmitLock.acquire(core);
    this.locksTaken++;
    yield; // The core that cleans the ring takes no lock for it.
    core.load(side.at.next_to_clean);
    const index = side.use, full = ring.next(index) === side.clean;
    if (full) this.droppedRingFull++;
    else {
      core.read(skb.head + skBuffLines.next);
      core.read(skb.head + skBuffLines.data);
      this.#note(core, side, index, skb);
      core.store(ring.bufferAt(index), skb.data);
      core.store(ring.lengthAt(index), packetBytes(packet));
      yield;
      core.publish(ring.statusAt(index), 0);
      side.use = ring.next(index);
      core.store(side.at.next_to_use, side.use);
      core.store(this.#statistics.tx_packets, 1);
      yield* this.#device.setTransmitTail(core, side.use);
    }
    yield* this.#transmitLock.release(core);
    if (full) yield* this.#skbs.free(core, skb);
  }

  #note(core: Core, side: Side, index: number, skb: SkBuff): void {
    side.skbs[index] = skb;
    const info = side.infos + index * bufferInfo.bytes;
    core.store(info, skb.head);
    core.store(info + bufferInfo.offsets.length, 1);
  }
}
