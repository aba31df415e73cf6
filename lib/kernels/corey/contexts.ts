/**
 * What each core runs with: a root share and a root range, private to it, and itself as an object. All that a
 * program can name it finds from there.
 *
 * It scales: what a core may use is noted for that core alone.
 * Its opposite: Linux's tasks, which start with everything shared (`kernels/linux/linux.ts`). Notebook:
 * `10_tour`.
 */
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import { KernelError } from "../errors.ts";
import type { Pcore } from "./cores/pcore.ts";
import type { AddressRange } from "./memory/address_range.ts";
import type { Share } from "./shares/share.ts";

/** What a core that runs a program may use. */
export interface Context {
  /** Its root share: private to it. */
  readonly share: Share;
  /** Its root range: private to it. */
  readonly range: AddressRange;
  /** The core as an object. */
  readonly pcore: Pcore;
}

/** The contexts of all cores. */
export class Contexts {
  /** What each core runs with, by its number; nothing while it does not run. */
  readonly running: (Context | undefined)[];

  /** No core runs. */
  constructor(machine: Machine) {
    this.running = machine.cores.map(() => undefined);
  }

  /**
   * What a core runs with.
   *
   * @throws {KernelError} EIDLE: it does not run
   */
  of(core: Core): Context {
    const context = this.running[core.number];
    if (!context) throw new KernelError("any call", "EIDLE", `${core.name} runs nothing`);
    return context;
  }

  /** A core runs from now on, in its root range's page table. */
  begin(core: Core, context: Context): void {
    core.mmu.load(context.range.rootOf!.table);
    this.running[core.number] = context;
  }

  /** It does not run any more. */
  end(core: Core): void {
    this.running[core.number] = undefined;
    core.mmu.load(undefined);
  }
}
