/**
 * The cores of the TCP service on Corey. The first is a kernel core that polls the network card; each other
 * core, and the first as well if it serves, has a network stack with a virtual card, and the service.
 *
 * A core that does not drive the card (`drivers.ts`) sends its `device_buf` calls to the first by a syscall
 * device, which knows the card and the segment from before (`sysmon_nic_cache` of Corey's source). One that
 * drives the card calls `device_buf` itself, which looks up card and segment in the share that all have.
 *
 * They scale as the driver is placed.
 * Their opposite: Linux's one stack (`kernels/linux/network/service.ts`). Workload:
 * `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import { Corey } from "../../kernels/corey/corey.ts";
import { E1000 } from "../../kernels/corey/devices/network/e1000.ts";
import { NetBuffers } from "../../kernels/corey/devices/network/net_buffers.ts";
import {
  type BufferCall,
  BUFFERS_PER_CARD,
  type VirtualNic,
  VirtualNics,
} from "../../kernels/corey/devices/network/virtual_nic.ts";
import type { BufferType } from "../../kernels/corey/devices/device.ts";
import { SyscallDevice } from "../../kernels/corey/devices/syscall_device.ts";
import type { Id, Name } from "../../kernels/corey/objects/name.ts";
import { type PolledDevice, pollForever, type PollRound } from "../../kernels/polling.ts";
import { SERVICE_PORT } from "../../kernels/tcp_server.ts";
import type { LockKind } from "../../locks/lock.ts";
import { Clock } from "../../machine/clock.ts";
import type { Core } from "../../machine/core.ts";
import type { NetworkDevice } from "../../machine/network/device.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { setUpRing, startKernelCore } from "../kernel_cores.ts";
import type { DriverPlacement } from "./drivers.ts";
import { TcpStack } from "./stack.ts";
import { WorkingSets } from "./working_set.ts";

/** How the cores are set up. */
export interface ServiceSetup {
  /** Which of them drive the card. */
  readonly placement: DriverPlacement;
  /** Whether the first serves as well. */
  readonly firstServes: boolean;
  /** The lock of one stack for all; each has a stack of its own unless given. */
  readonly sharedStack: LockKind | undefined;
  /** How they go round what they poll; in turn unless given. */
  readonly poll: PollRound | undefined;
  /** Whether the service reads what comes on its connections. */
  readonly isRead: boolean;
  /** The service of a core, on its stack. */
  service(stack: TcpStack, core: Core): PolledDevice;
}

/** A network stack, and what it has. */
export interface Instance {
  /** The core that it is on; of several, the first. */
  readonly core: Core;
  /** The stack. */
  readonly stack: TcpStack;
  /** Its network card. */
  readonly card: VirtualNic;
  /** By which it sends calls to the kernel core; none where its core drives the card. */
  readonly ring: SyscallDevice | undefined;
}

/** A core that serves. */
interface ServiceCore {
  readonly core: Core;
  /** What it polls. */
  readonly devices: readonly PolledDevice[];
  /** The card whose buffers it gives to the kernel when it begins; none where another core has. */
  readonly card: VirtualNic | undefined;
}

/** The cores that the service was started on. */
export class ServiceCores {
  /** The driver of the card. */
  readonly driver: E1000;
  /** The virtual cards on it. */
  readonly nics: VirtualNics;
  /** The stacks. */
  readonly instances: readonly Instance[];
  readonly #setup: ServiceSetup;
  readonly #first: Core;
  readonly #serving: readonly ServiceCore[];
  readonly #kernel: Corey;
  /** The share that all cores have. */
  readonly #share: Id;
  readonly #workingSets: WorkingSets;
  /** What virtual cards and buffers are called in it, once they are there. */
  readonly #cardNames = new Map<VirtualNic, Name>();
  #segmentName: Name | undefined;
  /** Cards that have their buffers. */
  #open = 0;

