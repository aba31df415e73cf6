/**
 * The calls on shares: `share_alloc`, `share_addobj`, `share_delobj`, `self_drop`.
 *
 * They scale as far as the shares are private: then all they touch is in the caller's cache. Two cores that change one shared share wait
 * for its lock, and that is the application's choice.
 * Their opposite: Linux's `dup` and `close` (`kernels/linux/files_struct.ts`), where it is nobody's choice.
 * Workload: `workloads/shares.ts`. Notebook: `06_shares`.
 */
import { z } from "zod";
import { optionsOf } from "../../input/options.ts";
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import { KernelError } from "../errors.ts";
import { allocFields, type AllocOptions, Names } from "./names.ts";
import { type Id, KernelObject, type Name } from "./object.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import type { ObjectRecord } from "./records.ts";
import { Share } from "./share.ts";
import { ShareTable } from "./share_table.ts";

/** How a share is to be used. */
export interface ShareOptions extends AllocOptions {
  /** `private`: by the core that makes it alone, without a lock; `shared`, which is the default: by every core that reaches it. */
  readonly scope?: "private" | "shared";
}

const checkedShare = optionsOf<ShareOptions>("shareAlloc", {
  ...allocFields,
  scope: z.enum(["private", "shared"]).optional(),
});

/** A kernel with shares. */
export class ShareCalls extends Names {
  /**
   * `share_alloc`: a new, empty share.
   *
   * @param share the share that is to hold the new one
   * @returns the new share's name; its ID is `object` in there
   * @throws {KernelError} ENOENT: the core does not reach the share. EINVAL: no such core to take memory from.
   * EACCES: a private share would be in one that is not private to the core
   */
  shareAlloc(core: Core, share: Id, options: ShareOptions = {}): Program<Name> {
    const owner = checkedShare(options).scope === "private" ? core : undefined;
    const make = (record: ObjectRecord, id: Id, label: string, memory: number) =>
      this.makeShare(core, record, id, label, memory, owner);
    return this.call(
      core,
      coreyPathCycles.allocate.value,
      this.allocate(core, "share_alloc", share, "share", options, make),
    );
  }

  /**
   * `share_addobj`: puts a reference to an object into another share, so that whoever reaches that can name it. An object may be put into
   * a share several times; it is there until it has been deleted as often.
   *
   * @returns the object's new name
   * @throws {KernelError} ENOENT: the core does not reach the object or the share. ELOOP: a share would lead to itself.
   * EACCES: a private share would be in one that is not private to its core
   */
  shareAddobj(core: Core, share: Id, name: Name): Program<Name> {
    return this.call(core, coreyPathCycles.shareCall.value, this.#add(core, share, name));
  }

  /**
   * `share_delobj`: takes a reference to an object out of a share. The last one ends the object.
   *
   * @throws {KernelError} ENOENT: the core does not reach the object
   */
  shareDelobj(core: Core, name: Name): Program {
    return this.call(core, coreyPathCycles.shareCall.value, this.#delete(core, "share_delobj", name));
  }

  /**
   * `self_drop`: the core's root share no longer holds another share.
   *
   * @throws {KernelError} ENOENT: the root share does not hold it
   */
  selfDrop(core: Core, share: Id): Program {
    const name = { share: this.rootShare(core), object: share };
    return this.call(core, coreyPathCycles.shareCall.value, this.#delete(core, "self_drop", name));
  }

  /** A share in its record. */
  protected *makeShare(
    core: Core,
    record: ObjectRecord,
    id: Id,
    label: string,
    memory: number,
    owner: Core | undefined,
  ): Program<Share> {
    const table = yield* ShareTable.make(core, this.records, memory, `table of share ${id}`);
    return new Share(record, id, label, table, owner);
  }

  *#add(core: Core, share: Id, name: Name): Program<Name> {
    yield* this.put(core, "share_addobj", share, yield* this.find(core, "share_addobj", name, KernelObject));
    return { share, object: name.object };
  }

  *#delete(core: Core, call: string, name: Name): Program {
    const share = yield* this.openShare(core, call, name.share, "write");
    const object = share.table.remove(core, name.object);
    yield* share.endWrite(core);
    if (!object) {
      throw new KernelError(call, "ENOENT", `share ${name.share} holds no object ${name.object}`);
    }
    yield* this.drop(core, object);
  }
}
