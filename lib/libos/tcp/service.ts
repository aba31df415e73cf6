/**
 * The paper's TCP service on Corey: each service core has its own network stack and its own instance of the service. The first core is a
 * kernel core that polls the network card; in `dedicated` it does all device work and takes packets by shared memory, in `polling` it
 * only takes what the card is done with off the rings, and the service cores put buffers on them with system calls of their own.
 *
 * Workload: `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import { kernelCore } from "../../kernels/corey/kernel_core.ts";
import { E1000 } from "../../kernels/corey/network/e1000.ts";
import { NetBuffers } from "../../kernels/corey/network/net_buffers.ts";
import {
  BUFFERS_PER_CARD,
  type KernelEntry,
  type VirtualNic,
  VirtualNics,
} from "../../kernels/corey/network/virtual_nic.ts";
import { coreyPathCycles } from "../../kernels/corey/path_lengths.ts";
import { SyscallDevice } from "../../kernels/corey/syscall_device.ts";
import { type PolledDevice, pollForever } from "../../kernels/polling.ts";
import type { System } from "../../kernels/system.ts";
import { answerTo, SERVICE_PORT, type TcpServer } from "../../kernels/tcp_server.ts";
import type { LockKind } from "../../locks/lock.ts";
import { mcs } from "../../locks/mcs.ts";
import { Clock } from "../../machine/clock.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import { NetworkDevice } from "../../machine/network/device.ts";
import type { Program } from "../../sim/task.ts";
import { TcpStack } from "./stack.ts";

/** Who runs the driver: the kernel core alone, or every core under the rings' locks. */
export type DriverOwner = "dedicated" | "polling";

/** Parts of the service that can be swapped. */
export interface CoreyTcpOptions {
  /** The lock of each ring in `polling`; an MCS lock unless said otherwise. */
  readonly ringLock?: LockKind;
  /** One stack for all service cores, under this lock, instead of one a core. */
  readonly sharedStack?: LockKind;
}

/** The service on a machine. */
export class CoreyTcpServer implements TcpServer {
  /** See {@link TcpServer.answered}. */
  answered = 0;
  /** See {@link TcpServer.device}. */
  readonly device: NetworkDevice;
  /** See {@link TcpServer.kernelCores}. */
  readonly kernelCores: Core[] = [];
  /** The stacks. */
  readonly stacks: TcpStack[] = [];
  /** The driver; there is none before `serve`. */
  driver: E1000 | undefined;
  /** The virtual cards of the stacks. */
  readonly cards: VirtualNic[] = [];
  #nics: VirtualNics | undefined;
  #open = 0;

  /** Nothing runs yet. */
  constructor(
    readonly machine: Machine,
    readonly owner: DriverOwner,
    readonly options: CoreyTcpOptions = {},
  ) {
    this.device = new NetworkDevice(machine);
  }

  /** See {@link TcpServer.ready}. */
  get ready(): boolean {
    return this.#open === this.cards.length;
  }

  /** See {@link TcpServer.dropped}. */
  get dropped(): number {
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
    return this.driver!.droppedRingFull + this.#nics!.droppedRingFull +
      sum(this.cards.map((card) => card.droppedNoBuffer)) + sum(this.stacks.map((stack) => stack.refused));
  }

  /** See {@link TcpServer.serve}. A single core is kernel core and service core in turn. */
  serve(cores: readonly Core[]): readonly number[] {
    const { machine, options } = this, [first] = cores, rest = cores.slice(1);
    const services = rest.length > 0 ? rest : [first!], shared = options.sharedStack !== undefined;
    const buffers = new NetBuffers(machine, (shared ? 1 : services.length) * BUFFERS_PER_CARD, first!.chip);
    const lock = this.owner === "polling" ? options.ringLock ?? mcs : undefined;
    const driver = this.driver = new E1000(machine, this.device, buffers, lock);
    const nics = this.#nics = new VirtualNics(machine, driver, buffers);
    const clock = new Clock(machine, machine.spec.clockHertz.value / 2);
    const kernelDevices: PolledDevice[] = [driver];
    for (const core of shared ? services.slice(0, 1) : services) {
      const card = nics.card(core, this.#entry(core, core === first ? undefined : kernelDevices));
      const stackLock = options.sharedStack;
      const parts = { card, clock, port: SERVICE_PORT, ...(stackLock ? { lock: stackLock } : {}) };
      this.stacks.push(new TcpStack(machine, core.chip, parts));
      this.cards.push(card);
    }
    this.kernelCores.push(first!);
    const programs = services.map((core, i) => ({
      core,
      devices: [
        this.stacks[shared ? 0 : i]!,
        new Service(this.stacks[shared ? 0 : i]!, () => this.answered++),
      ],
      card: shared && i > 0 ? undefined : this.cards[shared ? 0 : i],
    }));
    if (rest.length === 0) {
      const [{ core, devices, card }] = programs as [typeof programs[number]];
      core.start(this.#serviceCore(core, [...kernelDevices, ...devices], card));
    } else {
      first!.start(kernelCore(first!, kernelDevices));
      for (const { core, devices, card } of programs) core.start(this.#serviceCore(core, devices, card));
    }
    return this.cards.map((card) => card.address);
  }

  /** How a service core gets the driver to work for it; without a kernel core beside it, by a system call. */
  #entry(core: Core, kernelDevices: PolledDevice[] | undefined): KernelEntry {
    if (this.owner === "polling" || !kernelDevices) {
      return function* (core, call) {
        core.compute(coreyPathCycles.systemCall.value);
        return yield* call(core);
      };
    }
    const calls = new SyscallDevice(this.machine, core.chip);
    kernelDevices.push(calls);
    return (core, call) => calls.send(core, call);
  }

  *#serviceCore(core: Core, devices: readonly PolledDevice[], card: VirtualNic | undefined): Program {
    if (card) {
      yield* card.open(core);
      this.#open++;
    }
    yield* pollForever(core, devices);
  }
}

/** The service itself: accepts, writes 128 bytes, closes. */
class Service implements PolledDevice {
  readonly name = "service";

  constructor(readonly stack: TcpStack, readonly onAnswer: () => void) {}

  watched(): readonly number[] {
    return [];
  }

  *poll(core: Core): Program<boolean> {
    const connection = yield* this.stack.accept(core);
    if (!connection) return false;
    yield* this.stack.write(core, connection, answerTo(connection.remote.port));
    yield* this.stack.close(core, connection);
    this.onAnswer();
    return true;
  }
}

/**
 * The service on Corey, in the paper's two configurations.
 *
 * @example
 * ```ts
 * import { coreyTcp, opteron16, sweep, tcpService } from "corey-lab";
 * const rows = await sweep({
 *   workload: tcpService({ warmUpConnections: 50, connections: 100 }),
 *   machine: opteron16,
 *   system: [coreyTcp.dedicated(), coreyTcp.polling()],
 *   cores: [2],
 * });
 * console.log(rows.map(({ system, connectionsPerSecond }) => `${system}: ${connectionsPerSecond}`));
 * ```
 */
export const coreyTcp = {
  /** The kernel core does all device work. */
  dedicated: (options: CoreyTcpOptions = {}): System<CoreyTcpServer> => ({
    name: "dedicated",
    boot: (machine) => new CoreyTcpServer(machine, "dedicated", options),
  }),
  /** The kernel core only polls; the others put buffers on the rings themselves. */
  polling: (options: CoreyTcpOptions = {}): System<CoreyTcpServer> => ({
    name: "polling",
    boot: (machine) => new CoreyTcpServer(machine, "polling", options),
  }),
};
