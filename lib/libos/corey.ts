/** Ways to run an application on Corey: the kernel and a library OS on it. */
import { Corey } from "../kernels/corey/corey.ts";
import type { System } from "../kernels/system.ts";
import type { Machine } from "../machine/machine.ts";
import type { Core } from "../machine/core.ts";
import type { Id, Name } from "../kernels/corey/object.ts";
import type { Program } from "../sim/task.ts";
import { AddressSpaces } from "./address_space.ts";

/** An application whose cores put segments of their own into shares. */
export class SharesOfSegments {
  readonly #common: Id | undefined;
  readonly corey: Corey;

  /** @param common whether all cores use one share, rather than each one of its own */
  constructor(machine: Machine, common: boolean) {
    this.corey = new Corey(machine);
    this.#common = common ? this.corey.bootShare(machine.cores) : undefined;
  }

  ownSegment(core: Core): Program<Name> {
    return this.corey.segmentAlloc(core, this.corey.rootShare(core), { pages: 1 });
  }

  *shareFor(core: Core): Program<Id> {
    if (this.#common !== undefined) return this.#common;
    return (yield* this.corey.shareAlloc(core, this.corey.rootShare(core), { scope: "private" })).object;
  }

  shareAddobj(core: Core, share: Id, object: Name): Program<Name> {
    return this.corey.shareAddobj(core, share, object);
  }

  shareDelobj(core: Core, object: Name): Program {
    return this.corey.shareDelobj(core, object);
  }
}

/** Ways to run an application on Corey. */
export const corey = {
  /** A private root range a core; shared memory in ranges that the cores' roots include. */
  addressRanges: (): System<AddressSpaces> => ({
    name: "corey",
    boot: (machine) => {
      const kernel = new Corey(machine);
      return new AddressSpaces(kernel, kernel.bootShare(machine.cores));
    },
  }),
  /** A share a core, in which it alone looks things up. */
  localShares: (): System<SharesOfSegments> => ({
    name: "corey-local",
    boot: (machine) => new SharesOfSegments(machine, false),
  }),
  /** One share for all cores. */
  globalShare: (): System<SharesOfSegments> => ({
    name: "corey-global",
    boot: (machine) => new SharesOfSegments(machine, true),
  }),
};
