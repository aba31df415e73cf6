/**
 * The calls on devices: `device_list`, `device_alloc`, `device_stat`, `device_conf`, `device_buf`.
 *
 * They scale as the device does: all who name it meet at its lock, unless a kernel core has it to itself.
 * Their opposite: Linux's drivers (`kernels/linux/network/e1000.ts`).
 * Workload: `workloads/tcp_service.ts`. Notebooks: `05_kernel_cores`, `10_tour`.
 */
import { anything, optionsOf } from "../../../input/options.ts";
import type { Program } from "../../../sim/task.ts";
import { Segment } from "../memory/segment.ts";
import type { Id, Name } from "../objects/name.ts";
import type { Namespace } from "../objects/namespace.ts";
import type { KernelObject } from "../objects/object.ts";
import { allocFields, type AllocOptions, type Objects } from "../objects/objects.ts";
import type { Call } from "../system_call.ts";
import { type BufferType, Device, type Driver } from "./device.ts";

/** Which device is wanted. */
export interface DeviceOptions extends AllocOptions {
  /** Its name, as `device_list` tells it. */
  readonly name: string;
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
const checkedDevice = optionsOf<DeviceOptions>("deviceAlloc", { ...allocFields, name: anything });

/** The calls on devices. */
export class Devices {
  readonly #objects: Objects;
  readonly #namespace: Namespace;
  readonly #drivers: readonly Driver[];
  /** What somebody has. */
  readonly #taken = new Set<Driver>();

  /** Devices whose identities and names come from elsewhere. */
  constructor(objects: Objects, namespace: Namespace, drivers: readonly Driver[]) {
    this.#objects = objects;
    this.#namespace = namespace;
    this.#drivers = drivers;
  }

  /** `device_list`. */
  *list(): Program<readonly string[]> {
    yield;
    return this.#drivers.map(({ name }) => name);
  }

  /** `device_alloc`. */
  *alloc(call: Call, share: Id, given: DeviceOptions): Program<Name> {
    const { name, ...options } = checkedDevice(given);
    const driver = this.#drivers.find((one) => one.name === name);
    if (!driver) throw call.fail("ENODEV", `there is no device ${name}`);
    if (this.#taken.has(driver)) throw call.fail("EBUSY", `somebody has ${name}`);
    this.#namespace.checkMemory(call, options);
    this.#taken.add(driver);
    const identity = yield* this.#objects.identity(call.core, "device", options);
    const device = new Device(identity, driver, () => {
      driver.forget?.();
      this.#taken.delete(driver);
    });
    return yield* this.#namespace.add(call, share, device);
  }

  /** `device_stat`. */
  stat(call: Call, device: Name): Program<Readonly<Record<string, number>>> {
    return this.#namespace.inspect(call, device, Device, ({ driver }) => driver.stat());
  }

  /** `device_conf`. */
  conf(call: Call, device: Name, name: string, setting: DeviceSetting): Program {
    checkedSetting(setting);
    return this.#namespace.use(
      call,
      device,
      Device,
      (device) => this.#configure(call, device, name, setting),
    );
  }

  /** `device_buf`. */
  buf(call: Call, device: Name, segment: Name, page: number, type: BufferType): Program {
    return this.#namespace.use(
      call,
      device,
      Device,
      (device) => this.#feed(call, device, segment, page, type),
    );
  }

  *#feed(call: Call, device: Device, name: Name, page: number, type: BufferType): Program {
    const segment = yield* this.#namespace.find(call, name, Segment);
    try {
      yield* device.feed(call.core, segment, page, type);
    } catch (error) {
      yield* segment.release(call.core);
      throw error;
    }
    device.keep(segment);
  }

  *#configure(call: Call, device: Device, name: string, setting: DeviceSetting): Program {
    const { driver } = device, { value } = setting, namespace = this.#namespace;
    let unused: readonly KernelObject[] = [];
    try {
      const segment = setting.segment && (yield* namespace.find(call, setting.segment, Segment));
      if (segment) unused = [segment];
      const card = setting.card && (yield* namespace.find(call, setting.card, Device));
      if (card) unused = [...unused, card];
      const isSet = (value === undefined || Number.isFinite(value)) &&
        driver.configure(name, { value, segment, card });
      if (!isSet) {
        const to = [value, ...unused].filter((part) => part !== undefined).join(", ");
        throw call.fail("EINVAL", `${driver.name} cannot set ${name} to ${to}`);
      }
      unused = device.keepSetting(name, unused);
    } finally {
      for (const object of unused) yield* object.release(call.core);
    }
  }
}
