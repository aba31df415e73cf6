/**
 * What runs on a core from `pcore_run` to its end: a program, or a kernel core's devices, with a root share and a root range that are
 * private to the core.
 *
 * It scales: a core takes what it needs to run from its own free lists, and shares only what its shares and ranges lead to.
 * Its opposite: Linux's threads, which start with everything shared (`kernels/linux/linux.ts`). Workload: `workloads/tcp_service.ts`.
 * Notebook: `10_tour`.
 */
import { flag, optionsOf } from "../../input/options.ts";
import type { Core } from "../../machine/core.ts";
import { LEVELS } from "../../machine/page_table.ts";
import { type Program, Task } from "../../sim/task.ts";
import type { PolledDevice } from "../polling.ts";
import { touchPage } from "../virtual_memory.ts";
import { AddressRange } from "./address_range.ts";
import type { Device } from "./device.ts";
import { DeviceCalls } from "./device_calls.ts";
import { kernelCore } from "./kernel_core.ts";
import { once } from "./references.ts";
import type { Id, KernelObject, Name, ObjectType } from "./object.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import { Pcore } from "./pcore.ts";
import type { ObjectRecord, Words } from "./records.ts";
import { Share } from "./share.ts";
import { ShareTable } from "./share_table.ts";

/** What a core is to run. */
export interface PcoreContext {
  /** The program; `kernelCore` instead makes it poll the devices that `pcore_add_device` gave it. */
  readonly program?: (core: Core) => Program;
  /** Whether it is to be a kernel core. */
  readonly kernelCore?: boolean;
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

const checkedBoot = optionsOf<{ readonly ranges?: boolean }>("bootShare", { ranges: flag.optional() });

/** A kernel that runs programs on cores. */
export class Execution extends DeviceCalls {
  /** Physical cores that somebody has allocated. */
  protected readonly taken = new Set<Core>();
  readonly #pcores = new Map<Core, Pcore>();
  readonly #words: Words = {
    load: (address) => this.machine.memory.words[address >>> 2]!,
    store: (address, value) => this.machine.memory.initialise(address, value),
  };

