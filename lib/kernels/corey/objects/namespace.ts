/**
 * Names: finding the object that a program means by ⟨share, object⟩. A core finds only what its root share
 * leads to, whatever IDs it guesses.
 *
 * It scales as the shares on the way do. A share that stands in the root share is found in one step; one
 * further down is looked for in what the core has to itself first, and only then in what it shares.
 * Its opposite: Linux's descriptors (`kernels/linux/files_struct.ts`). Workload: `workloads/shares.ts`.
 * Notebook: `06_shares`.
 */
import type { Machine } from "../../../machine/machine.ts";
import type { Program } from "../../../sim/task.ts";
import type { KernelError } from "../../errors.ts";
import { Share } from "../shares/share.ts";
import type { Call } from "../system_call.ts";
import type { Id, Name } from "./name.ts";
import { KernelObject } from "./object.ts";
import type { AllocOptions } from "./objects.ts";

/** A class of objects. */
export type Kind<O extends KernelObject> = abstract new (...args: never[]) => O;

/** How the guard of a share is to be taken: for looking something up, or for a change. */
export type Entry = "acquireRead" | "acquireWrite";

/** Finds objects by their names, and gives them names. */
export class Namespace {
  readonly #machine: Machine;

  /** Names of objects on a machine. */
  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /**
   * The object that a name means, with a reference to it that the caller has to release.
   *
   * @throws {KernelError} ENOENT: the core does not reach it. ETYPE: it is of another kind
   */
  *find<O extends KernelObject>(call: Call, name: Name, kind: Kind<O>): Program<O> {
    const { core } = call, share = yield* this.open(call, name.share, "acquireRead");
    const object = share.id === name.object ? share : share.table.find(core, name.object);
    if (object) yield* object.retain(core);
    if (share.guard) yield* share.guard.releaseRead(core);
    if (!object) throw call.fail("ENOENT", `share ${name.share} does not hold an object ${name.object}`);
    if (object instanceof kind) return object;
    yield* object.release(core);
    throw call.fail("ETYPE", `${object} is not what the call is for`);
  }

  /**
   * Does something with the object that a name means, which stays alive meanwhile. Throws as {@link
   * Namespace.find} does.
   */
  *use<O extends KernelObject, Result>(
    call: Call,
    name: Name,
    kind: Kind<O>,
    program: (object: O) => Program<Result>,
  ): Program<Result> {
    const object = yield* this.find(call, name, kind);
    try {
      return yield* program(object);
    } finally {
      yield* object.release(call.core);
    }
  }

  /** Reads something of the object that a name means. Throws as {@link Namespace.find} does. */
  *inspect<O extends KernelObject, Result>(
    call: Call,
    name: Name,
    kind: Kind<O>,
    read: (object: O) => Result,
  ): Program<Result> {
    const object = yield* this.find(call, name, kind);
    try {
      return read(object);
    } finally {
      yield* object.release(call.core);
    }
  }

  /** `obj_get_name`. */
  labelOf(call: Call, name: Name): Program<string> {
    return this.inspect(call, name, KernelObject, ({ record, label }) => {
      call.core.load(record.references);
      return label;
    });
  }

  /**
   * The share with an ID that a core can reach, with its guard taken.
   *
   * @throws {KernelError} ENOENT: the core does not reach it. ETYPE: it is no share
   */
  *open(call: Call, id: Id, entry: Entry): Program<Share> {
    const { core, context: { share: root } } = call;
    if (root.id === id) return root;
    if (Number.isSafeInteger(id) && id > 0) {
      const object = root.table.find(core, id);
      if (object && !(object instanceof Share)) throw call.fail("ETYPE", `${object} is not a share`);
      if (object?.guard) yield* object.guard[entry](core);
      const found = object ?? (yield* this.#openBelow(call, root, id, entry, new Set([root])));
      if (found) return found;
    }
    throw call.fail("ENOENT", `${core.name} reaches no share ${id}`);
  }

  /** Looks for a share in those that an open one holds, and below: in each once, in private ones first. */
  *#openBelow(call: Call, within: Share, id: Id, entry: Entry, seen: Set<Share>): Program<Share | undefined> {
    const { core } = call, inner = within.table.scan(core).filter((object) => object instanceof Share);
    for (const share of [...inner.filter(({ owner }) => owner), ...inner.filter(({ owner }) => !owner)]) {
      if (seen.has(share)) continue;
      seen.add(share);
      if (share.guard) yield* share.guard.acquireRead(core);
      try {
        const object = share.table.find(core, id);
        if (object && !(object instanceof Share)) throw call.fail("ETYPE", `${object} is not a share`);
        if (object?.guard) yield* object.guard[entry](core);
        const found = object ?? (yield* this.#openBelow(call, share, id, entry, seen));
        if (found) return found;
      } finally {
        if (share.guard) yield* share.guard.releaseRead(core);
      }
    }
    return undefined;
  }

  /** Checks from whose free list the caller wants memory. Throws EINVAL: there is no such core. */
  checkMemory(call: Call, { memory }: AllocOptions): void {
    if (memory === undefined || this.#machine.cores[memory]) return;
    throw call.fail("EINVAL", `there is no core ${memory} to take memory from`);
  }

  /** Gives a new object its first reference and its first name. */
  *add(call: Call, share: Id, object: KernelObject): Program<Name> {
    object.begin(call.core);
    return yield* this.put(call, share, object);
  }

  /**
   * Gives an object a name: the caller's reference to it goes into a share, or is released if that cannot be.
   *
   * @throws {KernelError} ENOENT, ETYPE: the core does not reach the share. EACCES, ELOOP: the object cannot
   * be in it
   */
  *put(call: Call, share: Id, object: KernelObject): Program<Name> {
    const { core } = call;
    let into: Share;
    try {
      into = yield* this.open(call, share, "acquireWrite");
    } catch (error) {
      yield* object.release(core);
      throw error;
    }
    // Making room takes time, in which others may have put shares into the object; what follows takes place
    // at once.
    yield* into.table.makeRoom(core);
    const refusal = object instanceof Share ? refusalOf(call, object, into) : undefined;
    if (!refusal) into.table.insert(core, object);
    if (into.guard) yield* into.guard.releaseWrite(core);
    if (!refusal) return { share, object: object.id };
    yield* object.release(core);
    throw refusal;
  }
}

/**
 * Why a share cannot be in another, if so: a private share stays where only its core can reach it, since it
 * has no lock to wait for when it ends; and no share leads to itself, or it would never end.
 */
function refusalOf(call: Call, share: Share, into: Share): KernelError | undefined {
  if (share.owner && share.owner !== into.owner) {
    return call.fail("EACCES", `${share} is private to ${share.owner.name}, ${into} is not`);
  }
  return share.leadsTo(into) ? call.fail("ELOOP", `${share} leads to ${into} already`) : undefined;
}
