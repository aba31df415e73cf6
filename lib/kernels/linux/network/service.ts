/**
 * The paper's TCP service on Linux: one stack, a process a core. The first core takes all of the card's work
 * in its softirq; the others accept from one listening socket, write, and close. A process that finds nothing
 * to accept sleeps until the softirq core wakes it.
 *
 * It does not scale: the one core that receives packets is busy all the time from the second core on.
 *
 * Its opposite: `libos/tcp/service.ts`. Workload: `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import * as z from "zod";
import { count, fromZero, optionsOf } from "../../../input/options.ts";
import { lockOption } from "../../../locks/as_option.ts";
import type { LockKind } from "../../../locks/lock.ts";
import { ticket } from "../../../locks/ticket.ts";
import { Clock } from "../../../machine/clock.ts";
import type { Core } from "../../../machine/core.ts";
import type { Machine } from "../../../machine/machine.ts";
import { NetworkDevice } from "../../../machine/network/device.ts";
import type { Program } from "../../../sim/task.ts";
import { type PolledDevice, pollForever } from "../../polling.ts";
import type { System } from "../../system.ts";
import { answerTo, SERVICE_PORT, type TcpServer } from "../../tcp_server.ts";
import { linuxPathCycles } from "../path_lengths.ts";
import { ticking } from "../tick.ts";
import { linuxNetworkCycles } from "./path_lengths.ts";
import type { Listener } from "./listener.ts";
import { type Sock, TICKS_PER_SECOND } from "./sock.ts";
import { SockFs } from "./sockfs.ts";
import { LinuxTcp } from "./stack.ts";

/** Parts of the service that can be otherwise. */
export interface LinuxTcpOptions {
  /**
   * Receive queues of the card, to which it deals connections (RSS), each with a softirq core of its own; 1
   * by default, as of the cards of 2008.
   */
  readonly receiveQueues?: number;
  /** One listening socket for all, or one for each core that accepts (`SO_REUSEPORT`, 2013). */
  readonly acceptQueues?: "one" | "per core";
  /**
   * How long a core that finds no connection looks again before it goes to sleep; 0 by default. A core that
   * has a softirq as well does not look.
   */
  readonly lookMicroseconds?: number;
  /** The spin locks of listening sockets, transmit queue and driver; ticket locks by default. */
  readonly spinLock?: LockKind;
}

/** What Linux's documentation recommends for busy polling (`net.core.busy_read`). */
const LOOK_MICROSECONDS = 50;

const checked = optionsOf<LinuxTcpOptions>("linuxTcp", {
  receiveQueues: count.max(64, "expected 64 at most").optional(),
  acceptQueues: z.enum(["one", "per core"]).optional(),
  lookMicroseconds: fromZero.optional(),
  spinLock: lockOption.optional(),
});

/** The service on a machine. */
export class LinuxTcpServer implements TcpServer {
  /** See {@link TcpServer.answered}. */
  answered = 0;
  /** See {@link TcpServer.ready}. */
  ready = false;
  /** See {@link TcpServer.device}. */
  readonly device: NetworkDevice;
  /** See {@link TcpServer.kernelCores}: the core of the softirq. */
  readonly kernelCores: Core[] = [];
  /** The stack. */
  readonly stack: LinuxTcp;
  /** The files of accepted connections. */
  readonly files: SockFs;
  readonly #queues: number;
  readonly #lookCycles: number;
  #filled = 0;

  /** Nothing runs yet. */
  constructor(readonly machine: Machine, options: LinuxTcpOptions = {}) {
    const { receiveQueues = 1, acceptQueues = "one", lookMicroseconds = 0, spinLock = ticket } = checked(
      options,
    );
    this.#queues = receiveQueues;
    this.#lookCycles = lookMicroseconds * machine.spec.clockHertz.value / 1e6;
    this.device = new NetworkDevice(machine);
    const clock = new Clock(machine, machine.spec.clockHertz.value / TICKS_PER_SECOND);
    this.stack = new LinuxTcp(machine, this.device, clock, SERVICE_PORT, {
      receiveQueues,
      acceptQueues,
      spinLock,
    });
    this.files = new SockFs(machine);
  }

  /** See {@link TcpServer.driverLocks}. */
  get driverLocks(): number {
    return this.stack.driver.locksTaken;
  }

  /** See {@link TcpServer.dropped}. */
  get dropped(): number {
    return this.stack.driver.droppedRingFull + this.stack.refused;
  }

