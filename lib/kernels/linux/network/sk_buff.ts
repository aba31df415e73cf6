/**
 * Linux's packets (`struct sk_buff`, `net/core/skbuff.c` of 2.6.25): a descriptor of four lines, and data
 * apart from it with a trailer of their own.
 *
 * It does not scale: every core that handles a packet touches most of its lines, so they travel from the core
 * that receives to the one that frees.
 * Its opposite: Corey's packet buffers (`kernels/corey/devices/network/net_buffers.ts`). Workload:
 * `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import type { Core } from "../../../machine/core.ts";
import { L1_CACHE_BYTES } from "../../../machine/lines.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Packet } from "../../../machine/network/packet.ts";
import type { Program } from "../../../sim/task.ts";
import { Slab } from "./slab.ts";

/** Bytes of `struct sk_buff`. */
const HEAD_BYTES = 232;
/**
 * A field on each of its four lines, by offset: what a call does touches a line, whichever of its fields it
 * is.
 */
export const skBuffLines = { next: 0, len: 64, destructor: 128, data: 192 } as const;
/** Data of a full frame, and `struct skb_shared_info` behind them. */
const DATA_BYTES = 2048;

/** A packet in the kernel's hands. */
export interface SkBuff {
  /** Where the descriptor stands. */
  readonly head: number;
  /** Where the data stand. */
  readonly data: number;
}

/** Makes packets and takes them back. */
export class SkBuffs {
  readonly #heads: Slab;
  readonly #data: Slab;

  /** None is made yet. */
  constructor(machine: Machine) {
    this.#heads = new Slab(machine, "sk_buff", HEAD_BYTES);
    this.#data = new Slab(machine, "sk_buff data", DATA_BYTES);
  }

  /** `alloc_skb`: clears the descriptor, and the trailer of the data. */
  *allocate(core: Core): Program<SkBuff> {
    const skb = { head: yield* this.#heads.allocate(core), data: yield* this.#data.allocate(core) };
    for (let at = 0; at < HEAD_BYTES; at += L1_CACHE_BYTES) core.write(skb.head + at);
    core.write(skb.data + DATA_BYTES - L1_CACHE_BYTES);
    return skb;
  }

  /** `__kfree_skb`: looks at the descriptor and at the trailer of the data. */
  *free(core: Core, { head, data }: SkBuff): Program {
    core.read(head + skBuffLines.next);
    core.read(head + skBuffLines.destructor);
    core.write(data + DATA_BYTES - L1_CACHE_BYTES);
    yield* this.#data.free(core, data);
    yield* this.#heads.free(core, head);
  }

  /** Writes a packet's headers and data, and what the descriptor says of them. */
  fill(core: Core, { head, data }: SkBuff, packet: Packet): void {
    for (let i = 0; i < packet.length; i++) core.store(data + 4 * i, packet[i]!);
    core.write(head + skBuffLines.len);
    core.write(head + skBuffLines.data);
  }

  /** Reads a packet's headers, and the descriptor. */
  read(core: Core, { head, data }: SkBuff, words: number): Packet {
    core.read(head + skBuffLines.next);
    core.read(head + skBuffLines.len);
    core.read(head + skBuffLines.data);
    return Int32Array.from({ length: words }, (_, i) => core.load(data + 4 * i));
  }
}
