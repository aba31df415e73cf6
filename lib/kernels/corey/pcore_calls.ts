/**
 * The calls on cores: `pcore_alloc`, `pcore_current`, `pcore_run`, `pcore_add_device`, `pcore_set_interval`, `pcore_halt`; and
 * `locality_get`, which says where cores and memory are.
 *
 * They scale: a core is started by one interrupt, and then has a root share and a root range of its own.
 * Their opposite: Linux's `clone` and scheduler. Workload: `workloads/tcp_service.ts`. Notebook: `10_tour`.
 */
import { anything, called, flag, optionsOf } from "../../input/options.ts";
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import { AddressRange } from "./address_range.ts";
import { Device } from "./device.ts";
import { Execution, type PcoreContext } from "./execution.ts";
import { allocFields, type AllocOptions, type Kind } from "./names.ts";
import type { Id, KernelObject, Name } from "./object.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import { Pcore } from "./pcore.ts";
import { Share } from "./share.ts";

/** Which physical core is wanted. */
export interface PcoreOptions extends AllocOptions {
  /** Its number in the machine. */
  readonly core: number;
}

/** Where cores and memory are. */
export interface Locality {
  /** The chip of each core. */
  readonly chipOf: readonly number[];
  /** Cycles from a core of one chip to the memory of another: `[chip][memory]`. */
  readonly memoryCycles: readonly (readonly number[])[];
}

const checkedContext = optionsOf<PcoreContext>("pcoreRun", {
  program: called<PcoreContext["program"]>().optional(),
  kernelCore: flag.optional(),
  range: anything,
  shares: anything.optional(),
  stack: anything.optional(),
  onInterval: called<PcoreContext["onInterval"]>().optional(),
});
const checkedPcore = optionsOf<PcoreOptions>("pcoreAlloc", { ...allocFields, core: anything });

