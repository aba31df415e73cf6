/**
 * Names: finding the object that a program means by ⟨share, object⟩. A core finds only what its root share leads to, whatever IDs it guesses.
 *
 * It scales as the shares on the way do. A share that stands in the root share is found in one step; one further down is looked for in
 * what the core has to itself first, and only then in what it shares.
 * Its opposite: Linux's descriptors (`kernels/linux/files_struct.ts`). Workload: `workloads/shares.ts`. Notebook: `06_shares`.
 */
import { anything, type OptionFields } from "../../input/options.ts";
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import { type Id, KernelObject, type Name, type ObjectType } from "./object.ts";
import { type Maker, References } from "./references.ts";
import { Share } from "./share.ts";

/** What an alloc call is told beside the kind of object. */
export interface AllocOptions {
  /** The number of the core from whose free list the metadata are taken; the caller's own unless said otherwise. */
  readonly memory?: number;
  /** What the program calls the object; `obj_get_name` gives it back. */
  readonly label?: string;
}

/** The names of these options; what is wrong with their values, the call says. */
export const allocFields: OptionFields<AllocOptions> = {
  memory: anything.optional(),
  label: anything.optional(),
};

/** A class of objects. */
export type Kind<O extends KernelObject> = abstract new (...args: never[]) => O;

/** A kernel that finds objects by their names. */
export class Names extends References {
  /** `obj_get_name`: what the program called an object. */
  objGetName(core: Core, name: Name): Program<string> {
    return this.call(
      core,
      0,
      this.inspect(core, "obj_get_name", name, KernelObject, (object) => {
        core.load(object.record.references);
        return object.label;
      }),
    );
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

  /** Reads something of the object that a name means. */
  protected *inspect<O extends KernelObject, Result>(
    core: Core,
    call: string,
    name: Name,
    kind: Kind<O>,
    read: (object: O) => Result,
  ): Program<Result> {
    const object = yield* this.find(core, call, name, kind);
    try {
      return read(object);
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

  /** Looks for a share in one that is open, and in those that this one holds: in each once, in private ones first. */
  *#search(
    core: Core,
    call: string,
    within: Share,
    id: Id,
    mode: "read" | "write",
    seen = new Set([within]),
  ): Program<Share | undefined> {
    if (within.id === id) return within;
    const object = within.table.find(core, id);
    if (object) {
      if (!(object instanceof Share)) throw new KernelError(call, "ETYPE", `${object} is not a share`);
      yield* mode === "read" ? object.beginRead(core) : object.beginWrite(core);
      return object;
    }
    const inner = within.table.scan(core).filter((object) => object instanceof Share);
    for (const share of [...inner.filter(({ owner }) => owner), ...inner.filter(({ owner }) => !owner)]) {
      if (seen.has(share)) continue;
      seen.add(share);
      yield* share.beginRead(core);
      try {
        const found = yield* this.#search(core, call, share, id, mode, seen);
        if (found) return found;
      } finally {
        yield* share.endRead(core);
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
