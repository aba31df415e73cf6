/**
 * Linux's software transmit queue (`net/sched/sch_generic.c`, `net/core/dev.c` of 2.6.25): a core that sends
 * puts the packet on the device's queue under the queue's lock, and then, unless another core is doing that
 * already, takes packets off and hands them to the driver under the device's lock.
 *
 * It does not scale: there is one queue for all cores, and two locks a packet, with their lines, go to each
 * core that sends.
 * Its opposite: Corey's virtual cards (`kernels/corey/devices/network/virtual_nic.ts`). Workload:
 * `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import type { Lock, LockKind } from "../../../locks/lock.ts";
import type { Core } from "../../../machine/core.ts";
import { int32, lineAligned, type Placed, struct, word64 } from "../../../machine/layout.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Packet } from "../../../machine/network/packet.ts";
import type { Program } from "../../../sim/task.ts";
import type { LinuxE1000 } from "./e1000.ts";
import type { SkBuff } from "./sk_buff.ts";

/** The parts of `struct net_device` that sending touches: each group on lines of its own, as in Linux. */
const deviceStruct = struct("net_device", {
  state: int32,
  queue_lock: lineAligned(int32),
  qdisc: word64,
  _xmit_lock: lineAligned(int32),
  xmit_lock_owner: int32,
});
const qdiscStruct = struct("Qdisc", {
  flags: int32,
  "q.head": word64,
  "q.tail": word64,
  "q.qlen": int32,
  bstats: word64,
});

/** The queue of the one device. */
export class TransmitQueue {
  readonly #driver: LinuxE1000;
  readonly #device: Placed<"state" | "queue_lock" | "qdisc" | "_xmit_lock" | "xmit_lock_owner">;
  readonly #qdisc: Placed<"q.head" | "q.tail" | "q.qlen" | "bstats">;
  readonly #queueLock: Lock;
  readonly #transmitLock: Lock;
  readonly #waiting: { readonly skb: SkBuff; readonly packet: Packet }[] = [];
  #running = false;

  /** An empty queue, with locks of a kind. */
  constructor(machine: Machine, driver: LinuxE1000, lock: LockKind) {
    this.#driver = driver;
    this.#device = machine.memory.place(deviceStruct);
    this.#qdisc = machine.memory.place(qdiscStruct);
    this.#queueLock = lock.place(machine, this.#device.queue_lock);
    this.#transmitLock = lock.place(machine, this.#device._xmit_lock);
  }

  /** `dev_queue_xmit`. */
  *transmit(core: Core, skb: SkBuff, packet: Packet): Program {
    yield* this.#queueLock.acquire(core);
    core.load(this.#device.qdisc);
    core.store(this.#qdisc["q.tail"], skb.head);
    core.store(this.#qdisc["q.qlen"], this.#waiting.push({ skb, packet }));
    core.store(this.#qdisc.bstats, 1);
    core.write(skb.head);
    yield;
    // `test_and_set_bit(__LINK_STATE_QDISC_RUNNING)`: one core at a time feeds the driver.
    core.swap(this.#device.state, 1);
    if (!this.#running) {
      this.#running = true;
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
        core.store(this.#qdisc["q.head"], next.skb.head);
        core.store(this.#qdisc["q.qlen"], this.#waiting.length);
        yield* this.#queueLock.release(core);
        yield* this.#transmitLock.acquire(core);
        core.store(this.#device.xmit_lock_owner, core.number);
        yield* this.#driver.transmit(core, next.skb, next.packet);
        core.store(this.#device.xmit_lock_owner, -1);
        yield* this.#transmitLock.release(core);
        yield* this.#queueLock.acquire(core);
      }
      this.#running = false;
      yield;
      core.publish(this.#device.state, 0);
    }
    yield* this.#queueLock.release(core);
  }
}
