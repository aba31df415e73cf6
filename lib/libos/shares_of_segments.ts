/**
 * An application whose cores put segments of their own into shares: what the paper's microbenchmark of shares
 * runs on.
 *
 * Workload: `workloads/shares.ts`. Notebook: `06_shares`.
 */
import type { Corey } from "../kernels/corey/corey.ts";
import type { Id, Name } from "../kernels/corey/objects/name.ts";
import type { Core } from "../machine/core.ts";
import type { Program } from "../sim/task.ts";

/** The shares and segments of such an application. */
export class SharesOfSegments {
  readonly #common: Id | undefined;

  /**
   * Nothing is in any share yet.
   *
   * @param corey the kernel
   * @param common whether all cores use one share, rather than each one of its own
   */
  constructor(readonly corey: Corey, common: boolean) {
    this.#common = common ? corey.bootShare(corey.machine.cores) : undefined;
  }

  /** A segment that the core alone can name. */
  ownSegment(core: Core): Program<Name> {
    return this.corey.segmentAlloc(core, this.corey.rootShare(core), { pages: 1 });
  }

  /** The share to add it to. */
  *shareFor(core: Core): Program<Id> {
    if (this.#common !== undefined) return this.#common;
    return (yield* this.corey.shareAlloc(core, this.corey.rootShare(core), { scope: "private" })).object;
  }

  /** `share_addobj`. */
  shareAddobj(core: Core, share: Id, object: Name): Program<Name> {
    return this.corey.shareAddobj(core, share, object);
  }

  /** `share_delobj`. */
  shareDelobj(core: Core, object: Name): Program {
    return this.corey.shareDelobj(core, object);
  }
}
