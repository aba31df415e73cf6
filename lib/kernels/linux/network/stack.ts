/**
 * Linux's TCP (`net/ipv4/tcp_ipv4.c`, `tcp_input.c`, `tcp_output.c`, `tcp_minisocks.c` of 2.6.25): one stack
 * for all cores. Packets are received on the core that takes the card's interrupts, in a softirq that polls
 * the ring; applications send from their own cores.
 *
 * It does not scale: every packet that comes is one core's work. Once that core is busy all the time, others
 * can only wait; and what it does takes longer because sockets and packets come to it from the cores of the
 * applications.
 * Its opposite: a stack a core (`libos/tcp/stack.ts`). Workload: `workloads/tcp_service.ts`. Notebook:
 * `05_kernel_cores`.
 */
import type { LockKind } from "../../../locks/lock.ts";
import type { Clock } from "../../../machine/clock.ts";
import type { Core } from "../../../machine/core.ts";
import { int32, lineAligned, struct } from "../../../machine/layout.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { NetworkDevice } from "../../../machine/network/device.ts";
import {
  decode,
  encode,
  flags,
  type Packet,
  queueOfSender,
  type TcpSegment,
} from "../../../machine/network/packet.ts";
import type { Program } from "../../../sim/task.ts";
import type { PolledDevice } from "../../polling.ts";
import { resetOf, TcpState } from "../../tcp.ts";
import { LinuxE1000 } from "./e1000.ts";
import { Established } from "./established.ts";
import { Listener } from "./listener.ts";
import { linuxNetworkCycles } from "./path_lengths.ts";
import { TransmitQueue } from "./qdisc.ts";
import { SkBuffs } from "./sk_buff.ts";
import { type Sock, Socks } from "./sock.ts";

const jiffiesStruct = struct("jiffies", { jiffies: lineAligned(int32) });

/** How the stack is built. */
export interface StackShape {
  /** Receive queues of the card: what each gets is one core's work. */
  readonly receiveQueues: number;
  /** Whether there is one listening socket, or one for each core that accepts. */
  readonly acceptQueues: "one" | "per core";
  /** The kind of spin locks of listening sockets, transmit queue and driver. */
  readonly spinLock: LockKind;
}

/** The one stack; its receive queues are polled by softirq cores. */
export class LinuxTcp {
  /** Packets with a wrong check sum. */
  damaged = 0;
  /** Segments of unknown connections. */
  unknown = 0;
  /** Connections that were not taken because too many waited to be accepted. */
  refused = 0;
  /** The sockets that the service listens on: one, or that of each core by its number. */
  readonly listeners: readonly Listener[];
  /** The driver. */
  readonly driver: LinuxE1000;
  readonly #port: number;
  readonly #skbs: SkBuffs;
  readonly #queue: TransmitQueue;
  readonly #socks: Socks;
  readonly #table: Established;
  readonly #jiffies: number;
  #ticks = 0;
  #nextSequence = 1;
  #accepting: readonly Listener[];

