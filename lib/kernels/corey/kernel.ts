/**
 * What every call of Corey rests on: finding the object that a name means, and counting references. A core finds only what its root share
 * leads to, whatever IDs it guesses.
 *
 * It scales: a look-up touches the shares on the way and nothing else, and IDs are made without asking anyone. The calls are added
 * file by file, one kind of object each: this kernel, `share_calls.ts`, `segment_calls.ts`, `range_calls.ts`, `page_faults.ts`,
 * `device_calls.ts`, `pcore_calls.ts`; `corey.ts` is the whole.
 * Its opposite: Linux's descriptors (`kernels/linux/files_struct.ts`). Workload: `workloads/shares.ts`. Notebook: `10_tour`.
 */
import type { ReadWriteLockKind } from "../../locks/lock.ts";
import { scalableReadWrite } from "../../locks/scalable_read_write.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import type { AddressRange } from "./address_range.ts";
import type { Hardware } from "./device.ts";
import { type Id, KernelObject, type Name, type ObjectType } from "./object.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import { type ObjectRecord, Records } from "./records.ts";
import { Share } from "./share.ts";

/** How Corey comes up. */
export interface CoreyOptions {
  /** The cores that run from the start; the others are for `pcore_alloc`. All unless said otherwise. */
  readonly running?: readonly Core[];
  /** The devices of the machine. */
  readonly hardware?: readonly Hardware[];
  /** The lock of a shared share; the scalable read-write lock unless said otherwise. */
  readonly shareLock?: ReadWriteLockKind;
}

/** What an alloc call is told beside the kind of object. */
export interface AllocOptions {
  /** The number of the core from whose free list the metadata are taken; the caller's own unless said otherwise. */
  readonly memory?: number;
  /** What the program calls the object; `obj_get_name` gives it back. */
  readonly label?: string;
}

/** What a core that runs a program may use. */
export interface Context {
  /** Its root share: private to it. */
  readonly share: Share;
  /** Its root range: private to it. */
  readonly range: AddressRange;
}

/** A class of objects. */
export type Kind<O extends KernelObject> = abstract new (...args: never[]) => O;

/** Makes an object in a record; `memory` is the number of the core that the record came from. */
export type Maker<O extends KernelObject = KernelObject> = (
  record: ObjectRecord,
  id: Id,
  label: string,
  memory: number,
) => Program<O>;

/** Names, references, and the state that calls share. */
export class Kernel {
  /** Where metadata come from. */
  readonly records: Records;
  /** What each core may use, by its number; nothing while it does not run. */
  protected readonly contexts: (Context | undefined)[];
  /** What is to be done on a core, by its number, as soon as it leaves the kernel. */
  protected readonly uponLeaving: ((() => void) | undefined)[];
  readonly #sequence: number[];
  readonly #inside: number[];

  /** A kernel on a machine whose cores do not run yet. */
  constructor(readonly machine: Machine, { shareLock = scalableReadWrite }: CoreyOptions) {
    this.records = new Records(machine, shareLock);
    this.contexts = machine.cores.map(() => undefined);
    this.uponLeaving = machine.cores.map(() => undefined);
    this.#sequence = machine.cores.map(() => 0);
    this.#inside = machine.cores.map(() => 0);
  }

  /** What a core may use. Throws a {@link KernelError} when it does not run. */
  contextOf(core: Core): Context {
    const context = this.contexts[core.number];
    if (!context) throw new KernelError("any call", "EIDLE", `core ${core.number} runs nothing`);
    return context;
  }

  /** The ID of a core's root share. */
  rootShare(core: Core): Id {
    return this.contextOf(core).share.id;
  }

  /** `obj_get_name`: what the program called an object. */
  objGetName(core: Core, name: Name): Program<string> {
    return this.call(
      core,
      0,
      this.use(core, "obj_get_name", name, KernelObject, function* (object) {
        core.load(object.record.references);
        return object.label;
      }),
    );
  }

  /** Whether a core is in a call: then it holds locks that others need. */
  isInside(core: Core): boolean {
    return this.#inside[core.number]! > 0;
  }

  /** A system call: into the kernel, so many cycles of work there beside memory accesses, and back. */
  protected *call<Result>(core: Core, pathCycles: number, program: Program<Result>): Program<Result> {
    core.compute(coreyPathCycles.systemCall.value + pathCycles);
    return yield* this.inKernel(core, program);
  }

  /** What a core does in the kernel. Who wants to stop the core has to wait for the end of it. */
  protected *inKernel<Result>(core: Core, program: Program<Result>): Program<Result> {
    this.#inside[core.number]!++;
    try {
      return yield* program;
    } finally {
      this.#inside[core.number]!--;
      const pending = this.isInside(core) ? undefined : this.uponLeaving[core.number];
      if (pending) {
        pending();
        yield;
      }
    }
  }

  /** Does something with the object that a name means, which stays alive meanwhile. */
  protected *use<O extends KernelObject, Result>(
    core: Core,
    call: string,
    name: Name,
    kind: Kind<O>,
    program: (object: O) => Program<Result>,
  ): Program<Result> {
    const object = yield* this.find(core, call, name, kind);
    try {
      return yield* program(object);
    } finally {
      yield* this.drop(core, object);
    }
  }

