/**
 * The calls on devices: `device_list`, `device_alloc`, `device_stat`, `device_conf`, `device_buf`.
 *
 * They scale as the device does: all who name it meet at its lock, unless a kernel core has it to itself.
 * Their opposite: Linux's `ioctl` and drivers. Workload: `workloads/tcp_service.ts`. Notebooks: `05_kernel_cores`, `10_tour`.
 */
import { anything, optionsOf } from "../../input/options.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import { type BufferType, Device, type Hardware } from "./device.ts";
import type { CoreyOptions } from "./kernel.ts";
import { allocFields, type AllocOptions } from "./names.ts";
import { once } from "./references.ts";
import type { Id, KernelObject, Name } from "./object.ts";
import { PageFaults } from "./page_faults.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import { Segment } from "./segment.ts";

/** Which device is wanted. */
export interface DeviceOptions extends AllocOptions {
  /** Its name, as `device_list` tells it. */
  readonly hardware: string;
}

/** What something of a device is to be set to: what applies of these. */
export interface DeviceSetting {
  /** How many. */
  readonly value?: number;
  /** The memory to be used. */
  readonly segment?: Name;
  /** The other device to be used. */
  readonly card?: Name;
}

const checkedSetting = optionsOf<DeviceSetting>("deviceConf", {
  value: anything.optional(),
  segment: anything.optional(),
  card: anything.optional(),
});
const checkedDevice = optionsOf<DeviceOptions>("deviceAlloc", { ...allocFields, hardware: anything });

/** A kernel with devices. */
export class DeviceCalls extends PageFaults {
  readonly #hardware: readonly Hardware[];
  readonly #taken = new Set<Hardware>();

  /** A kernel on a machine whose cores do not run yet, with devices. */
  constructor(machine: Machine, options: CoreyOptions) {
    super(machine, options);
    this.#hardware = options.hardware ?? [];
  }

  /** `device_list`: the names of all devices. */
  deviceList(core: Core): Program<readonly string[]> {
    return this.answer(core, () => this.#hardware.map(({ name }) => name));
  }

  /**
   * `device_alloc`: a device, for whoever reaches the share.
   *
   * @throws {KernelError} ENODEV: there is none of that name. EBUSY: somebody has it. ENOENT: the core does not reach the share
   */
  deviceAlloc(core: Core, share: Id, options: DeviceOptions): Program<Name> {
    return this.call(core, coreyPathCycles.allocate.value, this.#alloc(core, share, checkedDevice(options)));
  }

  /**
   * `device_stat`: what a device counts and is set to.
   *
   * @throws {KernelError} ENOENT: the core does not reach it. ETYPE: it is no device
   */
  deviceStat(core: Core, device: Name): Program<Readonly<Record<string, number>>> {
    return this.call(
      core,
      0,
      this.inspect(core, "device_stat", device, Device, ({ hardware }) => hardware.stat()),
    );
  }

  /**
   * `device_conf`: sets something of a device, by the name under which `device_stat` tells it.
   *
   * @throws {KernelError} EINVAL: it cannot be set so. ENOENT: the core does not reach the device or what it is set to. ETYPE: they are no
   * such things
   */
  deviceConf(core: Core, device: Name, name: string, setting: DeviceSetting): Program {
    checkedSetting(setting);
    return this.call(
      core,
      0,
      this.use(
        core,
        "device_conf",
        device,
        Device,
        (device) => this.#configure(core, device, name, setting),
      ),
    );
  }

  /**
   * `device_buf`: gives a device a page of a segment to fill or to send.
   *
   * @throws {KernelError} ERANGE: the segment has no such page. EINVAL: the device takes no buffers. ENOENT: the core does not reach device or
   * segment. ETYPE: they are no such things
   */
  deviceBuf(core: Core, device: Name, segment: Name, page: number, type: BufferType): Program {
    return this.call(
      core,
      0,
      this.use(core, "device_buf", device, Device, (device) => this.#feed(core, device, segment, page, type)),
    );
  }

  *#alloc(core: Core, share: Id, { hardware: name, ...options }: DeviceOptions): Program<Name> {
    const hardware = this.#hardware.find((one) => one.name === name);
    if (!hardware) throw new KernelError("device_alloc", "ENODEV", `there is no device ${name}`);
    if (this.#taken.has(hardware)) throw new KernelError("device_alloc", "EBUSY", `somebody has ${name}`);
    this.#taken.add(hardware);
    const giveBack = once(() => {
      hardware.forget?.();
      this.#taken.delete(hardware);
    });
    try {
      return yield* this.allocate(
        core,
        "device_alloc",
        share,
        "device",
        options,
        (record, id, label) => new Device(record, id, label, hardware, giveBack),
      );
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  *#feed(core: Core, device: Device, name: Name, page: number, type: BufferType): Program {
    const segment = yield* this.find(core, "device_buf", name, Segment);
    try {
      yield* device.feed(core, segment, page, type);
    } catch (error) {
      yield* this.drop(core, segment);
      throw error;
    }
    device.keep(segment);
  }

  *#configure(core: Core, device: Device, name: string, setting: DeviceSetting): Program {
    const { hardware } = device, { value } = setting;
    let unused: readonly KernelObject[] = [];
    try {
      const segment = setting.segment && (yield* this.find(core, "device_conf", setting.segment, Segment));
      if (segment) unused = [segment];
      const card = setting.card && (yield* this.find(core, "device_conf", setting.card, Device));
      if (card) unused = [...unused, card];
      const isSet = (value === undefined || Number.isFinite(value)) &&
        hardware.configure(name, { value, segment, card });
      if (!isSet) {
        const to = [value, ...unused].filter((part) => part !== undefined).join(", ");
        throw new KernelError("device_conf", "EINVAL", `${hardware.name} cannot set ${name} to ${to}`);
      }
      unused = device.keepSetting(name, unused);
    } finally {
      for (const object of unused) yield* this.drop(core, object);
    }
  }
}
