/**
 * The calls on cores: `pcore_alloc`, `pcore_current`, `pcore_run`, `pcore_add_device`, `pcore_set_interval`,
 * `pcore_halt`; and `locality_get`, which says where cores and memory are.
 *
 * They scale: a core is started by one interrupt, and then has a root share and a root range of its own.
 * Their opposite: Linux's `clone` and scheduler, which the lab leaves out.
 * Workload: `workloads/tcp_service.ts`. Notebook: `10_tour`.
 */
import { anything, called, flag, optionsOf } from "../../../input/options.ts";
import type { Core } from "../../../machine/core.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Program } from "../../../sim/task.ts";
import { Device } from "../devices/device.ts";
import { AddressRange } from "../memory/address_range.ts";
import type { Executor } from "../objects/executor.ts";
import type { Id, Name } from "../objects/name.ts";
import type { Kind, Namespace } from "../objects/namespace.ts";
import type { KernelObject } from "../objects/object.ts";
import { allocFields, type AllocOptions, type Objects } from "../objects/objects.ts";
import { Share } from "../shares/share.ts";
import type { Call } from "../system_call.ts";
import type { Execution, PcoreContext } from "./execution.ts";
import { Pcore } from "./pcore.ts";

/** Which physical core is wanted. */
export interface PcoreOptions extends AllocOptions {
  /** Its number in the machine. */
  readonly core: number;
}

const checkedContext = optionsOf<PcoreContext>("pcoreRun", {
  program: called<PcoreContext["program"]>().optional(),
  kernelCore: flag.optional(),
  poll: called<PcoreContext["poll"]>().optional(),
  range: anything,
  shares: anything.optional(),
  stack: anything.optional(),
  onInterval: called<PcoreContext["onInterval"]>().optional(),
});
const checkedPcore = optionsOf<PcoreOptions>("pcoreAlloc", { ...allocFields, core: anything });

/** Where cores and memory are. */
export interface Locality {
  /** The chip of each core. */
  readonly chipOf: readonly number[];
  /** Cycles from a core of one chip to the memory of another: `[chip][memory]`. */
  readonly memoryCycles: readonly (readonly number[])[];
}

/** The calls on cores. */
export class Pcores {
  readonly #machine: Machine;
  readonly #objects: Objects;
  readonly #namespace: Namespace;
  readonly #execution: Execution;
  /** Physical cores that somebody has. */
  readonly #taken = new Set<Core>();

  /**
   * Cores of a machine, whose identities and names come from elsewhere.
   *
   * @param execution starts and ends what runs on them
   */
  constructor(machine: Machine, objects: Objects, namespace: Namespace, execution: Execution) {
    this.#machine = machine;
    this.#objects = objects;
    this.#namespace = namespace;
    this.#execution = execution;
  }

