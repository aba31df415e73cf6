/**
 * What runs on a core from `pcore_run` to its end: a program, or a kernel core's devices, with a root share
 * and a root range that are private to the core.
 *
 * It scales: a core takes what it needs to run from its own free lists, and shares only what its shares and
 * ranges lead to.
 * Its opposite: Linux's threads, which start with everything shared (`kernels/linux/linux.ts`). Workload:
 * `workloads/tcp_service.ts`. Notebook: `10_tour`.
 */
import type { Core } from "../../../machine/core.ts";
import type { Machine } from "../../../machine/machine.ts";
import { LEVELS, type PageTablePages } from "../../../machine/page_table.ts";
import { type Program, Task } from "../../../sim/task.ts";
import type { PolledDevice, PollRound } from "../../polling.ts";
import { touchPage } from "../../virtual_memory.ts";
import type { Contexts } from "../contexts.ts";
import type { Device } from "../devices/device.ts";
import type { AddressRange } from "../memory/address_range.ts";
import type { PageFaults } from "../memory/page_faults.ts";
import type { Executor } from "../objects/executor.ts";
import type { Name } from "../objects/name.ts";
import { coreyPathCycles } from "../path_lengths.ts";
import type { Share } from "../shares/share.ts";
import type { Shares } from "../shares/shares.ts";
import type { SystemCalls } from "../system_call.ts";
import { kernelCore } from "./kernel_core.ts";
import type { Pcore } from "./pcore.ts";

/** What a core is to run. */
export interface PcoreContext {
  /** The program; `kernelCore` instead makes it poll the devices that `pcore_add_device` gave it. */
  readonly program?: (core: Core) => Program;
  /** Whether it is to be a kernel core. */
  readonly kernelCore?: boolean;
  /** How a kernel core goes round its devices; in turn by default. */
  readonly poll?: PollRound;
  /** The range that becomes its root range. No other core may run in it. */
  readonly range: Name;
  /** The shares that its root share is to hold. */
  readonly shares?: readonly Name[];
  /** The page its stack begins in; touched before the program starts. */
  readonly stack?: number;
  /** What it does when its timer interrupts it; see `pcore_set_interval`. */
  readonly onInterval?: (core: Core) => void;
}

/** What a core holds references to while it runs. */
export interface Held {
  /** The core as an object. */
  readonly pcore: Pcore;
  /** Its root range. */
  readonly range: AddressRange;
  /** The shares it was given. */
  readonly shares: readonly Share[];
}

/** The parts of a kernel that running programs takes. */
export interface ExecutionParts {
  /** The machine. */
  readonly machine: Machine;
  /** Cores in and out of the kernel. */
  readonly calls: SystemCalls;
  /** What each core runs with. */
  readonly contexts: Contexts;
  /** Where root shares come from. */
  readonly shares: Shares;
  /** The pages that page tables are made of. */
  readonly tables: PageTablePages;
  /** Touches the first page of a stack. */
  readonly faults: PageFaults;
}

/** Starts and ends what runs on cores. */
export class Execution {
  readonly #parts: ExecutionParts;

  /** Runs programs with these parts of a kernel. */
  constructor(parts: ExecutionParts) {
    this.#parts = parts;
  }

  /** Starts a core that another core has interrupted. */
  begin(held: Held, context: PcoreContext, atCycles: number): void {
    const { pcore, range } = held, { core } = pcore;
    // A core that was idle loses nothing to the interrupt but the time until it is there.
    core.owed = 0;
    pcore.state = "running";
    pcore.onInterval = context.onInterval;
    core.now = Math.max(core.now, atCycles);
    // From now on no other core can be started in the range.
    range.rootOf = { core, table: this.#parts.tables.create(LEVELS, core.chip, core) };
    core.start(this.#live(held, context));
    this.startTimer(pcore, core.now);
  }

  /** What a started core does from its first cycle to its last. */
  *#live(held: Held, { program, stack, poll }: PcoreContext): Program {
    const { calls } = this.#parts, { pcore } = held, { core } = pcore;
    yield* calls.inKernel(core, this.#arrive(held, stack));
    yield* program
      ? program(core)
      : kernelCore(core, pcore.devices.map((device) => this.#polled(device)), poll);
    yield* calls.inKernel(core, this.#end(core));
  }

  /** The first thing a started core does. */
  *#arrive(held: Held, stack: number | undefined): Program {
    const { core } = held.pcore;
    core.compute(coreyPathCycles.runCore.value);
    yield* this.enter(core, held);
    if (stack !== undefined) yield* touchPage(this.#parts.faults, core, stack, "write");
  }

  /**
   * What a core may use from its start on: it gets a root share, and loads the page table of its root range.
   */
  *enter(by: Executor, { pcore, range, shares }: Held): Program {
    const { core } = pcore, root = yield* this.#parts.shares.make(by, core);
    root.begin(by);
    for (const object of [pcore, range]) {
      yield* object.retain(by);
      root.table.insert(by, object);
    }
    for (const share of shares) {
      yield* root.table.makeRoom(by);
      root.table.insert(by, share);
    }
    this.#parts.contexts.begin(core, { share: root, range, pcore });
  }

  /** Stops what a core runs, as soon as it is not in a call. */
  halt({ core }: Pcore): void {
    const { calls, contexts } = this.#parts;
    const stop = () => core.startOver(calls.inKernel(core, this.#end(core)));
    // A core that has just been started has yet to get what it would have to release.
    if (calls.isInside(core) || !contexts.running[core.number]) calls.uponLeaving(core, stop);
    else stop();
  }

  /** Ends what runs on a core: everything it referred to is released. */
  *#end(core: Core): Program {
    const { calls, contexts, tables } = this.#parts, { share, range, pcore } = contexts.of(core);
    pcore.state = "ending";
    pcore.timer = undefined;
    calls.uponLeaving(core, undefined);
    contexts.end(core);
    tables.release(range.rootOf!.table);
    range.rootOf = undefined;
    for (const object of [share, range, pcore]) yield* object.release(core);
    pcore.state = "idle";
  }

  /**
   * Starts the timer of a core that runs, at whatever interval is set; one that was started before is over.
   * It ends with the core's program.
   */
  startTimer(pcore: Pcore, now: number): void {
    const { core, intervalHertz } = pcore, { machine } = this.#parts;
    pcore.timer = undefined;
    if (intervalHertz === 0) return;
    const timer = pcore.timer = new Task(core.scheduler, `timer of ${core.name}`);
    timer.now = now;
    timer.start((function* () {
      for (;;) {
        timer.compute(machine.spec.clockHertz.value / intervalHertz);
        yield;
        if (pcore.timer !== timer || core.idle) return;
        pcore.ticks++;
        machine.interrupts.deliver(core, timer.now, (_, start) => {
          pcore.onInterval?.(core);
          return start;
        });
      }
    })());
  }

  /** A device as a kernel core polls it: what it does there is the kernel's. */
  #polled({ driver }: Device): PolledDevice {
    return {
      name: driver.name,
      poll: (core) => this.#parts.calls.inKernel(core, driver.poll(core)),
      watched: () => driver.watched(),
      restless: driver.restless === true,
    };
  }
}
