/**
 * A network stack like lwIP, in the application's own hands: packets come from a virtual card and go to it,
 * connections wait to be accepted.
 *
 * One stack a core scales: its blocks, buffers and queues stay in that core's cache. One stack for several
 * cores needs the lock around it that lwIP has (`lwip_core_lock`), and its data go round.
 * Its opposite: Linux's one stack (`kernels/linux/network/`). Workload: `workloads/tcp_service.ts`. Notebook:
 * `05_kernel_cores`.
 */
import type { VirtualNic } from "../../kernels/corey/devices/network/virtual_nic.ts";
import type { PolledDevice } from "../../kernels/polling.ts";
import { resetOf, type TcpConnection, TcpState } from "../../kernels/tcp.ts";
import type { Lock, LockKind } from "../../locks/lock.ts";
import type { Clock } from "../../machine/clock.ts";
import type { Core } from "../../machine/core.ts";
import { type CountedPath, cyclesOf } from "../../machine/counted_path.ts";
import { array, bytes, int32, lineAligned, type Placed, struct } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import { decode, encode, flags, type Packet, type TcpSegment } from "../../machine/network/packet.ts";
import type { Program } from "../../sim/task.ts";
import { Mailbox } from "./mailbox.ts";
import { lwipPaths } from "./path_lengths.ts";
import { PcbPool } from "./pcb.ts";

const stackStruct = struct("lwip", {
  core_lock: lineAligned(int32),
  tcp_listen_pcbs: lineAligned(int32),
  accept_mbox: int32,
  recv_mbox: int32,
  tcp_ticks: lineAligned(int32),
});
const PBUF_BYTES = 2048, PBUFS = 8;
const pbufPool = struct("pbuf_pool", { pbuf: array(bytes(PBUF_BYTES, 64), PBUFS) });

/** Where a stack's packets come from and go to, and which clock it has. */
export interface StackParts {
  /** Its network card. */
  readonly card: VirtualNic;
  /** Ticks twice a second. */
  readonly clock: Clock;
  /** The port it listens on. */
  readonly port: number;
  /** The lock around it, if several cores use it. */
  readonly lock?: LockKind;
  /** Whether the application reads what comes on its connections; if not, it is thrown away. */
  readonly isRead?: boolean;
}

/** What came on a connection. */
export interface Received {
  /** The connection. */
  readonly connection: TcpConnection;
  /** The data, in order. */
  readonly data: Int32Array;
  /** Whether the other side sends no more. */
  readonly ended: boolean;
}

/** One network stack. */
export class TcpStack implements PolledDevice {
  /** See {@link PolledDevice.name}. */
  readonly name = "lwip";
  /** Packets with a wrong check sum. */
  damaged = 0;
  /** Segments for a connection or a port that there is not; they are answered with a reset. */
  unknown = 0;
  /** Connections that were asked for when every block was in use. */
  refused = 0;
  readonly #machine: Machine;
  readonly #parts: StackParts;
  readonly #pcbs: PcbPool;
  readonly #at: Placed<keyof typeof stackStruct.offsets>;
  readonly #pbufs: number;
  readonly #lock: Lock | undefined;
  readonly #accepted: Mailbox<TcpConnection>;
  readonly #received: Mailbox<Received>;
  #ticks = 0;
  #nextSequence = 1;
  #nextPbuf = 0;