/** A kernel with all calls. */
export class PcoreCalls extends Execution {
  /**
   * `pcore_alloc`: a physical core.
   *
   * @throws {KernelError} EINVAL: there is no such core. EBUSY: somebody has it. ENOENT: the core does not reach the share
   */
  pcoreAlloc(core: Core, share: Id, options: PcoreOptions): Program<Name> {
    return this.call(core, coreyPathCycles.allocate.value, this.#alloc(core, share, checkedPcore(options)));
  }

  /** `pcore_current`: the core that asks, as its root share has it. */
  pcoreCurrent(core: Core): Program<Name> {
    return this.answer(core, () => ({ share: this.rootShare(core), object: this.pcoreOn(core).id }));
  }

  /**
   * `pcore_run`: starts a program on another core, or makes that core a kernel core.
   *
   * @throws {KernelError} EBUSY: the core runs already, or another runs in that range. EINVAL: nothing to run or to poll, or the range is
   * mapped in another. EACCES: a private share. ENOENT, ETYPE: the caller does not reach such objects
   */
  pcoreRun(core: Core, pcore: Name, context: PcoreContext): Program {
    return this.call(core, coreyPathCycles.runCore.value, this.#run(core, pcore, checkedContext(context)));
  }

  /**
   * `pcore_add_device`: what the core polls when it is run as a kernel core.
   *
   * @throws {KernelError} EBUSY: it runs already. ENOENT, ETYPE: the caller does not reach such objects
   */
  pcoreAddDevice(core: Core, pcore: Name, device: Name): Program {
    return this.call(
      core,
      0,
      this.use(core, "pcore_add_device", pcore, Pcore, (pcore) => this.#addDevice(core, pcore, device)),
    );
  }

  /**
   * `pcore_set_interval`: how often a second the core's timer interrupts it; 0 for never.
   *
   * @throws {KernelError} EINVAL: not a rate, or one that leaves the core no time. ENOENT, ETYPE: the caller does not reach such an object
   */
  pcoreSetInterval(core: Core, pcore: Name, hertz: number): Program {
    return this.call(
      core,
      0,
      this.use(core, "pcore_set_interval", pcore, Pcore, (pcore) => this.#setInterval(core, pcore, hertz)),
    );
  }

  /**
   * `pcore_halt`: stops what a core runs, as soon as it is not in a call, and drops what it refers to.
   *
   * @throws {KernelError} EIDLE: it runs nothing. ENOENT, ETYPE: the caller does not reach such an object
   */
  pcoreHalt(core: Core, pcore: Name): Program {
    return this.call(core, 0, this.use(core, "pcore_halt", pcore, Pcore, (pcore) => this.#halt(core, pcore)));
  }

  /** `locality_get`: where cores and memory are. */
  localityGet(core: Core): Program<Locality> {
    const { memory, spec } = this.machine, { topology } = memory.interconnect;
    const chips = Array.from({ length: spec.chips.value }, (_, chip) => chip);
    return this.answer(core, () => ({
      chipOf: this.machine.cores.map(({ chip }) => chip),
      memoryCycles: chips.map((from) => chips.map((to) => memory.demand.dram[topology.hops(from, to)]!)),
    }));
  }

  *#alloc(core: Core, share: Id, { core: number, ...options }: PcoreOptions): Program<Name> {
    const hardware = this.machine.cores[number];
    if (!hardware) throw new KernelError("pcore_alloc", "EINVAL", `there is no core ${number}`);
    if (this.taken.has(hardware)) {
      throw new KernelError("pcore_alloc", "EBUSY", `somebody has core ${number}`);
    }
    const free = this.reserve(hardware);
    try {
      return yield* this.allocate(
        core,
        "pcore_alloc",
        share,
        "pcore",
        options,
        (record, id, label) => new Pcore(record, id, label, hardware, free),
      );
    } catch (error) {
      free();
      throw error;
    }
  }

  *#run(core: Core, name: Name, context: PcoreContext): Program {
    if (!context.program === !context.kernelCore) {
      throw new KernelError("pcore_run", "EINVAL", "expected either a program or the kernel-core option");
    }
    const found: KernelObject[] = [];
    try {
      const pcore = yield* this.#keep(core, name, Pcore, found);
      const range = yield* this.#keep(core, context.range, AddressRange, found), shares: Share[] = [];
      for (const name of context.shares ?? []) {
        const share = yield* this.#keep(core, name, Share, found);
        if (share.owner) {
          throw new KernelError("pcore_run", "EACCES", `${share} is private to ${share.owner.name}`);
        }
        shares.push(share);
      }
      checkRunnable(pcore, range, context);
      const arrives = this.machine.interrupts.send(core, [pcore.core], (_, start) => start);
      this.begin({ pcore, range, shares }, context, arrives);
    } catch (error) {
      for (const object of found) yield* this.drop(core, object);
      throw error;
    }
  }

  /** Finds an object, and notes the reference to it. */
  *#keep<O extends KernelObject>(core: Core, name: Name, kind: Kind<O>, found: KernelObject[]): Program<O> {
    const object = yield* this.find(core, "pcore_run", name, kind);
    found.push(object);
    return object;
  }

  *#addDevice(core: Core, pcore: Pcore, name: Name): Program {
    const device = yield* this.find(core, "pcore_add_device", name, Device);
    if (pcore.state === "idle") return void pcore.devices.push(device);
    yield* this.drop(core, device);
    throw new KernelError("pcore_add_device", "EBUSY", `${pcore} is ${pcore.state}`);
  }

  *#setInterval(core: Core, pcore: Pcore, hertz: number): Program {
    const { clockHertz, interrupt } = this.machine.spec;
    if (!(hertz >= 0 && hertz * interrupt.trapCycles.value < clockHertz.value)) {
      throw new KernelError(
        "pcore_set_interval",
        "EINVAL",
        `${pcore} cannot be interrupted ${hertz} times a second`,
      );
    }
    yield;
    core.write(pcore.record.body);
    pcore.intervalHertz = hertz;
    if (pcore.state === "running") this.startTimer(pcore, core.now);
  }

  *#halt(core: Core, pcore: Pcore): Program {
    yield;
    const target = pcore.core;
    if (pcore.state !== "running") throw new KernelError("pcore_halt", "EIDLE", `${pcore} runs nothing`);
    const stop = () => target.startOver(this.inKernel(target, this.end(target)));
    if (target !== core) this.machine.interrupts.send(core, [target], (_, start) => start);
    // A core that has just been started has yet to get what it would have to drop.
    if (this.isInside(target) || !this.contexts[target.number]) this.uponLeaving[target.number] = stop;
    else stop();
  }
}

/** Throws when a core cannot be started in a range. */
function checkRunnable(pcore: Pcore, range: AddressRange, { kernelCore, stack }: PcoreContext): void {
  const refuse = (reason: string, detail: string) => {
    throw new KernelError("pcore_run", reason, detail);
  };
  if (pcore.state !== "idle") refuse("EBUSY", `${pcore} is ${pcore.state}`);
  if (range.rootOf) refuse("EBUSY", `core ${range.rootOf.core.number} runs in ${range}`);
  if (kernelCore && pcore.devices.length === 0) refuse("EINVAL", `${pcore} has no devices to poll`);
  if (range.parents.size > 0) refuse("EINVAL", `${range} is mapped in another, so it cannot be private`);
  if (stack !== undefined && !range.shows(stack)) {
    refuse("EFAULT", `${range} maps nothing at page ${stack}, where the stack is to be`);
  }
}
