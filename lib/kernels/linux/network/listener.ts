/**
 * Linux's listening socket (`inet_connection_sock`, `net/ipv4/inet_connection_sock.c` of 2.6.25): requests
 * that are half open, connections that wait to be accepted, and the tasks that wait for one, all behind one
 * socket lock.
 *
 * It does not scale: the softirq core puts every new connection on the queue, every service core takes from
 * it, and the lock, the queue and the list of sleepers go to and fro.
 * Its opposite: a stack a core that listens for itself (`libos/tcp/stack.ts`). Workload:
 * `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import type { Lock, LockKind } from "../../../locks/lock.ts";
import type { Core } from "../../../machine/core.ts";
import { int32, lineAligned, type Placed, struct, word64 } from "../../../machine/layout.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Program } from "../../../sim/task.ts";
import { linuxNetworkCycles } from "./path_lengths.ts";
import type { Sock } from "./sock.ts";

const listenerStruct = struct("listening tcp_sock", {
  skc_refcnt: int32,
  skc_state: int32,
  sk_lock: lineAligned(int32),
  rskq_accept_head: lineAligned(word64),
  rskq_accept_tail: word64,
  sk_ack_backlog: int32,
  listen_opt: word64,
  "sk_sleep.lock": lineAligned(int32),
  "sk_sleep.task_list": word64,
});
const taskStruct = struct("task_struct", { state: int32, woken: int32 });
/** Connections that may wait to be accepted (`somaxconn`). */
const BACKLOG = 128;

/** The socket that the service listens on. */
export class Listener {
  /** Guards requests and queue. */
  readonly lock: Lock;
  readonly #machine: Machine;
  readonly #at: Placed<keyof typeof listenerStruct.offsets>;
  readonly #sleepLock: Lock;
  readonly #queue: Sock[] = [];
  readonly #sleepers: Core[] = [];
  readonly #tasks: Placed<"state" | "woken">[];

  /** Nobody has asked for anything yet; with locks of a kind. */
  constructor(machine: Machine, lock: LockKind) {
    this.#machine = machine;
    this.#at = machine.memory.place(listenerStruct);
    this.lock = lock.place(machine, this.#at.sk_lock);
    this.#sleepLock = lock.place(machine, this.#at["sk_sleep.lock"]);
    this.#tasks = machine.cores.map((core) =>
      machine.memory.place(taskStruct, core.chip, `task_struct ${core.number}`)
    );
  }

  /** Whether no more connections may wait. */
  get isFull(): boolean {
    return this.#queue.length >= BACKLOG;
  }

  /** Notes or forgets a request that is half open. With the lock. */
  noteRequest(core: Core): void {
    core.load(this.#at.skc_state);
    core.store(this.#at.listen_opt, 1);
  }

  /** Puts an open connection on the queue. With the lock. */
  push(core: Core, sock: Sock): void {
    core.store(this.#at.rskq_accept_tail, sock.address);
    core.store(this.#at.sk_ack_backlog, this.#queue.push(sock));
  }

  /** Takes a connection off the queue; undefined when none waits. */
  *accept(core: Core): Program<Sock | undefined> {
    yield* this.lock.acquire(core);
    core.load(this.#at.rskq_accept_head);
    const sock = this.#queue.shift();
    if (sock) {
      core.store(this.#at.rskq_accept_head, 1);
      core.store(this.#at.sk_ack_backlog, this.#queue.length);
    }
    yield* this.lock.release(core);
    return sock;
  }

  /** The word that changes when a sleeping core is woken. */
  wokenAt(core: Core): number {
    return this.#tasks[core.number]!.woken;
  }

  /** Looks for a connection for so many cycles; says whether one has come (busy polling, 2013). */
  *look(core: Core, cycles: number): Program<boolean> {
    for (const end = core.now + cycles; core.now < end;) {
      if (core.load(this.#at.sk_ack_backlog) > 0) return true;
      yield core.backOff(this.#at.sk_ack_backlog, linuxNetworkCycles.lookAgain.value);
    }
    return false;
  }

  /**
   * Puts a core to sleep until a connection comes (`prepare_to_wait_exclusive`), unless one has come; says
   * whether it does.
   */
  *sleep(core: Core): Program<boolean> {
    yield* this.#sleepLock.acquire(core);
    yield; // It changes under another lock.
    core.load(this.#at.sk_ack_backlog);
    const sleeps = this.#queue.length === 0;
    if (sleeps) {
      this.#sleepers.push(core);
      core.store(this.#at["sk_sleep.task_list"], core.number);
      core.store(this.#tasks[core.number]!.woken, 0);
    }
    yield* this.#sleepLock.release(core);
    return sleeps;
  }

  /** Wakes the core that has slept longest, if one sleeps (`sk->sk_data_ready`). */
  *wakeOne(core: Core): Program {
    yield* this.#sleepLock.acquire(core);
    core.load(this.#at["sk_sleep.task_list"]);
    const sleeper = this.#sleepers.shift();
    if (sleeper) core.store(this.#at["sk_sleep.task_list"], this.#sleepers.length);
    yield* this.#sleepLock.release(core);
    if (!sleeper) return;
    core.compute(linuxNetworkCycles.wake.value);
    if (sleeper !== core) core.compute(this.#machine.spec.interrupt.sendCycles.value);
    yield;
    core.publish(this.#tasks[sleeper.number]!.woken, 1);
  }
}
