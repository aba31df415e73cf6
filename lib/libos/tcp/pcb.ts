/**
 * lwIP's protocol control blocks (`struct tcp_pcb`, lwIP 1.2), from a pool of fixed size. A connection that
 * has ended stays in its block, in TIME-WAIT, until the block is needed: the oldest goes first (`tcp_alloc`).
 */
import { TcpConnection, TcpState } from "../../kernels/tcp.ts";
import type { Core } from "../../machine/core.ts";
import { bytes, int32, type Placed, struct, word64 } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import type { TcpSegment } from "../../machine/network/packet.ts";

/** What the code here touches, in lwIP's order; what lies between is left as bytes. */
const pcbStruct = struct("tcp_pcb", {
  local_ip: int32,
  remote_ip: int32,
  so_options: int32,
  next: word64,
  state: int32,
  prio: int32,
  callback_arg: word64,
  ports: int32,
  rcv_nxt: int32,
  rcv_wnd: int32,
  tmr: int32,
  polltmr: int32,
  rtime: int32,
  mss: int32,
  rttest: int32,
  nrtx: int32,
  snd_una: int32,
  cwnd: int32,
  snd_nxt: int32,
  snd_wnd: int32,
  snd_queuelen: int32,
  unsent: word64,
  unacked: word64,
  ooseq: word64,
  callbacks: bytes(48),
});

/** Blocks of a stack (`MEMP_NUM_TCP_PCB` in Corey's `lwipopts.h`). */
const PCBS = 32;
/** `tcp_slowtmr` runs twice a second, and the first time-out is 3 s. */
const TIMEOUT_TICKS = 6;

type Words = Placed<keyof typeof pcbStruct.offsets>;

/** The blocks of one stack, and the connections in them. */
export class PcbPool {
  readonly #free: Words[];
  /** Connections that are open or opening, the latest used first (`tcp_active_pcbs`). */
  readonly active: TcpConnection[] = [];
  /** Connections in TIME-WAIT, the oldest first (`tcp_tw_pcbs`). */
  readonly timeWait: TcpConnection[] = [];

  /** @param chip whose memory they stand in */
  constructor(machine: Machine, chip: number) {
    this.#free = Array.from(
      { length: PCBS },
      (_, i) => machine.memory.place(pcbStruct, chip, `tcp_pcb ${i}`),
    );
  }

  /** The connection of a segment: goes through the lists as `tcp_input` does. */
  find(core: Core, segment: TcpSegment): TcpConnection | undefined {
    for (const list of [this.active, this.timeWait]) {
      for (const [i, connection] of list.entries()) {
        const at = connection.at as Words;
        core.load(at.ports);
        if (connection.remote.port !== segment.fromPort || connection.remote.address !== segment.from) {
          continue;
        }
        if (list === this.active) {
          list.splice(i, 1);
          list.unshift(connection);
        }
        return connection;
      }
    }
    return undefined;
  }

  /** A block for a new connection; undefined when all are in use. */
  create(core: Core, segment: TcpSegment): TcpConnection | undefined {
    const at = this.#free.pop() ?? this.timeWait.shift()?.at as Words | undefined;
    if (!at) return undefined;
    for (const word of [at.local_ip, at.ports, at.mss, at.unsent, at.callbacks]) core.store(word, 0);
    core.store(at.ports, segment.fromPort);
    const local = { address: segment.to, port: segment.toPort };
    const connection = new TcpConnection(
      at,
      local,
      { address: segment.from, port: segment.fromPort },
      TIMEOUT_TICKS,
    );
    this.active.unshift(connection);
    return connection;
  }

  /** Puts a connection where its state says that it belongs. */
  sort(core: Core, connection: TcpConnection): void {
    const state: TcpState = core.load(connection.at.state);
    if (state !== TcpState.TimeWait && state !== TcpState.Closed) return;
    const i = this.active.indexOf(connection);
    if (i < 0) return;
    this.active.splice(i, 1);
    if (state === TcpState.TimeWait) this.timeWait.push(connection);
    else this.#free.push(connection.at as Words);
  }
}