  /** A physical core that nobody has, as an object without a name. */
  *make(by: Executor, core: Core, options: AllocOptions): Program<Pcore> {
    this.#taken.add(core);
    const identity = yield* this.#objects.identity(by, "pcore", options);
    return new Pcore(identity, core, () => this.#taken.delete(core));
  }

  /** `pcore_alloc`. */
  *alloc(call: Call, share: Id, given: PcoreOptions): Program<Name> {
    const { core: number, ...options } = checkedPcore(given);
    const core = this.#machine.cores[number];
    if (!core) throw call.fail("EINVAL", `there is no core ${number}`);
    if (this.#taken.has(core)) throw call.fail("EBUSY", `somebody has core ${number}`);
    this.#namespace.checkMemory(call, options);
    return yield* this.#namespace.add(call, share, yield* this.make(call.core, core, options));
  }

  /** `pcore_current`. */
  *current({ context: { share, pcore } }: Call): Program<Name> {
    yield;
    return { share: share.id, object: pcore.id };
  }

  /** `pcore_run`. */
  *run(call: Call, name: Name, context: PcoreContext): Program {
    checkedContext(context);
    if (!context.program === !context.kernelCore) {
      throw call.fail("EINVAL", "expected either a program or the kernel-core option");
    }
    const { core } = call, found: KernelObject[] = [];
    try {
      const pcore = yield* this.#keep(call, name, Pcore, found);
      const range = yield* this.#keep(call, context.range, AddressRange, found), shares: Share[] = [];
      for (const name of context.shares ?? []) {
        const share = yield* this.#keep(call, name, Share, found);
        if (share.owner) throw call.fail("EACCES", `${share} is private to ${share.owner.name}`);
        shares.push(share);
      }
      checkRunnable(call, pcore, range, context);
      const arrives = this.#machine.interrupts.send(core, [pcore.core], (_, start) => start);
      this.#execution.begin({ pcore, range, shares }, context, arrives);
    } catch (error) {
      for (const object of found) yield* object.release(core);
      throw error;
    }
  }

  /** `pcore_add_device`. */
  addDevice(call: Call, pcore: Name, device: Name): Program {
    return this.#namespace.use(call, pcore, Pcore, (pcore) => this.#addDevice(call, pcore, device));
  }

  /** `pcore_set_interval`. */
  setInterval(call: Call, pcore: Name, hertz: number): Program {
    return this.#namespace.use(call, pcore, Pcore, (pcore) => this.#setInterval(call, pcore, hertz));
  }

  /** `pcore_halt`. */
  halt(call: Call, pcore: Name): Program {
    return this.#namespace.use(call, pcore, Pcore, (pcore) => this.#halt(call, pcore));
  }

  /** `locality_get`. */
  *locality(): Program<Locality> {
    const { cores, memory: { demand, distances }, spec } = this.#machine;
    const chips = Array.from({ length: spec.chips.value }, (_, chip) => chip);
    yield;
    return {
      chipOf: cores.map(({ chip }) => chip),
      memoryCycles: chips.map((from) => chips.map((to) => demand.dram[distances.toMemory(from, to)]!)),
    };
  }

  *#addDevice(call: Call, pcore: Pcore, name: Name): Program {
    const device = yield* this.#namespace.find(call, name, Device);
    if (pcore.state === "idle") return void pcore.devices.push(device);
    yield* device.release(call.core);
    throw call.fail("EBUSY", `${pcore} is ${pcore.state}`);
  }

  *#setInterval(call: Call, pcore: Pcore, hertz: number): Program {
    const { clockHertz, interrupt } = this.#machine.spec, { core } = call;
    if (!(hertz >= 0 && hertz * interrupt.trapCycles.value < clockHertz.value)) {
      throw call.fail("EINVAL", `${pcore} cannot be interrupted ${hertz} times a second`);
    }
    yield;
    core.write(pcore.at.context);
    pcore.intervalHertz = hertz;
    if (pcore.state === "running") this.#execution.startTimer(pcore, core.now);
  }

  *#halt(call: Call, pcore: Pcore): Program {
    yield;
    const { core } = call;
    if (pcore.state !== "running") throw call.fail("EIDLE", `${pcore} runs nothing`);
    if (pcore.core !== core) this.#machine.interrupts.send(core, [pcore.core], (_, start) => start);
    this.#execution.halt(pcore);
  }

  /** Finds an object, and notes the reference to it. */
  *#keep<O extends KernelObject>(call: Call, name: Name, kind: Kind<O>, found: KernelObject[]): Program<O> {
    const object = yield* this.#namespace.find(call, name, kind);
    found.push(object);
    return object;
  }
}

/** Throws when a core cannot be started in a range. */
function checkRunnable(
  call: Call,
  pcore: Pcore,
  range: AddressRange,
  { kernelCore, stack }: PcoreContext,
): void {
  const refuse = (reason: string, detail: string) => {
    throw call.fail(reason, detail);
  };
  if (pcore.state !== "idle") refuse("EBUSY", `${pcore} is ${pcore.state}`);
  if (range.rootOf) refuse("EBUSY", `core ${range.rootOf.core.number} runs in ${range}`);
  if (kernelCore && pcore.devices.length === 0) refuse("EINVAL", `${pcore} has no devices to poll`);
  if (range.parents.size > 0) refuse("EINVAL", `${range} is mapped in another, so it cannot be private`);
  if (stack !== undefined && !range.shows(stack)) {
    refuse("EFAULT", `${range} maps nothing at page ${stack}, where the stack is to be`);
  }
}