  /**
   * See {@link TcpServer.serve}. A core has the softirq of a receive queue, or the service; where there are
   * not more cores than queues, each core has both, and the softirqs of what queues are left.
   */
  serve(cores: readonly Core[]): readonly number[] {
    const { stack } = this, both = cores.length <= this.#queues;
    const softirqs = cores.slice(0, this.#queues), services = both ? cores : cores.slice(this.#queues);
    this.kernelCores.push(...softirqs);
    stack.acceptOn(services);
    if (!both) {
      for (const core of services) {
        core.start(pollForever(core, [new ServiceProcess(this, core, this.#lookCycles)]));
      }
    }
    for (const [i, core] of softirqs.entries()) {
      const queues = range(this.#queues).filter((queue) => queue % softirqs.length === i);
      core.start(this.#softirq(core, queues, both ? [new ServiceProcess(this, core, 0)] : []));
    }
    return [0];
  }

  *#softirq(core: Core, queues: readonly number[], beside: readonly PolledDevice[]): Program {
    for (const queue of queues) {
      yield* this.stack.driver.refill(core, queue, true);
      this.ready = ++this.#filled === this.#queues;
    }
    yield* pollForever(core, [...queues.map((queue) => this.stack.softirq(queue)), ...beside]);
  }
}

/** The service's process on a core, between two of its waits. */
class ServiceProcess implements PolledDevice {
  readonly name = "service";
  readonly #server: LinuxTcpServer;
  readonly #listener: Listener;
  readonly #woken: number;
  readonly #lookCycles: number;
  #sleeps = false;

  /** @param lookCycles how long it looks for a connection before it waits for one */
  constructor(server: LinuxTcpServer, core: Core, lookCycles: number) {
    this.#server = server;
    this.#listener = server.stack.listenerOf(core);
    this.#woken = this.#listener.wokenAt(core);
    this.#lookCycles = lookCycles;
  }

  watched(): readonly number[] {
    return [this.#woken];
  }

  *poll(core: Core): Program<boolean> {
    const { systemCall, contextSwitch } = linuxPathCycles, listener = this.#listener;
    yield;
    if (this.#sleeps) {
      if (core.load(this.#woken) === 0) return false;
      this.#sleeps = false;
      core.compute(contextSwitch.value);
    }
    core.compute(systemCall.value);
    const sock = yield* listener.accept(core);
    if (sock) {
      yield* this.#answer(core, sock);
      return true;
    }
    if (yield* listener.look(core, this.#lookCycles)) return true;
    this.#sleeps = yield* listener.sleep(core);
    if (this.#sleeps) core.load(this.#woken);
    return !this.#sleeps;
  }

  *#answer(core: Core, sock: Sock): Program {
    const { systemCall } = linuxPathCycles, server = this.#server, { stack, files } = server;
    core.compute(linuxNetworkCycles.accept.value);
    const file = yield* files.open(core);
    core.compute(systemCall.value);
    yield* stack.write(core, sock, answerTo(sock.connection.remote.port));
    core.compute(systemCall.value);
    yield* files.close(core, file);
    yield* stack.close(core, sock);
    server.answered++;
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/**
 * The service on Linux.
 *
 * @throws {InputError} for an option that it does not have
 * @example
 * ```ts
 * import { linuxTcp, opteron16, sweep, tcpService } from "corey-lab";
 * const [row] = await sweep({
 *   workload: tcpService({ warmUpMicroseconds: 1000, microseconds: 1000 }),
 *   machine: opteron16,
 *   system: linuxTcp(),
 *   cores: [4],
 * });
 * console.log(row.connectionsPerSecond, row.kernelIdle);
 * ```
 */
export function linuxTcp(options: LinuxTcpOptions = {}): System<LinuxTcpServer> {
  const { receiveQueues = 1, lookMicroseconds = 0 } = checked(options);
  const more: LinuxTcpOptions = { ...options, receiveQueues: 2 * receiveQueues, acceptQueues: "per core" };
  return ticking({
    name: "linux",
    boot: (machine) => new LinuxTcpServer(machine, options),
    otherwise: () => ({
      "more servers": {
        ...linuxTcp(more),
        name: `linux, ${2 * receiveQueues} queues, a listener for each core`,
      },
      ...lookMicroseconds === 0 && {
        "fewer wake-ups": {
          ...linuxTcp({ ...options, lookMicroseconds: LOOK_MICROSECONDS }),
          name: `linux, looking for ${LOOK_MICROSECONDS} µs`,
        },
      },
    }),
  });
}
