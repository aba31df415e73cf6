/**
 * A device as an object: a network card, or a pseudo-device that takes system calls. A kernel core polls the devices it was given; whoever
 * names a device may configure it and feed it buffers.
 *
 * It scales as far as one core does all that touches the device's memory: that is what kernel cores are for.
 * Its opposite: Linux's drivers, which run on whatever core makes a call. Workload: `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import type { PolledDevice } from "../polling.ts";
import { type Id, KernelObject } from "./object.ts";
import type { ObjectRecord } from "./records.ts";
import type { Segment } from "./segment.ts";

/** What a buffer that is fed to a device is for. */
export type BufferType = "receive" | "transmit";

/** The driver of a device. */
export interface Hardware extends PolledDevice {
  /** What the device counts and is set to, by name. */
  stat(): Readonly<Record<string, number>>;
  /** Sets something; throws when there is no such setting. */
  configure(setting: string, value: number): void;
  /** Gives the device a page of a segment to fill or to send. */
  feed(core: Core, segment: Segment, page: number, type: BufferType): Program;
}

/** A device that was allocated. */
export class Device extends KernelObject {
  /** See {@link KernelObject.type}. */
  readonly type = "device";
  readonly #fed: Segment[] = [];
  /** Makes the hardware free for another `device_alloc`. */
  override readonly gone: () => void;

  /**
   * A device without buffers.
   *
   * @param gone makes the hardware free for another `device_alloc`
   */
  constructor(record: ObjectRecord, id: Id, label: string, readonly hardware: Hardware, gone: () => void) {
    super(record, id, label);
    this.gone = gone;
  }

  /** Keeps a segment alive that the device uses; the reference is the device's from now on. */
  keep(segment: Segment): void {
    this.#fed.push(segment);
  }

  /** Lets go of its buffers. */
  override *dismantle(_core: Core, drop: (object: KernelObject) => Program): Program {
    for (const segment of this.#fed.splice(0)) yield* drop(segment);
  }
}
