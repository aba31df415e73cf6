/**
 * Linux's TCP sockets (`struct tcp_sock`, `struct request_sock`, `struct inet_timewait_sock` of 2.6.25). A
 * connection begins as a small request, becomes a socket of some 1,400 bytes once it is open, and ends as a
 * small record for the minute of TIME-WAIT.
 *
 * It does not scale: an accepted connection's socket was made by the softirq core, is used by the
 * accepting core, and gets its acknowledgements on the softirq core again; each time its hot lines move.
 * Its opposite: lwIP's blocks in one core's cache (`libos/tcp/pcb.ts`). Workload: `workloads/tcp_service.ts`.
 * Notebook: `05_kernel_cores`.
 */
import type { Lock } from "../../../locks/lock.ts";
import { ticket } from "../../../locks/ticket.ts";
import type { Core } from "../../../machine/core.ts";
import { bytes, int32, lineAligned, type Struct, struct, word64 } from "../../../machine/layout.ts";
import { L1_CACHE_BYTES } from "../../../machine/lines.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Program } from "../../../sim/task.ts";
import { type Endpoint, TcpConnection, type TcpWords } from "../../tcp.ts";
import { Slab } from "./slab.ts";

/** The words of a connection, wherever they stand. */
const words = { state: int32, rcv_nxt: int32, snd_nxt: int32, snd_una: int32, rtime: int32, nrtx: int32 };

/**
 * The hot parts of `struct tcp_sock`, each group on its line in the order they have there, and the rest of
 * its 1,400 bytes.
 */
const tcpSock = struct("tcp_sock", {
  skc_refcnt: int32,
  state: int32,
  sk_lock: lineAligned(int32),
  sk_owned: int32,
  sk_wmem_alloc: lineAligned(int32),
  inet_ports: lineAligned(int32),
  icsk_accept_queue: lineAligned(word64),
  icsk_timer: word64,
  rtime: int32,
  nrtx: int32,
  rcv_nxt: lineAligned(int32),
  snd_nxt: int32,
  snd_una: int32,
  sk_write_queue: lineAligned(word64),
  rest: lineAligned(bytes(960)),
});
const requestSock = struct("request_sock", { ...words, inet_ports: int32, rest: bytes(64) });
const timewaitSock = struct("inet_timewait_sock", { ...words, inet_ports: int32, rest: bytes(128) });

/** What a connection is at the moment. */
export type Phase = "request" | "sock" | "timewait";
const structs: Readonly<Record<Phase, Struct<keyof typeof words>>> = {
  request: requestSock,
  sock: tcpSock,
  timewait: timewaitSock,
};
/** Timers tick ten times a second; the first time-out is 3 s. */
export const TICKS_PER_SECOND = 10;
const TIMEOUT_TICKS = 3 * TICKS_PER_SECOND;

/** A connection, in the memory that suits its phase. */
export class Sock {
  /** The protocol's view of it. */
  connection: TcpConnection;
  /** Whether the application has closed it: without that, its memory stays. */
  closed = false;
  /** Ticks left in TIME-WAIT. */
  ticksLeft = 60 * TICKS_PER_SECOND;

  /** Made by {@link Socks}. */
  constructor(public phase: Phase, public address: number, local: Endpoint, remote: Endpoint) {
    this.connection = new TcpConnection(wordsAt(phase, address), local, remote, TIMEOUT_TICKS);
  }

  /** Goes over to other memory, with the words it has. */
  move(core: Core, phase: Phase, address: number): void {
    const { at, local, remote } = this.connection, next = wordsAt(phase, address);
    for (const word of Object.keys(words) as (keyof TcpWords)[]) core.store(next[word], core.load(at[word]));
    this.phase = phase;
    this.address = address;
    this.connection = new TcpConnection(next, local, remote, TIMEOUT_TICKS);
  }

  /** Touches what every segment touches of an open connection, beside the words of the protocol. */
  touch(core: Core): void {
    if (this.phase !== "sock") return;
    const { inet_ports, sk_wmem_alloc, icsk_timer, sk_write_queue } = tcpSock.offsets;
    core.load(this.address + inet_ports);
    for (const field of [sk_wmem_alloc, icsk_timer, sk_write_queue]) core.store(this.address + field, 1);
  }
}

/** The memory of connections. */
export class Socks {
  readonly #slabs: Readonly<Record<Phase, Slab>>;
  readonly #machine: Machine;
  readonly #locks = new Map<number, Lock>();

  /** None is made yet. */
  constructor(machine: Machine) {
    this.#machine = machine;
    const slab = (phase: Phase) => new Slab(machine, structs[phase].name, structs[phase].bytes);
    this.#slabs = { request: slab("request"), sock: slab("sock"), timewait: slab("timewait") };
  }

  /** A request to open a connection. */
  *request(core: Core, local: Endpoint, remote: Endpoint): Program<Sock> {
    const address = yield* this.#slabs.request.allocate(core);
    this.#clear(core, "request", address);
    return new Sock("request", address, local, remote);
  }

  /**
   * Makes a request a socket (`sk_clone`: a copy of the listening one), or a socket a record of TIME-WAIT.
   */
  *become(core: Core, sock: Sock, phase: Phase): Program {
    const from = sock.phase, old = sock.address;
    const address = yield* this.#slabs[phase].allocate(core);
    this.#clear(core, phase, address);
    sock.move(core, phase, address);
    yield* this.#slabs[from].free(core, old);
  }

  /** Gives the memory of a connection back. */
  *free(core: Core, { phase, address }: Sock): Program {
    yield* this.#slabs[phase].free(core, address);
  }

  /**
   * Locks a socket, and counts the core among its users: `bh_lock_sock`, `lock_sock`. Smaller records have no
   * lock.
   */
  *lock(core: Core, { phase, address }: Sock): Program {
    if (phase !== "sock") return;
    yield;
    core.fetchAdd(address + tcpSock.offsets.skc_refcnt, 1);
    yield* this.#lockOf(address).acquire(core);
    core.load(address + tcpSock.offsets.sk_owned);
  }

  /** Unlocks a socket that was locked at an address. */
  *unlock(core: Core, phase: Phase, address: number): Program {
    if (phase !== "sock") return;
    yield* this.#lockOf(address).release(core);
    yield;
    core.fetchAdd(address + tcpSock.offsets.skc_refcnt, -1);
  }

  #lockOf(address: number): Lock {
    let lock = this.#locks.get(address);
    if (!lock) {
      this.#locks.set(address, lock = ticket.place(this.#machine, address + tcpSock.offsets.sk_lock));
    }
    return lock;
  }

  #clear(core: Core, phase: Phase, address: number): void {
    // The lock's word is in use between two users of the memory as well.
    for (let at = 0; at < structs[phase].bytes; at += L1_CACHE_BYTES) core.write(address + at);
  }
}

function wordsAt(phase: Phase, address: number): TcpWords {
  const { offsets } = structs[phase];
  const at = (word: keyof typeof words) => address + offsets[word];
  return {
    state: at("state"),
    rcv_nxt: at("rcv_nxt"),
    snd_nxt: at("snd_nxt"),
    snd_una: at("snd_una"),
    rtime: at("rtime"),
    nrtx: at("nrtx"),
  };
}
