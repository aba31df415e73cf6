/**
 * A pcore: a physical core as an object. Who has it decides what the core runs; applications own cores for long and manage them themselves.
 *
 * It scales because cores are given out, not multiplexed: no run queue is shared.
 * Its opposite: Linux's scheduler, which is left out here as every thread has a core of its own in all experiments.
 * Workload: `workloads/tcp_service.ts`. Notebook: `10_tour`.
 */
import type { Core } from "../../machine/core.ts";
import type { Program, Task } from "../../sim/task.ts";
import type { Device } from "./device.ts";
import { type Id, KernelObject } from "./object.ts";
import type { ObjectRecord } from "./records.ts";

/** A physical core. */
export class Pcore extends KernelObject {
  /** See {@link KernelObject.type}. */
  readonly type = "pcore";
  /** Whether it runs a program, or devices as a kernel core; when that ends, it still lets go of things. */
  state: "idle" | "running" | "ending" = "idle";
  /** What it polls when it is run as a kernel core; each is a reference. */
  readonly devices: Device[] = [];
  /** How often a second its timer interrupts it; 0 for never. */
  intervalHertz = 0;
  /** How often the timer did. */
  ticks = 0;
  /** What the program wants done then. */
  onInterval: ((core: Core) => void) | undefined;
  /** The timer that interrupts it, if one does. */
  timer: Task | undefined;
  /** Makes the core free for another `pcore_alloc`. */
  override readonly gone: () => void;

  /**
   * A core that runs nothing.
   *
   * @param core the hardware
   * @param gone makes the core free for another `pcore_alloc`
   */
  constructor(record: ObjectRecord, id: Id, label: string, readonly core: Core, gone: () => void) {
    super(record, id, label);
    this.gone = gone;
  }

  /** Lets go of its devices. */
  override *dismantle(_core: Core, drop: (object: KernelObject) => Program): Program {
    for (const device of this.devices.splice(0)) yield* drop(device);
  }
}