  /** A stack that listens on a port. @param chip whose memory its data stand in */
  constructor(machine: Machine, chip: number, parts: StackParts) {
    this.#machine = machine;
    this.#parts = parts;
    this.#pcbs = new PcbPool(machine, chip);
    this.#at = machine.memory.place(stackStruct, chip, `lwip ${parts.card.address}`);
    this.#accepted = new Mailbox(this.#at.accept_mbox);
    this.#received = new Mailbox(this.#at.recv_mbox);
    this.#pbufs = machine.memory.place(pbufPool, chip).pbuf;
    this.#lock = parts.lock?.place(machine, this.#at.core_lock);
    parts.clock.countIn(this.#at.tcp_ticks);
  }

  /**
   * Takes a packet, if one has come, and looks at the clock. After each packet all threads have their turn.
   */
  *poll(core: Core): Program<boolean> {
    if (this.#lock) yield* this.#lock.acquire(core);
    const packet = yield* this.#parts.card.receive(core, this.#pbuf());
    if (packet) {
      this.#compute(core, lwipPaths.round);
      yield* this.#input(core, packet);
    }
    const ticked = yield* this.#tick(core);
    if (this.#lock) yield* this.#lock.release(core);
    return packet !== undefined || ticked;
  }

  /** See {@link PolledDevice.watched}. */
  watched(): readonly number[] {
    return [this.#parts.card.arrival, this.#at.tcp_ticks, this.#accepted.count];
  }

  /** `accept`: a connection that has opened; undefined when none waits. */
  *accept(core: Core): Program<TcpConnection | undefined> {
    yield;
    if (this.#accepted.isEmpty(core)) return undefined;
    return yield* this.#call(core, lwipPaths.accept, this.#accepted.fetch(core));
  }

  /** `recv`, whichever connection something came on; undefined when nothing did. */
  *read(core: Core): Program<Received | undefined> {
    yield;
    if (this.#received.isEmpty(core)) return undefined;
    return yield* this.#call(core, lwipPaths.write, this.#received.fetch(core));
  }

  /** `write`: sends data on a connection. Data for a connection that the other side has reset go nowhere. */
  write(core: Core, connection: TcpConnection, data: Int32Array): Program {
    return this.#call(
      core,
      lwipPaths.write,
      this.#onOpen(core, connection, () => connection.send(core, data)),
    );
  }

  /** Acknowledges what was read, for more to come (`tcp_recved`). */
  *acknowledge(core: Core, connection: TcpConnection): Program {
    if (this.#lock) yield* this.#lock.acquire(core);
    const acknowledgement = connection.acknowledge(core);
    if (acknowledgement) yield* this.#output(core, acknowledgement);
    if (this.#lock) yield* this.#lock.release(core);
  }

  /** `close`: no more will be written to a connection. */
  close(core: Core, connection: TcpConnection): Program {
    return this.#call(core, lwipPaths.close, this.#onOpen(core, connection, () => connection.close(core)));
  }

  /** A call of the application, under the stack's lock. */
  *#call<Result>(core: Core, path: CountedPath, call: Program<Result>): Program<Result> {
    this.#compute(core, path);
    if (this.#lock) yield* this.#lock.acquire(core);
    const result = yield* call;
    if (this.#lock) yield* this.#lock.release(core);
    return result;
  }

  /** Sends what comes of something that is done on a connection, unless that is closed. */
  *#onOpen(core: Core, connection: TcpConnection, act: () => TcpSegment): Program {
    if (core.load(connection.at.state) !== TcpState.Closed) yield* this.#output(core, act());
  }

  *#input(core: Core, packet: Packet): Program {
    this.#compute(core, lwipPaths.input);
    const segment = decode(packet);
    if (!segment) {
      this.damaged++;
      return;
    }
    const connection = this.#pcbs.find(core, segment);
    if (!connection) return yield* this.#inputUnknown(core, segment);
    const answer = connection.receive(core, segment);
    if (answer.opened) yield* this.#accepted.post(core, connection);
    if (this.#parts.isRead && (answer.data.length > 0 || answer.ended)) {
      yield* this.#received.post(core, { connection, data: answer.data, ended: answer.ended });
    }
    for (const reply of answer.send) yield* this.#output(core, reply);
    this.#pcbs.sort(core, connection);
  }

  *#inputUnknown(core: Core, segment: TcpSegment): Program {
    core.load(this.#at.tcp_listen_pcbs);
    if (segment.flags === flags.syn && segment.toPort === this.#parts.port) {
      const connection = this.#pcbs.create(core, segment);
      if (!connection) {
        this.refused++;
        return;
      }
      this.#nextSequence = this.#nextSequence + 64_000 | 0;
      yield* this.#output(core, connection.accept(core, this.#nextSequence, segment));
      return;
    }
    this.unknown++;
    if ((segment.flags & flags.rst) === 0) yield* this.#output(core, resetOf(segment));
  }

  *#output(core: Core, segment: TcpSegment): Program {
    this.#compute(core, lwipPaths.output);
    const packet = encode(segment), pbuf = this.#pbuf();
    for (let i = 0; i < packet.length; i++) core.store(pbuf + 4 * i, packet[i]!);
    yield* this.#parts.card.send(core, packet);
  }

  *#tick(core: Core): Program<boolean> {
    yield;
    const ticks = core.load(this.#at.tcp_ticks);
    if (ticks === this.#ticks) return false;
    this.#ticks = ticks;
    for (const connection of [...this.#pcbs.active]) {
      for (const segment of connection.tick(core)) yield* this.#output(core, segment);
      this.#pcbs.sort(core, connection);
    }
    return true;
  }

  #compute(core: Core, path: CountedPath): void {
    core.compute(cyclesOf(path, this.#machine.spec));
  }

  #pbuf(): number {
    this.#nextPbuf = (this.#nextPbuf + 1) % PBUFS;
    return this.#pbufs + this.#nextPbuf * PBUF_BYTES;
  }
}
