/**
 * The calls on shares: `share_alloc`, `share_addobj`, `share_delobj`, `self_drop`.
 *
 * They scale as far as the shares are private: then all they touch is in the caller's cache. Two cores that
 * change one shared share wait for its lock, and that is the application's choice. Their opposite: Linux's
 * `dup` and `close` (`kernels/linux/files_struct.ts`), where it is nobody's choice.
 * Workload: `workloads/shares.ts`. Notebook: `06_shares`.
 */
import * as z from "zod";
import { optionsOf } from "../../../input/options.ts";
import type { Core } from "../../../machine/core.ts";
import { fieldsAt } from "../../../machine/layout.ts";
import type { Program } from "../../../sim/task.ts";
import type { Executor } from "../objects/executor.ts";
import type { Id, Name } from "../objects/name.ts";
import type { Namespace } from "../objects/namespace.ts";
import { KernelObject } from "../objects/object.ts";
import { allocFields, type AllocOptions, type Objects } from "../objects/objects.ts";
import { recordStructs } from "../objects/records.ts";
import type { Call } from "../system_call.ts";
import { Share } from "./share.ts";
import { ShareTable } from "./share_table.ts";

/** How a share is to be used. */
export interface ShareOptions extends AllocOptions {
  /**
   * `private`: by the core that makes it alone, without a lock; `shared`, which is the default: by every core
   * that reaches it.
   */
  readonly scope?: "private" | "shared";
}

const checkedShare = optionsOf<ShareOptions>("shareAlloc", {
  ...allocFields,
  scope: z.enum(["private", "shared"]).optional(),
});

/** The calls on shares. */
export class Shares {
  readonly #objects: Objects;
  readonly #namespace: Namespace;

  /** Shares whose memory and names come from elsewhere. */
  constructor(objects: Objects, namespace: Namespace) {
    this.#objects = objects;
    this.#namespace = namespace;
  }

  /** An empty share that has no name yet; without an owner, it is for all. */
  *make(core: Executor, owner: Core | undefined, options: AllocOptions = {}): Program<Share> {
    const identity = yield* this.#objects.identity(core, "share", options), { id, memory } = identity;
    const { table: size } = fieldsAt(recordStructs.share, identity.record.address);
    const { records } = this.#objects, label = `table of share ${id}`;
    const table = yield* ShareTable.make(core, records, memory, label, size);
    return new Share(identity, table, owner);
  }

  /** `share_alloc`. */
  *alloc(call: Call, share: Id, given: ShareOptions): Program<Name> {
    const { core } = call, { scope, ...options } = checkedShare(given);
    this.#namespace.checkMemory(call, options);
    const made = yield* this.make(core, scope === "private" ? core : undefined, options);
    return yield* this.#namespace.add(call, share, made);
  }

  /** `share_addobj`. */
  *addobj(call: Call, share: Id, name: Name): Program<Name> {
    const object = yield* this.#namespace.find(call, name, KernelObject);
    return yield* this.#namespace.put(call, share, object);
  }

  /** `self_drop`. */
  selfDrop(call: Call, share: Id): Program {
    return this.delobj(call, { share: call.context.share.id, object: share });
  }

  /** `share_delobj`. */
  *delobj(call: Call, name: Name): Program {
    const { core } = call, share = yield* this.#namespace.open(call, name.share, "acquireWrite");
    const object = share.table.remove(core, name.object);
    if (share.guard) yield* share.guard.releaseWrite(core);
    if (!object) throw call.fail("ENOENT", `share ${name.share} holds no object ${name.object}`);
    yield* object.release(core);
  }
}
