/**
 * A device as an object: a network card, or a pseudo-device that takes system calls. A kernel core polls the
 * devices it was given; a program that can name a device may configure it and feed it buffers.
 *
 * It scales as far as one core does all that touches the device's memory: that is what kernel cores are for.
 * Its opposite: Linux's drivers (`kernels/linux/network/e1000.ts`), which run on whatever core makes a call.
 * Workload: `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import type { Core } from "../../../machine/core.ts";
import type { Program } from "../../../sim/task.ts";
import { KernelError } from "../../errors.ts";
import type { PolledDevice } from "../../polling.ts";
import type { Segment } from "../memory/segment.ts";
import { type Identity, KernelObject } from "../objects/object.ts";

/** What a buffer that is fed to a device is for. */
export type BufferType = "receive" | "transmit";

/** What something of a device is set to: a number, or objects that the device is to use. */
export interface Setting {
  /** How many. */
  readonly value: number | undefined;
  /** Memory. */
  readonly segment: Segment | undefined;
  /** Another device. */
  readonly card: Device | undefined;
}

/** The driver of a device. */
export interface Driver extends PolledDevice {
  /** What the device counts and is set to, by name. */
  stat(): Readonly<Record<string, number>>;
  /**
   * Sets something; says whether it can be set so. The objects live until it is set anew or the device is
   * given up.
   */
  configure(name: string, setting: Setting): boolean;
  /** Gives the device a page of a segment to fill or to send. */
  feed(core: Core, segment: Segment, page: number, type: BufferType): Program;
  /** Told when the device has been released: it forgets the objects that it was set to. */
  forget?(): void;
}

/** A device that was allocated. */
export class Device extends KernelObject {
  /** See {@link KernelObject.type}. */
  readonly type = "device";
  readonly #fed: Segment[] = [];
  readonly #setTo = new Map<string, readonly KernelObject[]>();
  /** Makes the device free for another `device_alloc`. */
  protected override readonly gone: () => void;

  /**
   * A device without buffers.
   *
   * @param gone makes the device free for another `device_alloc`
   */
  constructor(identity: Identity, readonly driver: Driver, gone: () => void) {
    super(identity);
    this.gone = gone;
  }

  /**
   * Gives the driver a page of a segment that somebody keeps alive.
   *
   * @throws {KernelError} ERANGE: the segment has no such page. EINVAL: the device takes no buffers
   */
  *feed(core: Core, segment: Segment, page: number, type: BufferType): Program {
    if (!Number.isSafeInteger(page) || page < 0 || page >= segment.pages) {
      throw new KernelError("device_buf", "ERANGE", `${segment} has no page ${page}`);
    }
    yield* this.driver.feed(core, segment, page, type);
  }

  /** Keeps a segment alive that the device was fed; the reference is the device's from now on. */
  keep(segment: Segment): void {
    this.#fed.push(segment);
  }

  /**
   * Keeps the objects alive that something is set to; returns those that it was set to before, to be
   * released.
   */
  keepSetting(name: string, objects: readonly KernelObject[]): readonly KernelObject[] {
    const before = this.#setTo.get(name) ?? [];
    this.#setTo.set(name, objects);
    return before;
  }

  /** Lets go of its buffers, and of what it is set to. */
  protected override *destroy(core: Core): Program {
    const kept = [...this.#fed.splice(0), ...[...this.#setTo.values()].flat()];
    this.#setTo.clear();
    for (const object of kept) yield* object.release(core);
  }
}
