/**
 * The paper's TCP service on Linux: one stack, a process a core. The first core takes all of the card's work
 * in its softirq; the others accept from one listening socket, write, and close. A process that finds nothing
 * to accept sleeps until the softirq core wakes it.
 *
 * It does not scale: the one core that receives packets is busy all the time from the second core on.
 *
 * Its opposite: `libos/tcp/service.ts`. Workload: `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import { Clock } from "../../../machine/clock.ts";
import type { Core } from "../../../machine/core.ts";
import type { Machine } from "../../../machine/machine.ts";
import { NetworkDevice } from "../../../machine/network/device.ts";
import type { Program } from "../../../sim/task.ts";
import { type PolledDevice, pollForever } from "../../polling.ts";
import type { System } from "../../system.ts";
import { answerTo, SERVICE_PORT, type TcpServer } from "../../tcp_server.ts";
import { linuxPathCycles } from "../path_lengths.ts";
import { linuxNetworkCycles } from "./path_lengths.ts";
import { TICKS_PER_SECOND } from "./sock.ts";
import { SockFs } from "./sockfs.ts";
import { LinuxTcp } from "./stack.ts";

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
  readonly #files: SockFs;

  /** Nothing runs yet. */
  constructor(readonly machine: Machine) {
    this.device = new NetworkDevice(machine);
    const clock = new Clock(machine, machine.spec.clockHertz.value / TICKS_PER_SECOND);
    this.stack = new LinuxTcp(machine, this.device, clock, SERVICE_PORT);
    this.#files = new SockFs(machine);
  }

  /** See {@link TcpServer.driverLocks}. */
  get driverLocks(): number {
    return this.stack.driver.locksTaken;
  }

  /** See {@link TcpServer.dropped}. */
  get dropped(): number {
    return this.stack.driver.droppedRingFull + this.stack.refused;
  }

  /** See {@link TcpServer.serve}. A single core has both the softirq and the service. */
  serve(cores: readonly Core[]): readonly number[] {
    const [first] = cores, alone = cores.length === 1;
    this.kernelCores.push(first!);
    for (const core of alone ? [] : cores.slice(1)) core.start(pollForever(core, [this.#process(core)]));
    first!.start(this.#softirq(first!, alone ? [this.stack, this.#process(first!)] : [this.stack]));
    return [0];
  }

  *#softirq(core: Core, devices: readonly PolledDevice[]): Program {
    yield* this.stack.driver.refill(core, true);
    this.ready = true;
    yield* pollForever(core, devices);
  }

  /** The process of a core, between two of its waits. */
  #process(core: Core): PolledDevice {
    const { stack } = this, { listener } = stack, woken = listener.wokenAt(core);
    const { systemCall, contextSwitch } = linuxPathCycles;
    let sleeps = false;
    const poll = function* (this: LinuxTcpServer): Program<boolean> {
      yield;
      if (sleeps) {
        if (core.load(woken) === 0) return false;
        sleeps = false;
        core.compute(contextSwitch.value);
      }
      core.compute(systemCall.value);
      const sock = yield* listener.accept(core);
      if (!sock) {
        sleeps = yield* listener.sleep(core);
        if (sleeps) core.load(woken);
        return !sleeps;
      }
      core.compute(linuxNetworkCycles.accept.value);
      const file = yield* this.#files.open(core);
      core.compute(systemCall.value);
      yield* stack.write(core, sock, answerTo(sock.connection.remote.port));
      core.compute(systemCall.value);
      yield* this.#files.close(core, file);
      yield* stack.close(core, sock);
      this.answered++;
      return true;
    };
    return { name: "service", poll: () => poll.call(this), watched: () => [woken] };
  }
}

/**
 * The service on Linux.
 *
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
export function linuxTcp(): System<LinuxTcpServer> {
  return { name: "linux", boot: (machine) => new LinuxTcpServer(machine) };
}