  /** The object that a name means, with a reference to it that the caller has to drop. */
  protected *find<O extends KernelObject>(
    core: Core,
    call: string,
    name: Name,
    kind: Kind<O>,
  ): Program<O> {
    const share = yield* this.openShare(core, call, name.share, "read");
    const object = share.id === name.object ? share : share.table.find(core, name.object);
    if (object) yield* object.retain(core);
    yield* share.endRead(core);
    if (!object) {
      throw new KernelError(call, "ENOENT", `share ${name.share} does not hold an object ${name.object}`);
    }
    if (object instanceof kind) return object;
    yield* this.drop(core, object);
    throw new KernelError(call, "ETYPE", `${object} is not what the call is for`);
  }

  /** The share with an ID that a core can reach, open for reading or writing. */
  protected *openShare(core: Core, call: string, id: Id, mode: "read" | "write"): Program<Share> {
    const root = this.contextOf(core).share;
    const found = Number.isSafeInteger(id) && id > 0
      ? yield* this.#search(core, call, root, id, mode)
      : undefined;
    if (found) return found;
    throw new KernelError(call, "ENOENT", `core ${core.number} reaches no share ${id}`);
  }

  /** Looks for a share in one that is open, and in those that this one holds. */
  *#search(
    core: Core,
    call: string,
    within: Share,
    id: Id,
    mode: "read" | "write",
  ): Program<Share | undefined> {
    if (within.id === id) return within;
    const object = within.table.find(core, id);
    if (object) {
      if (!(object instanceof Share)) throw new KernelError(call, "ETYPE", `${object} is not a share`);
      yield* mode === "read" ? object.beginRead(core) : object.beginWrite(core);
      return object;
    }
    for (const inner of within.table.objects) {
      if (!(inner instanceof Share)) continue;
      yield* inner.beginRead(core);
      try {
        const found = yield* this.#search(core, call, inner, id, mode);
        if (found) return found;
      } finally {
        yield* inner.endRead(core);
      }
    }
    return undefined;
  }

  /** Makes an object and puts its first reference into a share. */
  protected *allocate(
    core: Core,
    call: string,
    share: Id,
    type: ObjectType,
    { memory = core.number, label = "" }: AllocOptions,
    make: Maker,
  ): Program<Name> {
    if (!this.machine.cores[memory]) {
      throw new KernelError(call, "EINVAL", `there is no core ${memory} to take memory from`);
    }
    const object = yield* this.makeObject(core, type, memory, label, make);
    yield* this.put(core, call, share, object);
    return { share, object: object.id };
  }

  /** Makes an object, with one reference to it that the caller has. */
  protected *makeObject<O extends KernelObject>(
    core: Core,
    type: ObjectType,
    memory: number,
    label: string,
    make: Maker<O>,
  ): Program<O> {
    const id = this.nextId(core);
    const object = yield* make(yield* this.records.take(core, memory, type, id), id, label, memory);
    core.store(object.record.references, object.references = 1);
    return object;
  }

  /** An ID that no object ever had: each core counts for itself. */
  protected nextId(core: Core): Id {
    return 1024 * ++this.#sequence[core.number]! + core.number;
  }

  /** Puts a reference into a share; if that cannot be, drops it and throws. */
  protected *put(core: Core, call: string, share: Id, object: KernelObject): Program {
    let into: Share;
    try {
      into = yield* this.openShare(core, call, share, "write");
    } catch (error) {
      yield* this.drop(core, object);
      throw error;
    }
    // Making room takes time, in which others may have put shares into the object; what follows takes place at once.
    yield* into.table.makeRoom(core);
    const refusal = refusalOf(call, object, into);
    if (!refusal) into.table.insert(core, object);
    yield* into.endWrite(core);
    if (!refusal) return;
    yield* this.drop(core, object);
    throw refusal;
  }

  /** Gives up a reference; the last one ends the object, and its memory goes back where it came from. */
  protected *drop(core: Core, object: KernelObject): Program {
    if (!(yield* object.release(core))) return;
    yield* object.dismantle(core, (inner) => this.drop(core, inner));
    yield* object.record.free(core);
    object.gone();
  }
}

/**
 * Why an object cannot be in a share, if so: a private share stays where only its core can reach it, since it has no lock to wait for when
 * it ends; and no share leads to itself, or it would never end.
 */
function refusalOf(call: string, object: KernelObject, into: Share): KernelError | undefined {
  if (!(object instanceof Share)) return undefined;
  if (object.owner && object.owner !== into.owner) {
    return new KernelError(call, "EACCES", `${object} is private to ${object.owner.name}, ${into} is not`);
  }
  if (!object.leadsTo(into)) return undefined;
  return new KernelError(call, "ELOOP", `${object} leads to ${into} already`);
}

/** For giving something back that must not be given back twice: somebody else may have it by then. */
export function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
