/**
 * A pcore: a physical core as an object. Its owner decides what the core runs; applications own cores for a
 * long time and manage them themselves.
 *
 * It scales because cores are given out, not multiplexed: no run queue is shared.
 * Its opposite: Linux's scheduler, which is left out here as every thread has a core of its own in all
 * experiments. Workload: `workloads/tcp_service.ts`. Notebook: `10_tour`.
 */
import type { Core } from "../../../machine/core.ts";
import { fieldsAt, type Placed } from "../../../machine/layout.ts";
import type { Program, Task } from "../../../sim/task.ts";
import type { Device } from "../devices/device.ts";
import { type Identity, KernelObject } from "../objects/object.ts";
import { recordStructs } from "../objects/records.ts";

/** A physical core. */
export class Pcore extends KernelObject {
  /** See {@link KernelObject.type}. */
  readonly type = "pcore";
  /** The fields of its record. */
  readonly at: Placed<"context">;
  /**
   * Whether it runs a program, or devices as a kernel core; when that ends, it still has references to
   * release.
   */
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
  protected override readonly gone: () => void;

  /**
   * A core that runs nothing.
   *
   * @param core the hardware
   * @param gone makes the core free for another `pcore_alloc`
   */
  constructor(identity: Identity, readonly core: Core, gone: () => void) {
    super(identity);
    this.at = fieldsAt(recordStructs.pcore, identity.record.address);
    this.gone = gone;
  }

  /** Lets go of its devices. */
  protected override *destroy(core: Core): Program {
    for (const device of this.devices.splice(0)) yield* device.release(core);
  }
}