  /** Brings a core up before the machine runs, at no cost: as if an application had called `pcore_run` for it. */
  bootCore(core: Core): void {
    const pcore = this.#atBoot(
      core,
      "pcore",
      (record, id) => new Pcore(record, id, core.name, core, this.reserve(core)),
    );
    const range = this.#atBoot(
      core,
      "address range",
      (record, id) => new AddressRange(record, id, "", this.takeOut),
    );
    const share = this.#atBoot(core, "share", (record, id) => this.#bootedShare(record, id, core, core));
    for (const object of [pcore, range]) this.#putAtBoot(share, object);
    range.rootOf = { core, table: this.tables.create(LEVELS, core.chip) };
    this.#enter(core, pcore, share, range);
    pcore.state = "running";
  }

  /**
   * Makes a share that all these cores' root shares hold, before the machine runs and at no cost. Returns its ID.
   *
   * @param ranges whether it is to hold their root ranges, so that each may map into the others' address spaces
   */
  bootShare(cores: readonly Core[], options: { readonly ranges?: boolean } = {}): Id {
    const { ranges = false } = checkedBoot(options);
    const share = this.#atBoot(
      cores[0]!,
      "share",
      (record, id) => this.#bootedShare(record, id, cores[0]!, undefined),
    );
    share.references = 0;
    for (const core of cores) {
      const { share: root, range } = this.contextOf(core);
      this.#putAtBoot(root, share);
      if (ranges) this.#putAtBoot(share, range);
    }
    return share.id;
  }

  /** The name of a core's root range, by which it can be changed. */
  rootRange(core: Core): Name {
    const { share, range } = this.contextOf(core);
    return { share: share.id, object: range.id };
  }

  /** Takes a physical core; returns how to give it back, once. */
  protected reserve(core: Core): () => void {
    this.taken.add(core);
    return once(() => this.taken.delete(core));
  }

  /** The pcore that runs on a core. */
  protected pcoreOn(core: Core): Pcore {
    this.contextOf(core);
    return this.#pcores.get(core)!;
  }

  /** Starts a core that another core has interrupted. */
  protected begin(held: Held, context: PcoreContext, atCycles: number): void {
    const { pcore, range } = held, { core } = pcore;
    // A core that was idle loses nothing to the interrupt but the time until it is there.
    core.owed = 0;
    pcore.state = "running";
    pcore.onInterval = context.onInterval;
    core.now = Math.max(core.now, atCycles);
    // From now on no other core can be started in the range.
    range.rootOf = { core, table: this.tables.create(LEVELS, core.chip, core) };
    core.start(this.#live(held, context));
    this.startTimer(pcore, core.now);
  }

  /** What a started core does from its first cycle to its last. */
  *#live(held: Held, context: PcoreContext): Program {
    const { pcore } = held, { core } = pcore;
    yield* this.inKernel(core, this.#arrive(held, context.stack));
    yield* context.program
      ? context.program(core)
      : kernelCore(core, pcore.devices.map((device) => this.#polled(device)));
    yield* this.inKernel(core, this.end(core));
  }

  /** The first thing a started core does: it gets a root share and loads its page table. */
  *#arrive({ pcore, range, shares }: Held, stack: number | undefined): Program {
    const { core } = pcore;
    core.compute(coreyPathCycles.runCore.value);
    const root = yield* this.makeObject(
      core,
      "share",
      core.number,
      "",
      (record, id, label, memory) => this.makeShare(core, record, id, label, memory, core),
    );
    for (const object of [pcore, range]) {
      yield* object.retain(core);
      root.table.insert(core, object);
    }
    for (const share of shares) {
      yield* root.table.makeRoom(core);
      root.table.insert(core, share);
    }
    this.#enter(core, pcore, root, range);
    if (stack !== undefined) yield* touchPage(this, core, stack, "write");
  }

  /** Ends what runs on a core: everything it referred to is dropped. */
  protected *end(core: Core): Program {
    const { share, range } = this.contextOf(core), pcore = this.#pcores.get(core)!;
    pcore.state = "ending";
    pcore.timer = undefined;
    this.uponLeaving[core.number] = undefined;
    this.contexts[core.number] = undefined;
    this.#pcores.delete(core);
    core.mmu.load(undefined);
    this.tables.release(range.rootOf!.table);
    range.rootOf = undefined;
    for (const object of [share, range, pcore]) yield* this.drop(core, object);
    pcore.state = "idle";
  }

  /**
   * Starts the timer of a core that runs, at whatever interval is set; one that was started before is over. It ends with the core's
   * program.
   */
  protected startTimer(pcore: Pcore, now: number): void {
    const { core, intervalHertz } = pcore, { machine } = this;
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

  /** An object that is there when the machine starts, with one reference to it. */
  #atBoot<O extends KernelObject>(
    core: Core,
    type: ObjectType,
    make: (record: ObjectRecord, id: Id) => O,
  ): O {
    const id = this.nextId(core),
      object = make(this.records.takeAtBoot(this.#words, core.number, type, id), id);
    this.#words.store(object.record.references, object.references = 1);
    return object;
  }

  #putAtBoot(share: Share, object: KernelObject): void {
    this.#words.store(object.record.references, ++object.references);
    share.table.insert(this.#words, object);
  }

  #bootedShare(record: ObjectRecord, id: Id, { number }: Core, owner: Core | undefined): Share {
    const table = ShareTable.makeAtBoot(this.#words, this.records, number, `table of share ${id}`);
    return new Share(record, id, "", table, owner);
  }

  /** A device as a kernel core polls it: what it does there is the kernel's. */
  #polled({ hardware }: Device): PolledDevice {
    return {
      name: hardware.name,
      poll: (core) => this.inKernel(core, hardware.poll(core)),
      watched: () => hardware.watched(),
    };
  }

  #enter(core: Core, pcore: Pcore, share: Share, range: AddressRange): void {
    core.mmu.load(range.rootOf!.table);
    this.#pcores.set(core, pcore);
    this.contexts[core.number] = { share, range };
  }
}
