/**
 * The paper's TCP service on Corey: each service core has its own network stack and its own instance of the
 * service. The first core is a kernel core that polls the network card. A core that does not drive the card
 * (`drivers.ts`) sends it its `device_buf` calls through a syscall device, which knows the card and the
 * segment from before (`sysmon_nic_cache` of Corey's source). A core that drives the card calls `device_buf`
 * itself, which looks up card and segment in the share that all have.
 *
 * It scales as the driver is placed.
 * Its opposite: Linux's one stack (`kernels/linux/network/service.ts`). Workload: `workloads/tcp_service.ts`.
 * Notebook: `05_kernel_cores`.
 */
import { checkInput } from "../../input/check.ts";
import { called, flag, optionsOf } from "../../input/options.ts";
import { lockOption } from "../../locks/as_option.ts";
import { Corey } from "../../kernels/corey/corey.ts";
import { E1000 } from "../../kernels/corey/devices/network/e1000.ts";
import { NetBuffers } from "../../kernels/corey/devices/network/net_buffers.ts";
import {
  type BufferCall,
  BUFFERS_PER_CARD,
  type VirtualNic,
  VirtualNics,
} from "../../kernels/corey/devices/network/virtual_nic.ts";
import type { Id, Name } from "../../kernels/corey/objects/name.ts";
import { SyscallDevice } from "../../kernels/corey/devices/syscall_device.ts";
import { type PolledDevice, pollForever, type PollRound } from "../../kernels/polling.ts";
import type { System } from "../../kernels/system.ts";
import { answerTo, SERVICE_PORT, type TcpServer } from "../../kernels/tcp_server.ts";
import type { LockKind } from "../../locks/lock.ts";
import { Clock } from "../../machine/clock.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import { NetworkDevice } from "../../machine/network/device.ts";
import type { Program } from "../../sim/task.ts";
import { setUpRing, startKernelCore } from "../kernel_cores.ts";
import { type DriverPlacement, drivers } from "./drivers.ts";
import { TcpStack } from "./stack.ts";
import { WorkingSets } from "./working_set.ts";

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
  /** The stacks. */
  readonly stacks: TcpStack[] = [];
  /** The driver; there is none before `serve`. */
  driver: E1000 | undefined;
  /** The virtual cards of the stacks. */
  readonly cards: VirtualNic[] = [];
  /** What cards and buffers are called in the share that all cores have, once they are there. */
  readonly #names: {
    kernel?: Corey;
    segment?: Name;
    workingSets?: WorkingSets;
    readonly cards: Map<VirtualNic, Name>;
  } = { cards: new Map() };
  /** The rings by which stacks send calls to the kernel core. */
  readonly #rings = new Map<VirtualNic, SyscallDevice>();
  #nics: VirtualNics | undefined;
  #open = 0;

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
    return this.#open === this.cards.length && this.#open > 0;
  }

  /** See {@link TcpServer.driverLocks}. */
  get driverLocks(): number {
    return this.driver!.locksTaken;
  }

  /** See {@link TcpServer.dropped}. */
  get dropped(): number {
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
    return this.driver!.droppedRingFull + this.#nics!.droppedRingFull +
      sum(this.cards.map((card) => card.droppedNoBuffer)) + sum(this.stacks.map((stack) => stack.refused));
  }

  /**
   * See {@link TcpServer.serve}. A single core is kernel core and service core in turn.
   *
   * @throws {RangeError} when several cores drive the card and its rings have no lock
   */
  serve(cores: readonly Core[]): readonly number[] {
    const { machine, options, placement } = this, [first] = cores;
    const firstServes = cores.length === 1 || options.kernelCoreServes === true;
    const services = firstServes ? cores : cores.slice(1), shared = options.sharedStack !== undefined;
    const buffers = new NetBuffers(machine, (shared ? 1 : services.length) * BUFFERS_PER_CARD, first!.chip);
    const driver = new E1000(machine, this.device, buffers, placement.ringLock);
    const nics = new VirtualNics(machine, driver, buffers);
    const clock = new Clock(machine, machine.spec.clockHertz.value / 2);
    for (const core of shared ? services.slice(0, 1) : services) {
      const drives = placement.drives(core, first!);
      if (drives && core !== first && !placement.ringLock) {
        throw new RangeError(
          `${placement.name}: ${core.name} drives the card beside ${first!.name}, with no ring lock`,
        );
      }
      const callers = shared ? "under a lock" : "one core", name = `calls of ${core.name}`;
      const ring = drives ? undefined : new SyscallDevice(machine, core.chip, undefined, name, callers);
      const card = nics.card(core, ring ? sending(ring) : this.#direct());
      if (ring) this.#rings.set(card, ring);
      const lock = options.sharedStack,
        isRead = options.service !== undefined,
        parts = { card, clock, port: SERVICE_PORT, isRead, ...(lock ? { lock } : {}) };
      this.stacks.push(new TcpStack(machine, core.chip, parts));
      this.cards.push(card);
    }
    this.driver = driver;
    this.#nics = nics;
    this.kernelCores.push(first!);
    const hardware = [...this.cards, ...this.#rings.values()];
    const kernel = this.#names.kernel = new Corey(machine, { running: services, hardware });
    const share = kernel.bootShare(services);
    this.#names.workingSets = new WorkingSets(kernel, share);
    const served = services.map((core, i) => {
      const stack = this.stacks[shared ? 0 : i]!;
      const service = options.service?.(stack, core) ?? new Service(stack, () => this.answered++);
      return { core, devices: [stack, service], card: this.cards[i] };
    });
    const [leader, ...others] = served;
    const lead = function* (this: CoreyTcpServer): Program {
      yield* this.#comeUp(leader!.core, share, first!, services);
      for (const { core, devices, card } of others) {
        core.now = leader!.core.now;
        core.start(this.#serviceCore(core, devices, card));
      }
      const polled = first === leader!.core
        ? [...this.#polledByKernel(), ...leader!.devices]
        : leader!.devices;
      yield* this.#serviceCore(leader!.core, polled, leader!.card);
    };
    first!.start(function* (this: CoreyTcpServer): Program {
      // The kernel comes up on the first core, and its driver with it.
      yield* driver.reset(first!);
      if (first === leader!.core) return yield* lead.call(this);
      leader!.core.now = first!.now;
      leader!.core.start(lead.call(this));
    }.call(this));
    return this.cards.map((card) => card.address);
  }

  /** `device_buf` on the caller's own core. */
  #direct(): BufferCall {
    const names = this.#names;
    return function* (core, card, page, type) {
      yield* names.kernel!.deviceBuf(core, names.cards.get(card)!, names.segment!, page, type);
      names.workingSets!.use(core);
    };
  }

  /**
   * What the first service core does before all begin: it allocates the devices and makes the first core, if
   * it is another, a kernel core.
   */
  *#comeUp(core: Core, share: Id, first: Core, services: readonly Core[]): Program {
    const kernel = this.#names.kernel!, memory = first.number, { cards } = this.#names;
    const { pages } = this.#nics!.buffers;
    const segment = this.#names.segment = yield* kernel.segmentAlloc(core, share, { pages, memory });
    const polled: Name[] = [];
    for (const [i, card] of this.cards.entries()) {
      const name = yield* kernel.deviceAlloc(core, share, { hardware: card.name, memory });
      cards.set(card, name);
      polled.push(name);
      const ring = yield* kernel.segmentAlloc(core, share, { pages: 1, memory: services[i]!.number });
      yield* kernel.deviceConf(core, name, "ring", { segment: ring });
      const calls = this.#rings.get(card);
      if (!calls) continue;
      const device = yield* setUpRing(kernel, core, share, calls, services[i]!);
      yield* kernel.deviceConf(core, device, "buffers", { card: name, segment });
      polled.push(device);
    }
    if (core !== first) yield* startKernelCore(kernel, core, share, first, polled, this.options.poll);
  }

  /** What a kernel core polls: each virtual card, and the ring of its stack after it. */
  *#polledByKernel(): Iterable<PolledDevice> {
    for (const card of this.cards) {
      yield card;
      const ring = this.#rings.get(card);
      if (ring) yield ring;
    }
  }

  *#serviceCore(core: Core, devices: readonly PolledDevice[], card: VirtualNic | undefined): Program {
    yield* this.#names.workingSets!.map(core);
    if (card) {
      yield* card.open(core);
      this.#open++;
    }
    yield* pollForever(core, devices, this.options.poll);
  }
}

/** `device_buf` on the kernel core. */
function sending(ring: SyscallDevice): BufferCall {
  return (core, _card, page, type) => ring.send(core, (kernelCore) => ring.feedCard(kernelCore, page, type));
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
