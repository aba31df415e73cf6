/**
 * The paper's TCP service on Corey: each service core has its own network stack and its own instance of the
 * service. How the cores come up, and by whom the network card is driven, is in `service_cores.ts`.
 *
 * It scales as the driver is placed.
 * Its opposite: Linux's one stack (`kernels/linux/network/service.ts`). Workload: `workloads/tcp_service.ts`.
 * Notebook: `05_kernel_cores`.
 */
import { checkInput } from "../../input/check.ts";
import { called, flag, optionsOf } from "../../input/options.ts";
import type { PolledDevice, PollRound } from "../../kernels/polling.ts";
import type { System } from "../../kernels/system.ts";
import { answerTo, type TcpServer } from "../../kernels/tcp_server.ts";
import { lockOption } from "../../locks/as_option.ts";
import type { LockKind } from "../../locks/lock.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import { NetworkDevice } from "../../machine/network/device.ts";
import type { Program } from "../../sim/task.ts";
import { type DriverPlacement, drivers } from "./drivers.ts";
import { ServiceCores } from "./service_cores.ts";
import type { TcpStack } from "./stack.ts";

/** Parts of the service that can be swapped. */
export interface CoreyTcpOptions {
  /** One stack for all service cores, under this lock, instead of one a core. */
  readonly sharedStack?: LockKind;
  /**
   * Whether the core that polls the card runs a stack and the service as well, in turn; a single core always
   * does.
   */
  readonly kernelCoreServes?: boolean;
  /** How the cores go round what they poll; in turn by default. */
  readonly poll?: PollRound;
  /** Another service than the paper's: what runs on a core, on its stack. */
  readonly service?: (stack: TcpStack, core: Core) => PolledDevice;
}

const checked = optionsOf<CoreyTcpOptions>("coreyTcp", {
  sharedStack: lockOption.optional(),
  kernelCoreServes: flag.optional(),
  poll: called<CoreyTcpOptions["poll"]>().optional(),
  service: called<CoreyTcpOptions["service"]>().optional(),
});

/** The service on a machine. */
export class CoreyTcpServer implements TcpServer {
  /** See {@link TcpServer.answered}. */
  answered = 0;
  /** See {@link TcpServer.device}. */
  readonly device: NetworkDevice;
  /** See {@link TcpServer.kernelCores}. */
  readonly kernelCores: Core[] = [];
  /** The cores that it runs on; undefined before `serve`. */
  cores: ServiceCores | undefined;

  /** Nothing runs yet. */
  constructor(
    readonly machine: Machine,
    readonly placement: DriverPlacement,
    readonly options: CoreyTcpOptions = {},
  ) {
    checked(options);
    this.device = new NetworkDevice(machine);
  }

  /** See {@link TcpServer.ready}. */
  get ready(): boolean {
    return this.cores?.areReady === true;
  }

  /** See {@link TcpServer.driverLocks}. */
  get driverLocks(): number {
    return this.cores!.driver.locksTaken;
  }

  /** See {@link TcpServer.dropped}. */
  get dropped(): number {
    const { driver, nics, instances } = this.cores!;
    return instances.reduce(
      (sum, { card, stack }) => sum + card.droppedNoBuffer + stack.refused,
      driver.droppedRingFull + nics.droppedRingFull,
    );
  }

  /**
   * See {@link TcpServer.serve}. A single core is kernel core and service core in turn.
   *
   * @throws {RangeError} when several cores drive the card and its rings have no lock
   */
  serve(cores: readonly Core[]): readonly number[] {
    const { placement, options: { sharedStack, kernelCoreServes, poll, service } } = this;
    this.kernelCores.push(cores[0]!);
    this.cores = new ServiceCores(this.machine, this.device, cores, {
      placement,
      firstServes: cores.length === 1 || kernelCoreServes === true,
      sharedStack,
      poll,
      isRead: service !== undefined,
      service: service ?? ((stack) => new Service(stack, () => this.answered++)),
    });
    return this.cores.instances.map(({ card }) => card.address);
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
 * The service on Corey, in the paper's two configurations or one's own.
 *
 * @example
 * ```ts
 * import { coreyTcp, opteron16, sweep, tcpService } from "corey-lab";
 * const rows = await sweep({
 *   workload: tcpService({ warmUpMicroseconds: 1000, microseconds: 1000 }),
 *   machine: opteron16,
 *   system: [coreyTcp.dedicated(), coreyTcp.polling()],
 *   cores: [2],
 * });
 * console.log(rows.map(({ system, connectionsPerSecond }) => `${system}: ${connectionsPerSecond}`));
 * ```
 */
export const coreyTcp = {
  /** The driver is placed as one likes. */
  placed: (driver: DriverPlacement, options: CoreyTcpOptions = {}): System<CoreyTcpServer> => {
    checked(options);
    return { name: driver.name, boot: (machine) => new CoreyTcpServer(machine, driver, options) };
  },
  /** The kernel core does all device work. */
  dedicated: (options: CoreyTcpOptions = {}): System<CoreyTcpServer> =>
    coreyTcp.placed(drivers.dedicated, options),
  /** The kernel core only polls; the others put buffers on the rings themselves, under a lock. */
  polling: (
    { ringLock, ...options }: CoreyTcpOptions & { readonly ringLock?: LockKind } = {},
  ): System<CoreyTcpServer> => {
    if (ringLock) checkInput(lockOption, ringLock, "the ring lock of coreyTcp.polling");
    return coreyTcp.placed(drivers.polling(ringLock), options);
  },
};