  /** A stack that listens on a port. */
  constructor(
    machine: Machine,
    device: NetworkDevice,
    clock: Clock,
    port: number,
    { receiveQueues, acceptQueues, spinLock }: StackShape,
  ) {
    this.#port = port;
    this.#skbs = new SkBuffs(machine);
    this.driver = new LinuxE1000(machine, device, this.#skbs, receiveQueues, spinLock);
    this.#queue = new TransmitQueue(machine, this.driver, spinLock);
    this.#socks = new Socks(machine);
    this.#table = new Established(machine);
    const sockets = acceptQueues === "one" ? 1 : machine.cores.length;
    this.listeners = this.#accepting = Array.from({ length: sockets }, () => new Listener(machine, spinLock));
    this.#jiffies = machine.memory.place(jiffiesStruct).jiffies;
    clock.countIn(this.#jiffies);
  }

  /** These cores accept: with a socket each, new connections are dealt to them (`SO_REUSEPORT`). */
  acceptOn(cores: readonly Core[]): void {
    if (this.listeners.length > 1) this.#accepting = cores.map((core) => this.listenerOf(core));
  }

  /** The socket that a core accepts from. */
  listenerOf({ number }: Core): Listener {
    return this.listeners[number % this.listeners.length]!;
  }

  /** The softirq of a receive queue; that of the first is woken by the clock and by what was sent as well. */
  softirq(queue: number): PolledDevice {
    const isFirst = queue === 0;
    return {
      name: isFirst ? "softirq" : `softirq ${queue}`,
      poll: (core) => this.#netRxAction(core, queue),
      watched: () => [...this.driver.watched(queue), ...isFirst ? [this.#jiffies] : []],
    };
  }

  /**
   * `net_rx_action` of a receive queue: takes what the card is done with off its ring, and off the ring of
   * what was sent; that of the first queue has the timers as well.
   */
  *#netRxAction(core: Core, queue: number): Program<boolean> {
    const cleaned = yield* this.driver.cleanSent(core);
    const received = yield* this.driver.takeReceived(core, queue);
    if (received) {
      core.compute(linuxNetworkCycles.receive.value);
      yield* this.#receive(core, received.packet);
      yield* this.#skbs.free(core, received.skb);
      yield* this.driver.refill(core, queue);
    }
    return (queue === 0 && (yield* this.#tick(core))) || cleaned || received !== undefined;
  }

  /** `write`: sends data on a connection; to one that was reset they go nowhere. */
  *write(core: Core, sock: Sock, data: Int32Array): Program {
    core.compute(linuxNetworkCycles.write.value);
    yield* this.#locked(core, sock, (connection) => [connection.send(core, data)]);
  }

  /** `close`: no more will be written. */
  *close(core: Core, sock: Sock): Program {
    core.compute(linuxNetworkCycles.close.value);
    yield* this.#locked(core, sock, (connection) => {
      sock.closed = true;
      return [connection.close(core)];
    });
    if (sock.closed) return;
    sock.closed = true;
    yield* this.#bury(core, sock);
  }

  /** Works on a connection that is still open, with its lock, and sends what comes of it. */
  *#locked(core: Core, sock: Sock, work: (connection: Sock["connection"]) => readonly TcpSegment[]): Program {
    const { phase, address } = sock;
    yield* this.#socks.lock(core, sock);
    if (core.load(sock.connection.at.state) !== TcpState.Closed) {
      sock.touch(core);
      for (const segment of work(sock.connection)) yield* this.#send(core, segment);
    }
    yield* this.#socks.unlock(core, phase, address);
  }

  *#receive(core: Core, packet: Packet): Program {
    const segment = decode(packet);
    if (!segment) {
      this.damaged++;
      return;
    }
    const sock = yield* this.#table.find(core, segment);
    if (!sock) return yield* this.#receiveUnknown(core, segment);
    const { phase, address } = sock, isRequest = phase === "request", listener = this.#listenerFor(segment);
    if (isRequest) {
      yield* listener.lock.acquire(core);
      listener.noteRequest(core);
    } else yield* this.#socks.lock(core, sock);
    sock.touch(core);
    const opens = isRequest && (segment.flags & (flags.syn | flags.rst)) === 0;
    if (opens && listener.isFull) {
      this.refused++;
      return yield* listener.lock.release(core);
    }
    const answer = sock.connection.receive(core, segment);
    for (const reply of answer.send) yield* this.#send(core, reply);
    if (answer.opened) {
      core.compute(linuxNetworkCycles.newSocket.value);
      yield* this.#socks.become(core, sock, "sock");
      listener.push(core, sock);
    }
    if (isRequest) yield* listener.lock.release(core);
    else yield* this.#socks.unlock(core, phase, address);
    if (answer.opened) yield* listener.wakeOne(core);
    yield* this.#bury(core, sock);
  }

  /** The listening socket to which a connection comes. */
  #listenerFor({ from, fromPort }: TcpSegment): Listener {
    const sockets = this.#accepting;
    return sockets.length === 1 ? sockets[0]! : sockets[queueOfSender(from, fromPort, sockets.length)]!;
  }

  *#receiveUnknown(core: Core, segment: TcpSegment): Program {
    if (segment.flags !== flags.syn || segment.toPort !== this.#port) {
      this.unknown++;
      if ((segment.flags & flags.rst) === 0) yield* this.#send(core, resetOf(segment));
      return;
    }
    core.compute(linuxNetworkCycles.request.value);
    const listener = this.#listenerFor(segment);
    yield* listener.lock.acquire(core);
    const local = { address: segment.to, port: segment.toPort };
    const sock = yield* this.#socks.request(core, local, { address: segment.from, port: segment.fromPort });
    this.#nextSequence = this.#nextSequence + 64_000 | 0;
    const answer = sock.connection.accept(core, this.#nextSequence, segment);
    listener.noteRequest(core);
    yield* this.#table.add(core, sock);
    yield* listener.lock.release(core);
    yield* this.#send(core, answer);
  }

  /** A connection that is over gives up its socket, or all it has. */
  *#bury(core: Core, sock: Sock): Program {
    const state: TcpState = core.load(sock.connection.at.state);
    if (state === TcpState.Closed && (sock.closed || sock.phase !== "sock")) {
      yield* this.#table.remove(core, sock);
      yield* this.#socks.free(core, sock);
    } else if (state === TcpState.TimeWait && sock.phase === "sock" && sock.closed) {
      core.compute(linuxNetworkCycles.timeWait.value);
      yield* this.#table.remove(core, sock);
      yield* this.#socks.become(core, sock, "timewait");
      yield* this.#table.add(core, sock);
    }
  }

  *#send(core: Core, segment: TcpSegment): Program {
    core.compute(linuxNetworkCycles.transmit.value);
    const packet = encode(segment), skb = yield* this.#skbs.allocate(core);
    this.#skbs.fill(core, skb, packet);
    yield* this.#queue.transmit(core, skb, packet);
  }

  *#tick(core: Core): Program<boolean> {
    yield;
    const ticks = core.load(this.#jiffies);
    if (ticks === this.#ticks) return false;
    this.#ticks = ticks;
    for (const sock of this.#table.all()) {
      if (sock.phase === "timewait") {
        if (--sock.ticksLeft > 0) continue;
        yield* this.#table.remove(core, sock);
        yield* this.#socks.free(core, sock);
        continue;
      }
      yield* this.#locked(core, sock, (connection) => connection.tick(core));
      yield* this.#bury(core, sock);
    }
    return true;
  }
}
