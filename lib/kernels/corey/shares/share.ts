/**
 * A share: a table of the objects that a program may name. The application decides for each new object which
 * share holds its ID, and which cores reach that share; so it decides who can meet whom in a table.
 *
 * It scales as far as the application keeps shares private. A private share belongs to one core and takes no
 * lock: adding and deleting touch lines that stay in that core's cache. A shared share is guarded by the
 * scalable read-write lock, and its users meet there, but nobody else does.
 * Its opposite: Linux's one table for all threads (`kernels/linux/files_struct.ts`). Workload:
 * `workloads/shares.ts`. Notebook: `06_shares`.
 */
import type { ReadWriteLock } from "../../../locks/lock.ts";
import type { Core } from "../../../machine/core.ts";
import type { Program } from "../../../sim/task.ts";
import { type Identity, KernelObject } from "../objects/object.ts";
import type { ShareTable } from "./share_table.ts";

/** A share. */
export class Share extends KernelObject {
  /** See {@link KernelObject.type}. */
  readonly type = "share";
  /**
   * To be taken for looking something up, and for changing what the share holds; none if one core alone uses
   * it.
   */
  readonly guard: ReadWriteLock | undefined;

  /**
   * An empty share.
   *
   * @param table what it is to hold
   * @param owner the only core that may use it; undefined for a share that takes a lock
   */
  constructor(identity: Identity, readonly table: ShareTable, readonly owner: Core | undefined) {
    super(identity);
    this.guard = owner ? undefined : identity.record.tableLock;
  }

  /** Whether this share is another, or holds it, however far down; at no cost. */
  leadsTo(share: Share, seen: Set<Share> = new Set()): boolean {
    if (this === share) return true;
    seen.add(this);
    return this.table.objects.some((inner) =>
      inner instanceof Share && !seen.has(inner) && inner.leadsTo(share, seen)
    );
  }

  /** Releases all it holds, once the last reader has left. */
  protected override *destroy(core: Core): Program {
    if (this.guard) yield* this.guard.acquireWrite(core);
    if (this.guard) yield* this.guard.releaseWrite(core);
    for (let gone = this.table.removeAny(core); gone; gone = this.table.removeAny(core)) {
      yield* gone.release(core);
    }
    yield* this.table.free(core);
  }
}