  /**
   * Starts them.
   *
   * @throws {RangeError} when several cores drive the card and its rings have no lock
   */
  constructor(machine: Machine, device: NetworkDevice, cores: readonly Core[], setup: ServiceSetup) {
    const first = this.#first = cores[0]!, services = setup.firstServes ? cores : cores.slice(1);
    const stackCores = setup.sharedStack ? services.slice(0, 1) : services;
    const buffers = new NetBuffers(machine, stackCores.length * BUFFERS_PER_CARD, first.chip);
    this.#setup = setup;
    this.driver = new E1000(machine, device, buffers, setup.placement.ringLock);
    this.nics = new VirtualNics(machine, this.driver, buffers);
    const clock = new Clock(machine, machine.spec.clockHertz.value / 2);
    this.instances = stackCores.map((core) => this.#instance(core, clock));
    const rings = this.instances.flatMap(({ ring }) => ring ?? []);
    const drivers = [...this.instances.map(({ card }) => card), ...rings];
    this.#kernel = new Corey(machine, { running: services, drivers });
    this.#share = this.#kernel.bootShare(services);
    this.#workingSets = new WorkingSets(this.#kernel, this.#share);
    this.#serving = services.map((core, i) => {
      const { stack } = this.instances[setup.sharedStack ? 0 : i]!;
      return { core, devices: [stack, setup.service(stack, core)], card: this.instances[i]?.card };
    });
    first.start(this.#bootOnFirst());
  }

  /** Whether every stack can receive. */
  get areReady(): boolean {
    return this.#open === this.instances.length;
  }

  #instance(core: Core, clock: Clock): Instance {
    const { placement, sharedStack: lock, isRead } = this.#setup, { machine } = this.nics;
    const drives = placement.drives(core, this.#first);
    if (drives && core !== this.#first && !placement.ringLock) {
      throw new RangeError(
        `${placement.name}: ${core.name} drives the card beside ${this.#first.name}, with no ring lock`,
      );
    }
    const callers = lock ? "under a lock" : "one core", name = `calls of ${core.name}`;
    const ring = drives ? undefined : new SyscallDevice(machine, core.chip, undefined, name, callers);
    const call: BufferCall = ring
      ? (core, _card, page, type) => ring.send(core, (kernelCore) => ring.feedCard(kernelCore, page, type))
      : (core, card, page, type) => this.#deviceBuf(core, card, page, type);
    const card = this.nics.card(core, call);
    const parts = { card, clock, port: SERVICE_PORT, isRead, ...(lock && { lock }) };
    return { core, stack: new TcpStack(machine, core.chip, parts), card, ring };
  }

  /** `device_buf` on the caller's own core. */
  *#deviceBuf(core: Core, card: VirtualNic, page: number, type: BufferType): Program {
    yield* this.#kernel.deviceBuf(core, this.#cardNames.get(card)!, this.#segmentName!, page, type);
    this.#workingSets.use(core);
  }

  /** The kernel comes up on the first core, and its driver with it. */
  *#bootOnFirst(): Program {
    const first = this.#first, leader = this.#serving[0]!.core;
    yield* this.driver.reset(first);
    if (leader === first) return yield* this.#lead();
    leader.now = first.now;
    leader.start(this.#lead());
  }

  /** The first core that serves allocates the devices for all, lets the others begin, and serves. */
  *#lead(): Program {
    const [leader, ...others] = this.#serving as [ServiceCore, ...ServiceCore[]], { core } = leader;
    yield* this.#allocateDevices(core);
    for (const other of others) {
      other.core.now = core.now;
      other.core.start(this.#serve(other));
    }
    const polled = this.instances.flatMap(({ card, ring }) => ring ? [card, ring] : [card]);
    yield* this.#serve(
      core === this.#first ? { ...leader, devices: [...polled, ...leader.devices] } : leader,
    );
  }

  /** Allocates the devices, and makes the first core, if that is another, a kernel core. */
  *#allocateDevices(core: Core): Program {
    const kernel = this.#kernel, share = this.#share, first = this.#first, memory = first.number;
    const { pages } = this.nics.buffers, polled: Name[] = [];
    const segment = this.#segmentName = yield* kernel.segmentAlloc(core, share, { pages, memory });
    for (const { core: user, card, ring } of this.instances) {
      const name = yield* kernel.deviceAlloc(core, share, { name: card.name, memory });
      this.#cardNames.set(card, name);
      polled.push(name);
      const packets = yield* kernel.segmentAlloc(core, share, { pages: 1, memory: user.number });
      yield* kernel.deviceConf(core, name, "ring", { segment: packets });
      if (!ring) continue;
      const calls = yield* setUpRing(kernel, core, share, ring, user);
      yield* kernel.deviceConf(core, calls, "buffers", { card: name, segment });
      polled.push(calls);
    }
    if (core !== first) yield* startKernelCore(kernel, core, share, first, polled, this.#setup.poll);
  }

  *#serve({ core, devices, card }: ServiceCore): Program {
    yield* this.#workingSets.map(core);
    if (card) {
      yield* card.open(core);
      this.#open++;
    }
    yield* pollForever(core, devices, this.#setup.poll);
  }
}
